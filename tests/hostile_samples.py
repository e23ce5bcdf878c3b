"""Files that are sent to do harm or by mistake. Small, made when they are asked for."""

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.media_samples import Samples, run


class HostileSamples:
    """``make(name)`` makes one of ``HOSTILE``. ``victim`` is another user's recording, ``url`` a listener that must
    hear nothing: the playlists point there."""

    def __init__(self, samples: Samples, victim: Path, url: str) -> None:
        self.samples = samples
        self.folder = samples.folder
        self.victim = victim
        self.url = url

    def make(self, name: str) -> Path:
        """The file called ``name``, with no extension, as the bot stores what it downloads."""
        target = self.folder / f"hostile-{name}"
        if not target.exists():
            target.write_bytes(HOSTILE[name](self))
        return target


def _playlist(target: str) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9.0,\n{target}\n#EXT-X-ENDLIST\n".encode()


def _manifest(target: str) -> bytes:
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT9S"><Period><AdaptationSet mimeType="audio/mp4">'
        '<Representation id="1" bandwidth="64000">'
        f"<BaseURL>{target}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    ).encode()


def png(side: int, depth: int = 8, color: int = 2) -> bytes:
    """A black picture of ``side`` x ``side`` pixels that packs a thousandfold. ``color`` 2 is RGB, 6 RGBA."""
    row = bytes(1 + side * {2: 3, 6: 4}[color] * depth // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, depth, color, 0, 0, 0)), (b"IDAT", data), (b"IEND", b""))
    chunks = (struct.pack(">I", len(c)) + t + c + struct.pack(">I", zlib.crc32(t + c)) for t, c in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _with_cover(samples: Samples, picture: bytes) -> bytes:
    """An mp3 with an ID3v2.3 picture in front."""
    frame = b"\0image/png\0\x03\0" + picture
    frames = b"APIC" + struct.pack(">I", len(frame)) + b"\0\0" + frame
    size = len(frames)
    packed = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + packed + frames + samples.spoken("mp3").read_bytes()


def _forged_granule(ogg: bytes) -> bytes:
    """The last page claims ten years. Its checksum is set right, so that nothing but the claim is odd."""
    at = ogg.rfind(b"OggS")
    page = bytearray(ogg[at:])
    page[6:14] = struct.pack("<q", 48000 * 315_360_000)
    page[22:26] = bytes(4)
    page[22:26] = struct.pack("<I", _ogg_crc(bytes(page)))
    return ogg[:at] + bytes(page)


def _ogg_crc(page: bytes) -> int:
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
        value &= 0xFFFFFFFF
    return value


def _forged_mvhd(m4a: bytes) -> bytes:
    at = m4a.index(b"mvhd") + 4
    scale = struct.unpack(">I", m4a[at + 12 : at + 16])[0]
    return m4a[: at + 16] + struct.pack(">I", min(2**32 - 2, scale * 4_000_000)) + m4a[at + 20 :]


def _protected(self: HostileSamples) -> bytes:
    target = self.folder / "protected.mp4"
    key = "76a6c65c5ea762046bd749a2e632ccbb"
    scheme = ["-encryption_scheme", "cenc-aes-ctr", "-encryption_key", key, "-encryption_kid", key]
    source = str(self.samples.spoken("m4a"))
    # Bit-exact: else the noise is another one each time, and now and then it looks like a bomb to a decoder.
    run(
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-i",
        source,
        "-c",
        "copy",
        *scheme,
        "-fflags",
        "+bitexact",
        str(target),
    )
    return target.read_bytes()


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "text " * 1000)
    return packed.getvalue()


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _moov_last(self: HostileSamples) -> bytes:
    return self.samples.made("plain.m4a", "-i", str(self.samples.spoken("wav")), "-movflags", "-faststart").read_bytes()


def _ten_hours(samples: Samples, extension: str, *options: str) -> bytes:
    """Digital silence: a minute of it, six hundred times over without encoding again."""
    encoder = {"ogg": "libopus", "webm": "libopus"}.get(extension, extension)
    minute = samples.silence(f"minute.{extension}", 60, "anullsrc=r=16000:cl=mono", encoder)
    target = samples.folder / f"ten-hours.{extension}"
    run("ffmpeg", "-v", "error", "-y", "-stream_loop", "599", "-i", str(minute), "-c", "copy", *options, str(target))
    return target.read_bytes()


def _flac_says(seconds: int, flac: bytes) -> bytes:
    """The header counts the samples, in the last 36 bits of these eight bytes, and what was repeated kept its own."""
    at = flac.index(b"fLaC") + 18
    (facts,) = struct.unpack(">Q", flac[at : at + 8])
    rate = facts >> 44
    return flac[:at] + struct.pack(">Q", facts >> 36 << 36 | seconds * rate) + flac[at + 8 :]


def _broken_index(m4a: bytes) -> bytes:
    """The sample table claims two thousand million samples of one byte each."""
    at = m4a.index(b"stsz") + 4
    return m4a[: at + 4] + struct.pack(">II", 1, 2_000_000_000) + m4a[at + 12 :]


HOSTILE: dict[str, Callable[[HostileSamples], bytes]] = {
    "text.mp3": lambda s: b"Minutes of the meeting. " * 400,
    "zero-bytes": lambda s: b"",
    "one-byte": lambda s: b"O",
    "zeros": lambda s: bytes(40_000),
    "random": lambda s: random.Random(1).randbytes(40_000),
    "zip": lambda s: _zip(),
    "gzip-bomb": lambda s: gzip.compress(bytes(50_000_000)),
    "png": lambda s: png(64),
    "truncated.ogg": lambda s: _half(s.samples.spoken("ogg").read_bytes()),
    "ogg-first-page": lambda s: s.samples.spoken("ogg").read_bytes()[:20],
    "truncated.mp3": lambda s: _half(s.samples.spoken("mp3").read_bytes()),
    "truncated.m4a": lambda s: _half(_moov_last(s)),
    "silent-film": lambda s: s.samples.film(None, "silent.mp4").read_bytes(),
    "hls-absolute.ogg": lambda s: _playlist(f"file://{s.victim}"),
    "hls-relative.ogg": lambda s: _playlist(s.victim.name),
    "hls-http.ogg": lambda s: _playlist(f"{s.url}/segment.ts"),
    "ffconcat-relative": lambda s: f"ffconcat version 1.0\nfile {s.victim.name}\n".encode(),
    "ffconcat-absolute": lambda s: f"ffconcat version 1.0\nfile {s.victim}\n".encode(),
    "ffconcat-http": lambda s: f"ffconcat version 1.0\nfile {s.url}/segment.ogg\n".encode(),
    "dash": lambda s: _manifest(f"{s.url}/media.mp4"),
    "sdp": lambda s: b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    "huge-cover.mp3": lambda s: _with_cover(s.samples, png(16000)),
    "deep-cover.mp3": lambda s: _with_cover(s.samples, png(5760, depth=16, color=6)),
    "forged-granule.ogg": lambda s: _forged_granule(s.samples.spoken("ogg").read_bytes()),
    "forged-mvhd.m4a": lambda s: _forged_mvhd(_moov_last(s)),
    "broken-index.m4a": lambda s: _broken_index(_moov_last(s)),
    "protected.mp4": _protected,
    "ten-hours.ogg": lambda s: _ten_hours(s.samples, "ogg"),
    "ten-hours.mp3": lambda s: _ten_hours(s.samples, "mp3"),
    "ten-hours.flac": lambda s: _flac_says(36_000, _ten_hours(s.samples, "flac")),
    "ten-hours-unsaid.webm": lambda s: _ten_hours(s.samples, "webm", "-live", "1"),
    "eight-channels.flac": lambda s: s.samples.silence("8ch.flac", 30, "anullsrc=r=192000:cl=7.1", "flac").read_bytes(),
}
"""By name. What they should lead to is said by the tests."""
