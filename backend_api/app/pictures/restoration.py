"""The classical steps: each looks whether the picture needs it and leaves it alone, bit for bit, when it does not.

Steps that run always (non-local means, unsharp mask, CLAHE, white balance) were measured to make most pictures worse,
by up to 12 dB: hence the gates. ``benchmarks/photo_quality.py`` shows the effect for every kind of damage.
"""

import cv2
import numpy as np

from backend_api.app.pictures.measuring import Bytes, Floats, edge_widths, is_texture, noise_level, tones

NOISE_GATE = 4.5
"""Standard deviation above which a picture counts as noisy."""
NATURAL_WIDTH = 0.55
"""Sigma of the edges of a sharp photograph, in pixels."""
SOFT = 1.1
"""Sigma of edges above which calming the blocks costs more than it gains: a blurred picture has hardly any rings."""
BLUR_GATE = 0.45
"""Blur (beyond the natural width) above which deblurring gains more than it costs."""


def luma_of(picture: Bytes) -> Floats:
    """Luma (h, w) as float32, 0..255, of an RGB picture (h, w, 3)."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb)[..., 0], np.float32)


def denoised(picture: Bytes, noise: float) -> Bytes:
    """Remove noise of this standard deviation: non-local means on luma, a bilateral filter on half-size chroma.

    Above 3 megapixels non-local means would take many seconds, so a bilateral filter does it all.
    """
    if picture.shape[0] * picture.shape[1] > 3_000_000:
        return np.asarray(cv2.bilateralFilter(picture, 7, 6.5 * noise, 2.5), np.uint8)
    planes = cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb)
    luma = cv2.fastNlMeansDenoising(np.ascontiguousarray(planes[..., 0]), None, 1.15 * noise, 5, 15)
    size = (picture.shape[1], picture.shape[0])
    chroma = []
    for index in (1, 2):
        half = cv2.resize(planes[..., index], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        calm = cv2.bilateralFilter(half, 7, 4 * noise, 3)
        chroma.append(cv2.resize(calm, size, interpolation=cv2.INTER_LINEAR))
    return np.asarray(cv2.cvtColor(cv2.merge([luma, *chroma]), cv2.COLOR_YCrCb2RGB), np.uint8)


def deblocked(picture: Bytes, jpeg_quality: int | None) -> Bytes:
    """Calm the blocks and rings of a strongly compressed JPEG; ``jpeg_quality`` is None for other formats."""
    if jpeg_quality is None or jpeg_quality >= 92:
        return picture
    return np.asarray(cv2.bilateralFilter(picture, 5, 20 if jpeg_quality < 80 else 10, 2), np.uint8)


def cleaned(picture: Bytes, jpeg_quality: int | None) -> tuple[Bytes, bool]:
    """Denoise or deblock, whichever fits. The second value tells whether the picture was noisy."""
    luma = luma_of(picture)
    noise = noise_level(luma)
    if noise > NOISE_GATE and not is_texture(luma, noise):
        return denoised(picture, noise), True
    if edge_widths(luma).typical >= SOFT:
        return picture, False
    return deblocked(picture, jpeg_quality), False


def missing_sharpness(luma: Floats) -> float:
    """Sigma of the blur to undo, in pixels; 0 where the picture is sharp, or soft by its nature.

    Edges that are *all* equally wide (brickwork, drawings) and pictures of low contrast (retinas, gradients) are left
    alone: there the width of the edges is what was photographed.
    """
    edges = edge_widths(luma)
    if edges.contrast < 5 or edges.sharpest > 0.75 * edges.typical or edges.typical > 2.0:
        return 0.0
    blur = max(edges.typical**2 - NATURAL_WIDTH**2, 0.0) ** 0.5
    return blur if blur >= BLUR_GATE else 0.0


def deblurred(picture: Bytes, sigma: float, rounds: int = 3) -> Bytes:
    """Richardson-Lucy deconvolution of luma with a Gaussian of this sigma; few rounds, so that nothing rings."""
    planes = cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb)
    seen = planes[..., 0].astype(np.float32) + 1.0
    guess = seen.copy()
    for _ in range(rounds):
        blurred = cv2.GaussianBlur(guess, (0, 0), sigma)
        guess *= cv2.GaussianBlur(seen / np.maximum(blurred, 1e-3), (0, 0), sigma)
    planes[..., 0] = np.clip(guess - 0.5, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YCrCb2RGB), np.uint8)


def stretched(picture: Bytes) -> Bytes:
    """Brighten an under-exposed picture, or spread a flat one, by one line for all channels (so colours keep their
    ratio).

    Left as they are: a night sky or a slide on black (nearly all pixels near black), a dim scene with one bright spot
    (it is exposed for that spot), and pictures that are only a little flat (walls and fog are).
    """
    seen = tones(luma_of(picture))
    dark = seen.brightest < 160 and seen.middle > 0.2 * seen.high
    flat = seen.high - seen.low < 60 and seen.low > 50
    if not (dark or flat) or seen.high - seen.low < 20:
        return picture
    low, high = (seen.low, seen.high) if flat else (0.0, seen.brightest)
    steps = (np.arange(256, dtype=np.float32) - low) * (250.0 / (high - low))
    return np.asarray(cv2.LUT(picture, np.clip(steps + 0.5, 0, 255).astype(np.uint8)), np.uint8)
