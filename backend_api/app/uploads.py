"""Reading ``multipart/form-data`` straight to disk: the memory used does not depend on the upload's size."""

import asyncio
import errno
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import aiofiles
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from backend_api.app.errors import EmptyUpload, StorageFull, UploadTooLarge, UploadTooSlow, WrongRequest

_OVERHEAD = 64_000
_SILENCE = 30.0
_WHOLE = 300.0
"""Seconds for a whole upload."""
_GRACE = 10.0
_LEAST_RATE = 8_000
"""Bytes a second on the average, once the grace is over: the slowest telephone line sends as much, and nobody holds an
upload open with a byte now and then."""
_WRITE_AT = 256_000


class _FilePart:
    """Collects the bytes of the first part named ``file``; everything else is skipped."""

    def __init__(self, boundary: bytes) -> None:
        self.data = bytearray()
        self.found = False
        self.ended = False
        self._header = b""
        self._value = b""
        self._wanted = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_part_data": self._on_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
        )

    def feed(self, chunk: bytes) -> None:
        """Raises WrongRequest for a body that is not multipart."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise WrongRequest("The body is not valid multipart/form-data.") from None

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition" and not self.found:
            _, options = parse_options_header(self._value)
            self._wanted = options.get(b"name") == b"file"
            self.found = self._wanted
        self._header = self._value = b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._wanted:
            self.data += data[start:end]

    def _on_part_end(self) -> None:
        self._wanted = False

    def _on_end(self) -> None:
        self.ended = True


async def save_upload(request: Request, target: Path, most_bytes: int) -> None:
    """Write the part ``file`` of the request's body to ``target``.

    Raises WrongRequest, EmptyUpload, UploadTooLarge (as soon as it is known), UploadTooSlow, StorageFull.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        raise WrongRequest("Send the photo as multipart/form-data, in a part named file.")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most_bytes + _OVERHEAD:
        raise _too_large(most_bytes)
    part = _FilePart(boundary)
    try:
        written = await _stream(request, part, target, most_bytes)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from None
        raise
    if not part.found:
        raise WrongRequest("The form has no part named file.")
    if not part.ended:
        raise WrongRequest("The body ends before its last boundary.")
    if written == 0:
        raise EmptyUpload


async def _stream(request: Request, part: _FilePart, target: Path, most_bytes: int) -> int:
    written = received = 0
    async with aiofiles.open(target, "wb") as file:
        async for chunk in _patient(request):
            received += len(chunk)
            part.feed(chunk)
            if written + len(part.data) > most_bytes or received > most_bytes + _OVERHEAD:
                raise _too_large(most_bytes)
            if len(part.data) >= _WRITE_AT:
                written += await file.write(bytes(part.data))
                part.data.clear()
        written += await file.write(bytes(part.data))
    return written


async def _patient(request: Request) -> AsyncIterator[bytes]:
    """The body's chunks; a sender who falls silent for 30 seconds, or who only trickles, is given up."""
    chunks, began, received = request.stream(), monotonic(), 0
    while True:
        try:
            async with asyncio.timeout(_SILENCE):
                chunk = await anext(chunks)
            received += len(chunk)
            passed = monotonic() - began
            if passed > _WHOLE or (passed > _GRACE and received < _LEAST_RATE * (passed - _GRACE)):
                raise TimeoutError
        except StopAsyncIteration:
            return
        except (TimeoutError, ClientDisconnect):
            raise UploadTooSlow from None
        yield chunk


def _too_large(most_bytes: int) -> UploadTooLarge:
    return UploadTooLarge(f"The file is too large: at most {most_bytes / 1_000_000:g} MB are accepted.")
