"""The classical engine on pictures whose truth is known, with fixed bounds. The same code prints the bench."""

import numpy as np
import pytest

from benchmarks.photo_quality import (
    DAMAGES,
    HELD_OUT,
    SCIENCE,
    TUNED_ON,
    Damage,
    is_left_alone,
    reference,
    score,
)

# Least mean gain of PSNR in dB and of SSIM over the tuned and held-out pictures.
LEAST: dict[str, tuple[float, float]] = {
    "JPEG 60": (0.25, 0.003),
    "JPEG 30": (0.2, 0.005),
    "blur 0.8, noise 3, JPEG 80": (0.3, 0.005),
    "blur 1.2, noise 10, JPEG 60": (0.35, 0.03),
    "blur 0.8, noise 20, JPEG 80": (3.0, 0.3),
    "blur 1.5, JPEG 70": (0.6, 0.012),
    "blur 1": (0.9, 0.012),
    "noise 10, JPEG 90": (1.7, 0.15),
    "noise 20": (6.5, 0.3),
    "noise 30": (8.0, 0.35),
    "half size": (0.12, 0.003),
    "half size, JPEG 60": (0.06, 0.004),
    "half size, noise 3, JPEG 87": (0.03, 0.005),
    "quarter size": (0.1, 0.004),
    "under-exposed x 0.45": (15, 0.25),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_damage_is_repaired_and_no_picture_gets_worse(damage: Damage) -> None:
    results = [score(name, damage) for name in TUNED_ON + HELD_OUT]
    psnr = float(np.mean([result.gain for result in results]))
    ssim = float(np.mean([result.ssim_after - result.ssim_before for result in results]))
    worst = min(results, key=lambda result: result.gain)
    print(f"{damage.name}: {psnr:+.2f} dB, SSIM {ssim:+.3f}, worst {worst.gain:+.2f} dB ({worst.picture})")
    assert worst.gain >= -0.2
    assert psnr >= LEAST[damage.name][0]
    assert ssim >= LEAST[damage.name][1]


RISKY = [damage for damage in DAMAGES if damage.name in ("blur 1.5, JPEG 70", "half size", "quarter size")]


@pytest.mark.parametrize("damage", RISKY, ids=lambda damage: damage.name)
def test_textures_and_science_get_no_worse_either(damage: Damage) -> None:
    """Grass looks like noise and a microscope slide like a blur: these damages come nearest to harming them."""
    worst = min((score(name, damage) for name in SCIENCE), key=lambda result: result.gain)
    print(f"{damage.name}: worst {worst.gain:+.2f} dB ({worst.picture})")
    assert worst.gain >= -0.2


@pytest.mark.parametrize("name", TUNED_ON + HELD_OUT + SCIENCE)
def test_clean_pictures_come_back_bit_for_bit(name: str) -> None:
    assert reference(name).shape[2] == 3
    assert is_left_alone(name)
