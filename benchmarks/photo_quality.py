"""What the classical photo engine gains and loses, on pictures that scikit-image and scikit-learn bundle.

``python -m benchmarks.photo_quality`` prints, for every kind of damage, the mean PSNR and SSIM before and after, and
the worst single picture. The references are degraded here, by code, so the truth is known.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from sklearn.datasets import load_sample_image

from backend_api.app.pictures.classical import enhance

Picture = NDArray[np.uint8]

TUNED_ON = ("astronaut", "chelsea", "coffee", "rocket", "motorcycle")
HELD_OUT = ("camera", "motorcycle_right", "china", "flower")
SCIENCE = ("brick", "grass", "gravel", "coins", "moon", "text", "page", "retina", "hubble", "ihc", "logo", "clock")


@dataclass(frozen=True, slots=True)
class Damage:
    """How a reference is spoilt: shrunk, blurred (sigma), noisy (sigma), darkened, and saved as JPEG (quality)."""

    name: str
    shrink: int = 1
    blur: float = 0.0
    noise: float = 0.0
    light: float = 1.0
    jpeg: int | None = None


DAMAGES = (
    Damage("JPEG 60", jpeg=60),
    Damage("JPEG 30", jpeg=30),
    Damage("blur 0.8, noise 3, JPEG 80", blur=0.8, noise=3, jpeg=80),
    Damage("blur 1.2, noise 10, JPEG 60", blur=1.2, noise=10, jpeg=60),
    Damage("blur 0.8, noise 20, JPEG 80", blur=0.8, noise=20, jpeg=80),
    Damage("blur 1.5, JPEG 70", blur=1.5, jpeg=70),
    Damage("blur 1", blur=1.0),
    Damage("noise 10, JPEG 90", noise=10, jpeg=90),
    Damage("noise 20", noise=20),
    Damage("noise 30", noise=30),
    Damage("half size", shrink=2),
    Damage("half size, JPEG 60", shrink=2, jpeg=60),
    Damage("half size, noise 3, JPEG 87", shrink=2, noise=3, jpeg=87),
    Damage("quarter size", shrink=4),
    Damage("under-exposed x 0.45", light=0.45),
)


@dataclass(frozen=True, slots=True)
class Score:
    """PSNR in dB (all channels) and SSIM (luma) of one picture against its reference, before and after."""

    picture: str
    psnr_before: float
    psnr_after: float
    ssim_before: float
    ssim_after: float

    @property
    def gain(self) -> float:
        """Change of PSNR in dB; above 0 is better."""
        return self.psnr_after - self.psnr_before


@lru_cache
def reference(name: str) -> Picture:
    """A bundled picture as RGB (h, w, 3), its sides cut to multiples of 4."""
    if name in ("china", "flower"):
        pixels = load_sample_image(f"{name}.jpg")
    elif name.startswith("motorcycle"):
        pixels = data.stereo_motorcycle()[1 if name.endswith("right") else 0]  # type: ignore[no-untyped-call]
    else:
        pixels = getattr(data, {"hubble": "hubble_deep_field", "ihc": "immunohistochemistry"}.get(name, name))()
    rgb = np.asarray(Image.fromarray(pixels).convert("RGB"))
    return np.ascontiguousarray(rgb[: rgb.shape[0] // 4 * 4, : rgb.shape[1] // 4 * 4])


def spoilt(picture: Picture, damage: Damage) -> Picture:
    """The reference after this damage; the same damage gives the same pixels every time."""
    pixels: NDArray[Any] = picture.astype(np.float32) * damage.light
    if damage.shrink > 1:
        size = (picture.shape[1] // damage.shrink, picture.shape[0] // damage.shrink)
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    if damage.blur:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), damage.blur))
    if damage.noise:
        pixels = pixels + np.random.default_rng(0).normal(0, damage.noise, pixels.shape)
    whole = np.clip(pixels + 0.5, 0, 255).astype(np.uint8)
    return whole if damage.jpeg is None else _through_jpeg(whole, damage.jpeg)


def _through_jpeg(picture: Picture, quality: int) -> Picture:
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "JPEG", quality=quality)
    return np.asarray(Image.open(written).convert("RGB"))


def score(name: str, damage: Damage) -> Score:
    """Spoil, enhance and compare one picture; a shrunk one is compared with plain Lanczos at the same size."""
    truth = reference(name)
    broken = spoilt(truth, damage)
    after = enhance(broken, scale=damage.shrink, jpeg_quality=damage.jpeg, only_center_face=False).picture
    size = (truth.shape[1], truth.shape[0])
    before = np.asarray(cv2.resize(broken, size, interpolation=cv2.INTER_LANCZOS4), np.uint8)
    return Score(name, *_psnr(truth, before, after), *_ssim(truth, before, after))


def _psnr(truth: Picture, *others: Picture) -> list[float]:
    return [float(peak_signal_noise_ratio(truth, other)) for other in others]  # type: ignore[no-untyped-call]


def gray(picture: Picture) -> Picture:
    """Luma (h, w)."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def _ssim(truth: Picture, *others: Picture) -> list[float]:
    return [float(structural_similarity(gray(truth), gray(other))) for other in others]  # type: ignore[no-untyped-call]


def scores(names: tuple[str, ...], damages: tuple[Damage, ...] = DAMAGES) -> Iterator[tuple[Damage, list[Score]]]:
    """Every damage with the scores of all these pictures."""
    for damage in damages:
        yield damage, [score(name, damage) for name in names]


def is_left_alone(name: str) -> bool:
    """True if the clean picture comes back bit for bit."""
    truth = reference(name)
    after = enhance(truth, scale=1, jpeg_quality=None, only_center_face=False).picture
    return bool(np.array_equal(truth, after))


def report(title: str, names: tuple[str, ...]) -> Iterator[str]:
    """The lines of one table."""
    yield f"{title}: {', '.join(names)}"
    yield f"{'damage':30} {'PSNR dB':>15} {'SSIM':>15}   worst picture"
    for damage, results in scores(names):
        means = [
            float(np.mean([getattr(r, field) for r in results]))
            for field in ("psnr_before", "psnr_after", "ssim_before", "ssim_after")
        ]
        worst = min(results, key=lambda result: result.gain)
        yield (
            f"{damage.name:30} {means[0]:6.2f} -> {means[1]:5.2f} {means[2]:6.3f} -> {means[3]:5.3f}"
            f"   {worst.gain:+.2f} dB ({worst.picture})"
        )
    changed = [name for name in names if not is_left_alone(name)]
    yield f"clean pictures unchanged: {len(names) - len(changed)} of {len(names)} {' '.join(changed)}"


def main() -> None:
    """Print all tables."""
    cv2.setNumThreads(1)
    for title, names in (("tuned on", TUNED_ON), ("held out", HELD_OUT), ("science and texture", SCIENCE)):
        print("\n".join(report(title, names)), flush=True)


if __name__ == "__main__":
    main()
