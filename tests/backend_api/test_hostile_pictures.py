"""What strangers send: each file gets a clear answer, and the service stays small."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from tests.backend_api.pictures import encoded, jpeg, jpeg_claiming, opened, png_claiming
from tests.backend_api.service import Client, ServiceUnderTest, running_alone
from tests.patience import patience

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="9999"></svg>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\nshowpage\n"


@dataclass(frozen=True)
class Hostile:
    """A file and the answer it must get at once."""

    name: str
    content: bytes
    status: int
    code: str


def refused() -> Iterator[Hostile]:
    bomb = png_claiming(30000, 30000, 1, 0)
    assert 100_000 < len(bomb) < 120_000
    yield Hostile("30000 x 30000 in 109 kB", bomb, 413, "too_many_pixels")
    yield Hostile("12000 x 12000", png_claiming(12000, 12000, 8, 2), 413, "too_many_pixels")
    yield Hostile("claims 65000 x 65000", jpeg_claiming(65000, 65000), 413, "too_many_pixels")
    yield Hostile("svg.jpg", SVG, 415, "unsupported_format")
    yield Hostile("svg with a preamble.jpg", b'<?xml version="1.0"?>\n<!-- x -->' + SVG, 415, "unsupported_format")
    yield Hostile("eps.jpg", EPS, 415, "unsupported_format")
    yield Hostile("tiff", encoded(Image.new("RGB", (64, 64)), "TIFF"), 415, "unsupported_format")
    yield Hostile("truncated.jpg", jpeg(640, 480)[:9000], 400, "damaged_picture")
    yield Hostile("truncated.png", encoded(opened(jpeg(640, 400)), "PNG")[:90000], 400, "damaged_picture")
    yield Hostile("header only", jpeg()[:20], 400, "damaged_picture")
    yield Hostile("empty.jpg", b"", 400, "empty_file")
    yield Hostile("notes.txt", "Встреча в пятницу".encode(), 400, "not_a_picture")
    yield Hostile("random", np.random.default_rng(0).bytes(5000), 400, "not_a_picture")
    yield Hostile("thin", encoded(Image.new("RGB", (3000, 10)), "PNG"), 400, "odd_shape")
    yield Hostile("one pixel", encoded(Image.new("RGB", (1, 1)), "PNG"), 400, "odd_shape")
    yield Hostile("too many bytes", b"\xff\xd8\xff" + b"x" * 21_000_000, 413, "too_large")


def accepted() -> Iterator[tuple[str, bytes, tuple[int, int]]]:
    """Unusual, but pictures: name, file, size of the result at scale 1."""
    photo = opened(jpeg(320, 240))
    yield "cmyk", encoded(photo.convert("CMYK"), "JPEG"), (320, 240)
    sixteen = Image.fromarray((np.asarray(photo.convert("L")).astype(np.uint16) << 8) + 7)
    yield "16 bit gray", encoded(sixteen, "PNG"), (320, 240)
    yield "animated", encoded(photo, "GIF", save_all=True, append_images=[photo.rotate(9)] * 5), (320, 240)
    yield "animated webp", encoded(photo, "WEBP", save_all=True, append_images=[photo.rotate(9)] * 5), (320, 240)
    yield "avif", encoded(photo, "AVIF"), (320, 240)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    yield "turned by EXIF", encoded(photo, "JPEG", exif=exif.tobytes()), (240, 320)
    heif = pillow_heif.from_pillow(photo)
    yield "heic", encoded_heif(heif), (320, 240)
    yield "palette", encoded(photo.quantize(16), "PNG"), (320, 240)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    yield "profile that does not fit", encoded(photo, "JPEG", icc_profile=profile), (320, 240)
    yield "broken profile", encoded(photo, "JPEG", icc_profile=b"nonsense"), (320, 240)


def encoded_heif(heif: pillow_heif.HeifFile) -> bytes:
    import io

    written = io.BytesIO()
    heif.save(written, quality=80)
    return written.getvalue()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    with running_alone(tmp_path_factory.mktemp("hostile"), PHOTO_ENGINE="classical") as service:
        yield service


@pytest.fixture
async def client(service: ServiceUnderTest) -> AsyncIterator[Client]:
    async with Client(service) as client:
        yield client


async def test_every_hostile_file_is_answered_and_memory_stays_below_400_mb(
    service: ServiceUnderTest, client: Client
) -> None:
    peak = 0

    async def watch() -> None:
        nonlocal peak
        while True:
            peak = max(peak, await asyncio.to_thread(service.memory))
            await asyncio.sleep(0.02)

    watching = asyncio.create_task(watch())
    for hostile in [*refused(), *refused()]:
        started = time.monotonic()
        status, answer = await client.send(hostile.content, hostile.name)
        assert (status, answer["code"]) == (hostile.status, hostile.code), hostile.name
        assert answer["message"].endswith(".")
        assert time.monotonic() - started < patience(10), hostile.name
    for name, content, size in accepted():
        status, result = await client.send(content, name, "/gfpgan-enhance", upscale=1)
        assert status == 200, (name, result)
        assert opened(result).size == size, name
    watching.cancel()
    print(f"peak memory of the service and its workers: {peak / 1e6:.0f} MB")
    assert peak < 400e6
    assert (await client.ask("GET", "/healthz"))[0] == 200
    assert "Traceback" not in service.log


async def test_no_metadata_goes_out_and_the_picture_is_upright(client: Client) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    source = Image.new("RGB", (320, 240), "white")
    source.paste("black", (0, 0, 320, 60))
    for ext in ("jpg", "png"):
        sent = encoded(source, "JPEG", exif=exif.tobytes(), comment=b"secret")
        _, body = await client.send(sent, "x.jpg", "/gfpgan-enhance", upscale=2, ext=ext)
        result = opened(body)
        assert not result.getexif() and "comment" not in result.info and b"secret" not in body
        # Orientation 6: the top of the stored picture is the right side of the upright one.
        assert np.asarray(result.convert("L"))[:, -40:].mean() < 20
        assert np.asarray(result.convert("L"))[:, :40].mean() > 235


async def test_sixteen_bits_are_scaled_not_clipped(client: Client) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (64, 1))
    _, body = await client.send(encoded(Image.fromarray(ramp), "PNG"), "x.png", "/gfpgan-enhance", upscale=1)
    assert abs(float(np.asarray(opened(body).convert("L")).mean()) - 127.5) < 3


async def test_transparency_is_white_in_a_jpeg_and_kept_in_a_png(client: Client) -> None:
    source = Image.new("RGBA", (64, 64), (255, 0, 0, 255))
    source.paste((0, 0, 0, 0), (0, 0, 32, 64))
    sent = encoded(source, "PNG")
    _, body = await client.send(sent, "x.png", "/gfpgan-enhance", upscale=2, ext="jpg")
    left = np.asarray(opened(body))[:, :48].mean()
    assert left > 245
    _, body = await client.send(sent, "x.png", "/gfpgan-enhance", upscale=2)
    kept = opened(body)
    assert (kept.mode, kept.size) == ("RGBA", (128, 128))
    assert np.asarray(kept)[:, :48, 3].max() < 20


async def test_wide_gamut_becomes_srgb(client: Client) -> None:
    """The same numbers under a linear profile are brighter in sRGB."""
    import struct

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = profile.index(b"rTRC")
    offset, size = struct.unpack(">II", profile[at + 4 : at + 12])
    profile[offset : offset + size] = (b"curv" + bytes(4) + struct.pack(">I", 0)).ljust(size, b"\0")
    gray = Image.new("RGB", (64, 64), (100, 100, 100))
    _, body = await client.send(encoded(gray, "PNG", icc_profile=bytes(profile)), "x.png", "/gfpgan-enhance", upscale=1)
    assert np.asarray(opened(body))[32, 32, 0] > 150
