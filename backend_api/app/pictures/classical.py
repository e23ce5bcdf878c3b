"""Enhancement without weights: measure, repair only what is broken, enlarge, faces last."""

from dataclasses import dataclass

import cv2
import numpy as np

from backend_api.app.pictures.enlarging import enlarged
from backend_api.app.pictures.faces import Face, central, find_faces
from backend_api.app.pictures.measuring import Bytes
from backend_api.app.pictures.restoration import cleaned, deblurred, luma_of, missing_sharpness, stretched

_FACE_CONTRAST = 0.12


@dataclass(frozen=True, slots=True)
class Enhancement:
    """The picture (h * scale, w * scale, 3) in RGB, and how many faces were seen in it."""

    picture: Bytes
    faces: int


def enhance(picture: Bytes, *, scale: int, jpeg_quality: int | None, only_center_face: bool) -> Enhancement:
    """Enhance an RGB picture (h, w, 3). A picture without visible damage comes back bit for bit at scale 1.

    ``jpeg_quality`` is the quality its JPEG was written with, None for other formats.
    """
    repaired = repair(picture, jpeg_quality)
    corrected = jpeg_quality is None or jpeg_quality >= 85
    large = enlarged(repaired, scale, corrected=corrected)
    faces = find_faces(picture)
    touched = repaired is not picture
    if touched:
        for face in central(faces, picture) if only_center_face else faces:
            large = _clearer_face(large, face, scale)
    return Enhancement(large, len(faces))


def repair(picture: Bytes, jpeg_quality: int | None) -> Bytes:
    """Noise or blocks, then blur, then tones: the same array when nothing needed repair."""
    calm, noisy = cleaned(picture, jpeg_quality)
    sigma = 0.0 if noisy else missing_sharpness(luma_of(calm))
    sharp = deblurred(calm, sigma) if sigma else calm
    return stretched(sharp)


def _clearer_face(picture: Bytes, face: Face, scale: int) -> Bytes:
    """A little more local contrast in a face, fading out to its edge. Works on the face's box only."""
    x, y, width, height = (v * scale for v in (face.x, face.y, face.width, face.height))
    box = picture[max(y, 0) : y + height, max(x, 0) : x + width]
    if min(box.shape[:2]) < 8:
        return picture
    part = box.astype(np.float32)
    detail = part - cv2.GaussianBlur(part, (0, 0), max(width / 40, 0.8))
    oval = np.zeros(box.shape[:2], np.float32)
    middle = (box.shape[1] // 2, box.shape[0] // 2)
    cv2.ellipse(oval, middle, (int(box.shape[1] * 0.38), int(box.shape[0] * 0.42)), 0, 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(oval, (0, 0), max(width / 20, 1.0))[..., None]
    result = picture.copy()
    result[max(y, 0) : y + height, max(x, 0) : x + width] = np.clip(part + _FACE_CONTRAST * mask * detail + 0.5, 0, 255)
    return result
