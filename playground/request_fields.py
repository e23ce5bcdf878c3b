"""The parameters of one HTTP request, whichever of Telegram's four ways carries them; files go straight to disk."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import aiofiles
from aiohttp import BodyPartReader, web
from yarl import URL

from playground.files import UPLOAD_LIMIT, FileStore, Upload
from playground.refusals import Refusal, bad_request

CHUNK = 1 << 18
WRITTEN_AT_ONCE = 1 << 20


async def read_fields(request: web.Request, files: FileStore, limit: int = UPLOAD_LIMIT) -> dict[str, Any]:
    """All parameters by name; an uploaded file is an ``Upload``. Refuses broken bodies and files above ``limit``."""
    fields: dict[str, Any] = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "multipart/form-data":
        await _read_multipart(request, files, limit, fields)
    elif request.body_exists:
        body = await request.read()
        if kind == "application/json":
            fields.update(_from_json(body))
        elif body:
            fields.update(_from_form(body))
    return fields


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body, parse_constant=_not_json)
    except ValueError:
        raise bad_request("can't parse request body as JSON") from None
    if not isinstance(fields, dict):
        raise bad_request("can't parse request body: an object is expected")
    return fields


def _not_json(word: str) -> Any:
    """Python would take NaN and Infinity, JSON does not know them."""
    raise ValueError(word)


def _from_form(body: bytes) -> dict[str, Any]:
    try:
        # yarl unquotes in C: a Russian text is nothing but escapes, and urllib takes them one by one.
        return dict(URL.build(query_string=body.decode("ascii"), encoded=True).query)
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


async def _read_multipart(request: web.Request, files: FileStore, limit: int, fields: dict[str, Any]) -> None:
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or not part.name:
                raise bad_request("can't parse multipart body")
            fields[part.name] = await _read_part(part, files, limit)
    except ValueError:
        raise bad_request("can't parse multipart body") from None


async def _read_part(part: BodyPartReader, files: FileStore, limit: int) -> Any:
    if part.filename is None and "Content-Type" not in part.headers:
        return (await part.read()).decode("utf-8", "replace")
    if part.filename is None:
        return await part.text()
    path = files.new_path()
    size = await _save(part, path, limit)
    claimed = part.headers.get("Content-Type", "").partition(";")[0].strip()
    return Upload(path, unquote(part.filename), claimed, size)


async def _save(part: BodyPartReader, path: Path, limit: int) -> int:
    """Bytes written. Chunks are gathered: each write is a trip to a thread and back."""
    size, gathered = 0, bytearray()
    async with aiofiles.open(path, "wb") as target:
        while chunk := await part.read_chunk(CHUNK):
            size += len(chunk)
            if size > limit:
                raise Refusal(413, "Request Entity Too Large")
            gathered += chunk
            if len(gathered) >= WRITTEN_AT_ONCE:
                await target.write(gathered)
                gathered = bytearray()
        if gathered:
            await target.write(gathered)
    return size
