"""Pictures for tests, friendly and hostile; all made here."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

from benchmarks.photo_quality import reference


def jpeg(width: int = 320, height: int = 240, seed: int = 0, quality: int = 90) -> bytes:
    """A small photo with structure."""
    crop = reference("coffee")[: height if height <= 400 else 400, : width if width <= 600 else 600]
    picture = np.roll(crop, seed * 7, axis=1)
    return encoded(Image.fromarray(picture).resize((width, height)), "JPEG", quality=quality)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def opened(picture: bytes) -> Image.Image:
    result = Image.open(io.BytesIO(picture))
    result.load()
    return result


def png_claiming(width: int, height: int, depth: int, colour: int) -> bytes:
    """A real PNG of this size, all zeros, compressed well: 30000 x 30000 in 1 bit are 109 kB."""
    channels = {0: 1, 2: 3}[colour]
    row = b"\0" * (1 + (width * depth * channels + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose header tells of another size."""
    whole = bytearray(jpeg())
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(whole)
