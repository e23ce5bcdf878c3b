"""A face network over a whole picture: align, restore, and paste back inside the face's own box.

The geometry is GFPGAN's: the five points of FFHQ at 512 x 512 pixels. Memory grows with the face, not with the picture.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from backend_api.app.pictures.faces import Face
from backend_api.app.pictures.measuring import Bytes, Floats

Network = Callable[[Floats], Floats]
"""(1, 3, 512, 512) RGB in -1..1 → the same shape and range."""

SIDE = 512
_TEMPLATE = np.array(
    [
        [192.98138, 239.94708],
        [318.90277, 240.1936],
        [256.63416, 314.01935],
        [201.26117, 371.41043],
        [313.08905, 371.15118],
    ],
    np.float32,
)
"""FFHQ's left eye, right eye, nose, left and right corner of the mouth, as facexlib has them."""
_FEATHER = 40
"""Pixels (of the 512) over which the restored face fades into the picture."""


def restore_face(picture: Bytes, large: Bytes, scale: int, face: Face, network: Network) -> None:
    """Restore one face of ``picture`` (h, w, 3) and paste it into ``large`` (h * scale, w * scale, 3), in place."""
    to_face = _alignment(face)
    aligned = cv2.warpAffine(picture, to_face, (SIDE, SIDE), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    restored = _through(network, np.asarray(aligned, np.uint8))
    back = _into_large(np.asarray(cv2.invertAffineTransform(to_face), np.float64), scale)
    left, top, right, bottom = _box(back, large.shape)
    if right - left < 2 or bottom - top < 2:
        return
    back[:, 2] -= (left, top)
    size = (right - left, bottom - top)
    pasted = cv2.warpAffine(restored, back, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpAffine(_mask(), back, size, flags=cv2.INTER_LINEAR, borderValue=0)[..., None]
    region = large[top:bottom, left:right]
    mixed = mask * pasted + (1 - mask) * region.astype(np.float32)
    large[top:bottom, left:right] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


def _alignment(face: Face) -> NDArray[np.float64]:
    """The similarity (2, 3) from picture to the aligned face. Two eyes determine it; more points make it steadier."""
    if face.nose is None or face.mouth is None:
        (x0, y0), (x1, y1) = face.eyes
        eyes = _TEMPLATE[:2].astype(np.float64)
        turn = complex(*(eyes[1] - eyes[0])) / (complex(x1 - x0, y1 - y0) or 1e-6)
        shift = complex(*eyes[0]) - turn * complex(x0, y0)
        return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
    points = np.array([*face.eyes, face.nose, *face.mouth], np.float32)
    matrix, _ = cv2.estimateAffinePartial2D(points, _TEMPLATE, method=cv2.LMEDS)
    if matrix is None:
        return _alignment(Face(face.x, face.y, face.width, face.height, face.eyes))
    return np.asarray(matrix, np.float64)


def _through(network: Network, aligned: Bytes) -> Floats:
    """uint8 (512, 512, 3) → the network → float32 (512, 512, 3), 0..255."""
    given = (aligned.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
    answer = network(np.ascontiguousarray(given))[0].transpose(1, 2, 0)
    return np.ascontiguousarray((np.clip(answer, -1, 1) + 1) * 127.5, np.float32)


def _into_large(back: NDArray[np.float64], scale: int) -> NDArray[np.float64]:
    """From the aligned face to the enlarged picture, whose pixel centres lie (s - 1) / 2 off."""
    scaled = back * scale
    scaled[:, 2] += (scale - 1) / 2
    return np.asarray(scaled, np.float64)


def _box(back: NDArray[np.float64], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The aligned square in the large picture, cut to its edges: left, top, right, bottom."""
    corners = np.array([[0, 0, 1], [SIDE, 0, 1], [0, SIDE, 1], [SIDE, SIDE, 1]], np.float64) @ back.T
    left, top = np.floor(corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    return max(int(left), 0), max(int(top), 0), min(int(right), shape[1]), min(int(bottom), shape[0])


def _mask() -> Floats:
    """1 inside the aligned square, fading to 0 at its edge."""
    mask = np.zeros((SIDE, SIDE), np.float32)
    mask[_FEATHER:-_FEATHER, _FEATHER:-_FEATHER] = 1
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), _FEATHER / 3), np.float32)
