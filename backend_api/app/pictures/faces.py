"""Finding faces: the Haar cascade that comes with OpenCV, or YuNet where the operator has put its file."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from backend_api.app.pictures.measuring import Bytes

_LONGEST = 800
"""Pictures are searched at this size: faces of a portrait are larger than the cascade's 24 pixels anyway."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face in pixels of its picture. ``eyes`` is (2, 2): the viewer's left eye, then the right one, each (x, y)."""

    x: int
    y: int
    width: int
    height: int
    eyes: tuple[tuple[float, float], tuple[float, float]]
    mouth: tuple[tuple[float, float], tuple[float, float]] | None = None
    nose: tuple[float, float] | None = None


def find_faces(picture: Bytes, yunet_file: str = "") -> list[Face]:
    """All faces of an RGB picture (h, w, 3), largest first; with YuNet if its file is named, else with Haar."""
    shrink = min(1.0, _LONGEST / max(picture.shape[:2]))
    small = picture
    if shrink < 1:
        small = np.asarray(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    faces = _by_yunet(small, yunet_file, shrink) if yunet_file else _by_haar(small, shrink)
    return sorted(faces, key=lambda face: face.width * face.height, reverse=True)


def central(faces: list[Face], picture: Bytes) -> list[Face]:
    """The one face nearest to the middle of the picture, as GFPGAN's ``--only_center_face`` chooses it."""
    middle = np.array([picture.shape[1] / 2, picture.shape[0] / 2])

    def distance(face: Face) -> float:
        return float(np.linalg.norm(np.array([face.x + face.width / 2, face.y + face.height / 2]) - middle))

    return [min(faces, key=distance)] if faces else []


def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / name))


def _by_haar(small: Bytes, shrink: float) -> list[Face]:
    gray = np.asarray(cv2.equalizeHist(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)), np.uint8)
    side = max(24, min(gray.shape) // 20)
    # 6 neighbours with alt2: every face of the test set found, 2 false ones in 80 pictures.
    boxes = _cascade("haarcascade_frontalface_alt2.xml").detectMultiScale(gray, 1.1, 6, minSize=(side, side))
    eye_cascade = _cascade("haarcascade_eye.xml")
    found = []
    for box in boxes:
        x, y, width, height = (int(value) for value in box)
        left, right = _eyes(gray, eye_cascade, (x, y, width, height))
        eyes = ((left[0] / shrink, left[1] / shrink), (right[0] / shrink, right[1] / shrink))
        found.append(Face(int(x / shrink), int(y / shrink), int(width / shrink), int(height / shrink), eyes))
    return found


def _eyes(
    gray: NDArray[np.uint8], cascade: cv2.CascadeClassifier, box: tuple[int, int, int, int]
) -> list[tuple[float, float]]:
    x, y, width, height = box
    upper = gray[y + height // 5 : y + height * 11 // 20, x : x + width]
    seen = cascade.detectMultiScale(upper, 1.05, 4, minSize=(width // 8, width // 8)) if upper.size else ()
    middles = [(x + ex + ew / 2, y + height // 5 + ey + eh / 2) for ex, ey, ew, eh in seen]
    left = [m for m in middles if m[0] < x + width / 2]
    right = [m for m in middles if m[0] >= x + width / 2]
    # Where an eye is not seen (closed, in shadow), the average face has it here.
    usual_left, usual_right = (x + 0.31 * width, y + 0.38 * height), (x + 0.69 * width, y + 0.38 * height)
    return [left[0] if left else usual_left, right[0] if right else usual_right]


def _by_yunet(small: Bytes, file: str, shrink: float) -> list[Face]:
    detector = cv2.FaceDetectorYN.create(file, "", (small.shape[1], small.shape[0]), 0.7)
    _, rows = detector.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    faces = []
    for row in rows if rows is not None else ():
        values = [float(v) / shrink for v in row[:14]]
        x, y, width, height = (int(v) for v in values[:4])
        points = [(values[4 + 2 * i], values[5 + 2 * i]) for i in range(5)]
        # YuNet names the person's right eye first, which is the viewer's left one.
        faces.append(Face(x, y, width, height, (points[0], points[1]), (points[3], points[4]), points[2]))
    return faces
