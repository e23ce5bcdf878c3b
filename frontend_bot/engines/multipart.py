"""The multipart body of a transcription request, streamed from disk: never the whole file in memory."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload

READ_AT_ONCE = 262_144
"""Bytes; a voice note of a minute is one read, and one hop to a thread."""


class MultipartUpload(Payload):
    """Fields and one file as multipart/form-data with a Content-Length, rewound at every write.

    aiohttp's own form writer needs an open file and a thread hop for each 64 KB of it; most of our files are voice
    notes that one hop reads whole.
    """

    def __init__(
        self, fields: Sequence[tuple[str, str]], path: Path, size: int, file_name: str, mime_type: str
    ) -> None:
        boundary = os.urandom(16).hex()
        super().__init__(path, content_type=f"multipart/form-data; boundary={boundary}")
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n'
            f"Content-Type: {mime_type}\r\n\r\n"
        )
        self._path = path
        self._head = "".join(parts).encode()
        self._end = f"\r\n--{boundary}--\r\n".encode()
        self._file_size = size
        self._size = len(self._head) + size + len(self._end)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Not a text."""
        raise TypeError("an upload is not a text")

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Send everything."""
        await self.write_with_length(writer, None)

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Send everything: the length was ours to announce."""
        await writer.write(self._head)
        sent = 0
        while sent < self._file_size:
            # Opened for each piece: nothing stays open when the request is cancelled while a thread reads.
            piece = await asyncio.to_thread(_read, self._path, sent)
            if not piece:
                raise OSError("the file shrank while it was uploaded")
            await writer.write(piece)
            sent += len(piece)
        await writer.write(self._end)


def _read(path: Path, start: int) -> bytes:
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        return file.read(READ_AT_ONCE)
