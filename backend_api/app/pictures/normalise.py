"""Any picture a stranger sends → a PNG of our own making: 8-bit sRGB, upright, without metadata.

The header is judged before a pixel is decoded. Whatever the file is called plays no role.
"""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from backend_api.app.errors import DamagedPicture, EmptyUpload, NotAPicture, OddShape, TooManyPixels, UnsupportedFormat
from backend_api.app.pictures.jpeg_quality import quality_of

# EPS would run Ghostscript, TIFF is a zoo of codecs. MPO, as phones write it, opens as JPEG.
ALLOWED = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "BMP")
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    TypeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)

pillow_heif.register_heif_opener()
# Our own limit is checked on the header, with a better sentence; this one would only warn.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What is accepted: ``megapixels`` at most, no side more than ``ratio`` times the other, none below ``side``
    pixels.
    """

    megapixels: float
    ratio: float = 20.0
    side: int = 8


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised picture. ``jpeg_quality`` is None unless it came as JPEG; ``alpha`` tells of an ``alpha.png``
    beside it.
    """

    width: int
    height: int
    format: str
    jpeg_quality: int | None
    alpha: bool


def normalise(source: Path, folder: Path, limits: Limits) -> Normal:
    """Write ``folder/photo.png`` and, for a picture with transparency, ``folder/alpha.png``.

    Raises EmptyUpload, NotAPicture, UnsupportedFormat, TooManyPixels, OddShape, DamagedPicture.
    """
    if source.stat().st_size == 0:
        raise EmptyUpload
    with _opened(source) as picture:
        _check_size(picture, limits)
        quality = quality_of(picture)
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        upright = _decoded(picture)
    rgb, alpha = _flat(upright)
    rgb.save(folder / "photo.png", "PNG", compress_level=1)
    if alpha is not None:
        alpha.save(folder / "alpha.png", "PNG", compress_level=1)
    return Normal(rgb.width, rgb.height, kind, quality, alpha is not None)


def _opened(source: Path) -> Image.Image:
    head = source.open("rb").read(1024)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(source, formats=ALLOWED)
    except UnidentifiedImageError:
        if _looks_allowed(head):
            raise DamagedPicture from None
        raise (UnsupportedFormat if _looks_like_image(head) else NotAPicture) from None
    except _BROKEN:
        raise DamagedPicture from None


def _looks_allowed(head: bytes) -> bool:
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM"))
        or head[8:12] == b"WEBP"
        or head[4:8] == b"ftyp"
    )


def _looks_like_image(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    drawings = text.startswith((b"%!ps", b"%pdf", b"<svg")) or (
        text.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in text
    )
    others = (
        b"II*\0",
        b"MM\0*",
        b"\xc5\xd0\xd3\xc6",
        b"8BPS",
        b"\0\0\1\0",
        b"DDS ",
        b"qoif",
        b"\0\0\0\x0cJXL ",
        b"\xff\x0a",
        b"\0\0\0\x0cjP",
    )
    return drawings or head.startswith(others)


def _check_size(picture: Image.Image, limits: Limits) -> None:
    width, height = picture.size
    if width * height > limits.megapixels * 1_000_000:
        raise TooManyPixels(
            f"The picture has {width} x {height} pixels; at most {limits.megapixels:g} megapixels are accepted."
        )
    if min(width, height) < limits.side or max(width, height) > limits.ratio * min(width, height):
        raise OddShape


def _decoded(picture: Image.Image) -> Image.Image:
    """First frame, turned upright, in a mode with 8 bits a channel and sRGB colours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture.seek(0)
            picture.load()
            profile = picture.info.get("icc_profile")
            upright = ImageOps.exif_transpose(picture) if not picture.info.get("heif_upright") else picture
    except UnidentifiedImageError:
        raise NotAPicture from None
    except _BROKEN:
        raise DamagedPicture from None
    return _in_srgb(_eight_bits(upright), profile)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """16-bit gray is shifted: Pillow's own conversion would clip everything above 255 to white."""
    if picture.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(picture).astype(np.uint16) >> 8).astype(np.uint8))
    if picture.mode in ("I", "F"):
        values = np.asarray(picture, np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        return Image.fromarray((np.clip(np.nan_to_num(values) / top, 0, 1) * 255).astype(np.uint8))
    if "transparency" in picture.info or picture.mode in ("LA", "La", "PA", "RGBa"):
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB", "RGBA", "CMYK") else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
            body = picture.convert("RGB") if alpha is not None else picture
            turned = ImageCms.profileToProfile(body, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if turned is not None:
                if alpha is not None:
                    turned.putalpha(alpha)
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that does not fit its picture says nothing about the colours
    return picture if picture.mode == "RGBA" else picture.convert("RGB")


def _flat(picture: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The picture on white, and its transparency if it uses any."""
    if picture.mode != "RGBA":
        return picture, None
    alpha = picture.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return picture.convert("RGB"), None
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=alpha)
    return white, alpha
