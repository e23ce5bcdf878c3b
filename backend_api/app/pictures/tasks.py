"""The questions that a picture worker answers. Questions and answers are plain JSON, files are named by path."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from backend_api.app.errors import EngineFailed
from backend_api.app.pictures.classical import enhance
from backend_api.app.pictures.finish import Finishing, finish
from backend_api.app.pictures.measuring import Bytes
from backend_api.app.pictures.normalise import Limits, normalise


def read_rgb(path: str) -> Bytes:
    """A normalised PNG as RGB (h, w, 3)."""
    picture = cv2.imread(path, cv2.IMREAD_COLOR)
    if picture is None:
        raise EngineFailed("The normalised photo is gone.")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def write_rgb(path: str, picture: Bytes) -> None:
    """Write RGB (h, w, 3) as PNG, quickly rather than small: the file lives for a moment."""
    if not cv2.imwrite(path, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 1]):
        raise OSError(28, "no space")


def _normalise(question: dict[str, Any]) -> dict[str, Any]:
    limits = Limits(float(question["megapixels"]))
    return asdict(normalise(Path(question["source"]), Path(question["folder"]), limits))


def _classical(question: dict[str, Any]) -> dict[str, Any]:
    done = enhance(
        read_rgb(question["photo"]),
        scale=int(question["scale"]),
        jpeg_quality=question["jpeg_quality"],
        only_center_face=bool(question["only_center_face"]),
    )
    write_rgb(question["target"], done.picture)
    return {"faces": done.faces}


def _finish(question: dict[str, Any]) -> dict[str, Any]:
    wish = Finishing(
        Path(question["enhanced"]),
        Path(question["photo"]),
        Path(question["alpha"]) if question["alpha"] else None,
        int(question["width"]),
        int(question["height"]),
        str(question["kind"]),
    )
    return {"bytes": finish(wish, Path(question["target"]), Path(question["preview"]))}


TASKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "normalise": _normalise,
    "classical": _classical,
    "finish": _finish,
}
