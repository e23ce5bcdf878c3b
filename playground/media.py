"""What a file says about itself: sizes of pictures, durations of recordings; and a browser's voice note made an ogg."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from playground.files import PHOTO_LIMIT, FileName, FileStore, StoredFile, Upload, mime_type_of
from playground.refusals import bad_request

PROGRAM_TIMEOUT = 60
_LONGEST_SIDE = 2560
_THUMBNAILS = (("s", 90), ("m", 320))
_TIMED = frozenset({"voice", "audio", "video", "video_note", "animation"})
_SIZED = frozenset({"video", "animation"})

Media = dict[str, Any]


async def store(files: FileStore, kind: str, upload: Upload, given: dict[str, Any]) -> StoredFile:
    """Keep an upload as a file of a message; ``given`` may hold duration, width, height, title, performer.

    Refuses an empty file and a photo that is none.
    """
    if upload.size == 0:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        return await _store_photo(files, upload)
    identity = files.name(kind, upload.name)
    mime_type = "audio/ogg" if kind == "voice" else mime_type_of(upload.name, upload.content_type)
    described = _identity(identity, upload.size)
    if kind not in ("voice", "video_note"):
        described["file_name"] = upload.name
    if kind != "video_note":
        described["mime_type"] = mime_type
    if kind in _TIMED:
        described |= await _measure(kind, upload.path, given)
    if kind == "audio":
        described |= {name: given[name] for name in ("title", "performer") if given.get(name)}
    return files.add(_stored(identity, kind, upload.path, upload.name, mime_type, upload.size, described))


def _identity(identity: FileName, size: int) -> Media:
    return {"file_id": identity.file_id, "file_unique_id": identity.unique_id, "file_size": size}


def _stored(identity: FileName, kind: str, path: Path, name: str, mime_type: str, size: int, media: Any) -> StoredFile:
    return StoredFile(
        identity.file_id, identity.unique_id, kind, path, name, mime_type, size, identity.file_path, media
    )


async def _measure(kind: str, path: Path, given: dict[str, Any]) -> Media:
    """Duration in whole seconds and, for pictures that move, width and height; what the sender says goes first."""
    told = {name: int(given[name]) for name in ("duration", "width", "height", "length") if given.get(name) is not None}
    is_known = "duration" in told and (kind not in _SIZED or {"width", "height"} <= told.keys())
    found = {} if is_known else await _probe(path)
    measured = {"duration": told.get("duration", found.get("duration", 0))}
    if kind in _SIZED:
        measured |= {name: told.get(name, found.get(name, 0)) for name in ("width", "height")}
    if kind == "video_note":
        measured["length"] = told.get("length", found.get("width", 240))
    return measured


async def _probe(path: Path) -> dict[str, int]:
    """Duration, width and height by ffprobe; nothing when it is not installed or does not understand the file."""
    if shutil.which("ffprobe") is None:
        return {}
    command = ("-v", "error", "-show_entries", "format=duration:stream=width,height", "-of", "json", str(path))
    code, output = await _run("ffprobe", *command)
    if code != 0:
        return {}
    report = json.loads(output or b"{}")
    sized: dict[str, Any] = next((stream for stream in report.get("streams", []) if "width" in stream), {})
    found = {name: int(sized[name]) for name in ("width", "height") if name in sized}
    duration = report.get("format", {}).get("duration")
    return found | ({"duration": round(float(duration))} if duration not in (None, "N/A") else {})


async def _run(program: str, *arguments: str) -> tuple[int, bytes]:
    """Exit code and standard output; a program that hangs is killed."""
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), PROGRAM_TIMEOUT)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output


async def as_voice(files: FileStore, upload: Upload) -> Upload:
    """The recording as ogg with Opus, which is what Telegram clients send; browsers record webm or mp4."""
    if await asyncio.to_thread(_starts_with, upload.path, b"OggS") or upload.size == 0:
        return upload
    if shutil.which("ffmpeg") is None:
        raise bad_request("ffmpeg is needed to take a voice note from a browser; install it or send an ogg file")
    target = files.new_path().with_suffix(".ogg")
    for codec in (("copy",), ("libopus", "-b:a", "32k")):
        code, _ = await _run(
            "ffmpeg", "-v", "error", "-y", "-i", str(upload.path), "-vn", "-c:a", *codec, "-f", "ogg", str(target)
        )
        if code == 0 and await asyncio.to_thread(_holds, target, b"OpusHead"):
            return Upload(target, "voice.ogg", "audio/ogg", target.stat().st_size)
    raise bad_request("the recording cannot be read as sound")


async def is_voice(upload: Upload) -> bool:
    """Whether Telegram plays this as a voice note: Ogg with Opus in it, MP3 or M4A (Bot API, sendVoice)."""
    head = await asyncio.to_thread(_head, upload.path)
    is_opus = head.startswith(b"OggS") and b"OpusHead" in head
    return is_opus or head.startswith((b"ID3", b"\xff\xfb")) or head[4:8] == b"ftyp"


def _head(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(512)


def _starts_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as source:
        return source.read(len(mark)) == mark


def _holds(path: Path, mark: bytes) -> bool:
    with path.open("rb") as source:
        return mark in source.read(512)


async def _store_photo(files: FileStore, upload: Upload) -> StoredFile:
    if upload.size > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {upload.size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )
    pictures = await asyncio.to_thread(_photo_sizes, files, upload)
    identities = [files.name("photo", "photo.jpg") for _ in pictures]
    sizes = [
        _identity(identity, path.stat().st_size) | {"width": width, "height": height}
        for identity, (path, width, height) in zip(identities, pictures, strict=True)
    ]
    for identity, (path, _, _), size in zip(identities, pictures, sizes, strict=True):
        name = Path(identity.file_path).name
        largest = files.add(_stored(identity, "photo", path, name, "image/jpeg", size["file_size"], sizes))
    return largest


def _photo_sizes(files: FileStore, upload: Upload) -> list[tuple[Path, int, int]]:
    """Thumbnails and the picture itself, smallest first, as (path, width, height). A JPEG stays as it is. Blocking."""
    try:
        with Image.open(upload.path) as picture:
            width, height = picture.size
            if width + height > 10000 or max(width, height) > 20 * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
            is_kept = picture.format == "JPEG" and max(width, height) <= _LONGEST_SIDE
            flat = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    sizes = [_shrunk(files, flat, side) for _, side in _THUMBNAILS if side < max(width, height)]
    whole = (upload.path, width, height) if is_kept else _shrunk(files, flat, _LONGEST_SIDE)
    return [*sizes, whole]


def _shrunk(files: FileStore, picture: Image.Image, side: int) -> tuple[Path, int, int]:
    small = picture.copy()
    small.thumbnail((side, side))
    path = files.new_path().with_suffix(".jpg")
    small.save(path, "JPEG", quality=87)
    return path, small.width, small.height
