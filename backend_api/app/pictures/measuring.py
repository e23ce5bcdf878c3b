"""What is wrong with a picture: its noise, its blur, its tones. Pure numbers; nothing here changes a pixel.

The thresholds that use these numbers stand in ``restoration.py``. Both were chosen on the pictures that scikit-image
and scikit-learn bundle, degraded by code; ``benchmarks/photo_quality.py`` prints what they achieve.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_BLOCK = 16
_REBLUR = 1.0


def noise_level(luma: Floats) -> float:
    """Standard deviation of the noise in a luma plane (h, w, 0..255), measured in its calmest fifth of blocks.

    JPEG hides noise below about 10: such pictures measure 0 to 1.5.
    """
    diagonal = np.abs(luma[:-1, :-1] - luma[1:, :-1] - luma[:-1, 1:] + luma[1:, 1:]) / 2
    rows, columns = diagonal.shape[0] // _BLOCK, diagonal.shape[1] // _BLOCK
    if rows == 0 or columns == 0:
        return 0.0
    whole = diagonal[: rows * _BLOCK, : columns * _BLOCK]
    blocks = whole.reshape(rows, _BLOCK, columns, _BLOCK).transpose(0, 2, 1, 3).reshape(-1, _BLOCK * _BLOCK)
    # 0.6745: from the median of absolute values to the standard deviation of a normal distribution.
    return float(np.percentile(np.median(blocks, axis=1) / 0.6745, 20))


def is_texture(luma: Floats, noise: float) -> bool:
    """True where the "noise" is grass or gravel: it stays when the picture is halved, where real noise halves too."""
    half = cv2.resize(luma, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return noise_level(np.asarray(half, np.float32)) > 0.8 * noise


def _gradient(luma: Floats) -> Floats:
    across = cv2.Sobel(luma, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(luma, cv2.CV_32F, 0, 1, scale=1 / 8)
    return np.asarray(cv2.magnitude(across, down), np.float32)


@dataclass(frozen=True, slots=True)
class Edges:
    """How wide a picture's strong edges are: Gaussian sigmas in pixels, at two percentiles, and the contrast they
    have.
    """

    sharpest: float
    typical: float
    contrast: float


NO_EDGES = Edges(0.0, 0.0, 0.0)


def edge_widths(luma: Floats) -> Edges:
    """Measure edges by blurring once more: the sharper an edge was, the more its gradient falls (Zhuo and Sim,
    2011).
    """
    before = _gradient(luma)
    after = _gradient(np.asarray(cv2.GaussianBlur(luma, (0, 0), _REBLUR), np.float32))
    contrast = float(np.percentile(before, 92))
    peaks = (before > max(contrast, 6.0)) & (before >= cv2.dilate(before, np.ones((3, 3), np.uint8))) & (after > 1.0)
    if int(peaks.sum()) < 50:
        return NO_EDGES
    ratio = np.maximum(before[peaks] / after[peaks], 1.0001)
    widths = _REBLUR / np.sqrt(ratio**2 - 1)
    return Edges(float(np.percentile(widths, 2)), float(np.percentile(widths, 25)), contrast)


@dataclass(frozen=True, slots=True)
class Tones:
    """Percentiles of luma, 0..255: 0.5 %, 50 % and 99.5 %, and the very brightest pixel."""

    low: float
    middle: float
    high: float
    brightest: float


def tones(luma: Floats) -> Tones:
    """The tones that a picture uses, without its few darkest and brightest pixels."""
    low, middle, high = np.percentile(luma, (0.5, 50, 99.5))
    return Tones(float(low), float(middle), float(high), float(luma.max()))
