"""The quality a JPEG was written with, from its quantization table."""

from PIL import Image

# Luminance table of the JPEG standard (ITU T.81, annex K.1); its sum is what the scale of libjpeg multiplies.
_STANDARD = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
    51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120,
    101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip


def quality_of(picture: Image.Image) -> int | None:
    """1..100 as libjpeg counts, or None if the picture is no JPEG."""
    tables = getattr(picture, "quantization", None)
    if not tables:
        return None
    scale = 100.0 * sum(next(iter(tables.values()))) / sum(_STANDARD)
    quality = 5000 / scale if scale > 100 else (200 - scale) / 2
    return int(min(max(round(quality), 1), 100))
