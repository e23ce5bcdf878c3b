"""The resident ONNX worker: ``python -m backend_api.app.pictures.onnx_server NETWORK DETECTOR THREADS``.

It answers JSON lines as ``server.py`` does, but does not fork: the network is loaded once and stays.
"""

import json
import sys
from typing import Any

import cv2
import numpy as np
import onnxruntime

from backend_api.app.errors import PhotoError
from backend_api.app.pictures.enlarging import enlarged
from backend_api.app.pictures.face_net import SIDE, Network, restore_face
from backend_api.app.pictures.faces import central, find_faces
from backend_api.app.pictures.limits import die_with_parent
from backend_api.app.pictures.measuring import Floats
from backend_api.app.pictures.tasks import read_rgb, write_rgb


def load_network(file: str, threads: int) -> Network:
    """Open an ONNX file that maps (1, 3, 512, 512) to the same shape.

    Raises ValueError when the file holds another kind of network, or none; the message is a sentence for the operator.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    try:
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001  # onnxruntime raises many classes that have only this parent in common
        raise ValueError(f"GFPGAN_ONNX_FILE cannot be loaded: {type(error).__name__}.") from None
    given = session.get_inputs()
    if len(given) != 1 or list(given[0].shape[1:]) not in ([3, SIDE, SIDE], [3, None, None]):
        raise ValueError(f"GFPGAN_ONNX_FILE must take one input of 1 x 3 x {SIDE} x {SIDE}.")
    name = given[0].name

    def network(face: Floats) -> Floats:
        # Exports name their outputs as they like; the restored face is the first.
        answer = np.asarray(session.run(None, {name: face})[0], np.float32)
        if answer.shape != face.shape:
            raise PhotoError("GFPGAN_ONNX_FILE answered in another shape.")
        return answer

    return network


def enhance(question: dict[str, Any], network: Network, detector: str) -> dict[str, Any]:
    """Enlarge the photo and restore its faces; the answer tells how many."""
    picture = read_rgb(question["photo"])
    scale = int(question["scale"])
    large = enlarged(picture, scale, corrected=True).copy()
    found = find_faces(picture, detector)
    faces = central(found, picture) if question["only_center_face"] else found
    for face in faces[: int(question["most_faces"])]:
        restore_face(picture, large, scale, face, network)
    write_rgb(question["target"], large)
    return {"faces": len(found)}


def _answer(question: dict[str, Any], network: Network, detector: str) -> dict[str, Any]:
    try:
        return enhance(question, network, detector)
    except PhotoError as error:
        return {"error": "engine_failed", "message": error.message}
    except (cv2.error, MemoryError, RuntimeError) as error:
        return {"error": "engine_failed", "message": f"The ONNX network failed: {type(error).__name__}."}


def main(file: str, detector: str, threads: str) -> None:
    """Load, say so, and answer questions until standard input closes."""
    die_with_parent()
    cv2.setNumThreads(1)
    try:
        network = load_network(file, int(threads))
    except ValueError as error:
        print(json.dumps({"error": "engine_broken", "message": str(error)}), flush=True)  # noqa: T201  # the protocol
        return
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line), network, detector)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
