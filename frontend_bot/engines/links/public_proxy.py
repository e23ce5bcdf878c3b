"""A forward proxy on loopback through which a program reaches public hosts and nothing else.

The program that follows a user's link is told names, redirects and manifests by strangers. So it never looks a name up
itself: the proxy does, refuses unless every address is public, and connects to the very address it has checked. A name
that answers differently the second time gains nothing by that.
"""

import asyncio
import contextlib
import secrets
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from socket import SOCK_STREAM
from urllib.parse import urlsplit

import structlog

from frontend_bot.engines.links.public_addresses import is_public

log = structlog.get_logger(__name__)

_HEAD_LIMIT = 64 * 1024
_HEAD_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
_PIECE = 256 * 1024
_FIRST_FREE_PORT = 1024
_OWN_HEADERS = (b"proxy-authorization:", b"proxy-connection:", b"connection:", b"keep-alive:")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""All addresses of a name. Raises OSError where there are none."""


@dataclass
class Pass:
    """The right of one program to use the proxy, and what came of it: ``bytes_left`` is what it may still receive."""

    url: str
    bytes_left: int
    was_refused: bool = False
    """It asked for a host that is not public."""

    @property
    def is_used_up(self) -> bool:
        """It received more than it was allowed to."""
        return self.bytes_left < 0


class PublicProxy:
    """One for all downloads of a process, each with a pass of its own. ``resolve`` and ``is_allowed`` serve tests."""

    def __init__(self, *, resolve: Resolve | None = None, is_allowed: Callable[[str], bool] = is_public) -> None:
        self._resolve, self._is_allowed = resolve or _look_up, is_allowed
        self._passes: dict[bytes, Pass] = {}
        self._server: asyncio.Server | None = None
        self._opening = asyncio.Lock()

    @property
    def port(self) -> int:
        """Where it listens, once opened."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def open(self) -> None:
        """Listen on a free port of the loopback; nothing happens if it does already."""
        async with self._opening:
            if self._server is None:
                self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_LIMIT)

    async def close(self) -> None:
        """Listen no longer. Open connections end with their programs."""
        if self._server is not None:
            self._server.close()
            self._server = None

    @contextmanager
    def admit(self, most_bytes: int) -> Iterator[Pass]:
        """A pass for one program, valid inside the block."""
        secret = secrets.token_hex(16)
        admitted = Pass(f"http://bot:{secret}@127.0.0.1:{self.port}", most_bytes)
        credential = b64encode(f"bot:{secret}".encode())
        self._passes[credential] = admitted
        try:
            yield admitted
        finally:
            del self._passes[credential]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            await self._answer(head, reader, writer)
        except _Refusal as refusal:
            writer.write(b"HTTP/1.1 %d Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % refusal.status)
            with contextlib.suppress(OSError):
                await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            log.debug("proxied connection ended", error=type(error).__name__)
        finally:
            writer.close()

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *headers = head[:-4].split(b"\r\n")
        admitted = self._passes.get(_credential(headers))
        if admitted is None:
            raise _Refusal(407)
        method, host, port, path = _parsed(first)
        far_reader, far_writer = await self._connected(host, port, admitted)
        try:
            if method == b"CONNECT":
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                kept = [line for line in headers if not line.lower().startswith(_OWN_HEADERS)]
                request = [b"%s %s HTTP/1.1" % (method, path), *kept, b"Connection: close"]
                far_writer.write(b"\r\n".join(request) + b"\r\n\r\n")
            await _both_ways((reader, far_writer), (far_reader, writer), admitted)
        finally:
            far_writer.close()

    async def _connected(
        self, host: str, port: int, admitted: Pass
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to a checked address. Raises _Refusal."""
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                addresses = await self._resolve(host, port)
        except (OSError, UnicodeError, TimeoutError):
            raise _Refusal(502) from None
        # All of them: a name that is public only in part is up to something.
        if not addresses or not all(map(self._is_allowed, addresses)) or not _is_usual(port):
            admitted.was_refused = True
            raise _Refusal(403)
        for address in addresses:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_CONNECT_SECONDS):
                    reader, writer = await asyncio.open_connection(address, port)
                if writer.get_extra_info("sockname")[0] != writer.get_extra_info("peername")[0]:
                    return reader, writer
                writer.close()  # this machine itself, by its public address: what its firewall hides from others
                admitted.was_refused = True
                raise _Refusal(403)
        raise _Refusal(502)


class _Refusal(Exception):
    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class _Over(Exception):
    """One side has said all that it will say."""


def _credential(headers: Sequence[bytes]) -> bytes:
    for line in headers:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"proxy-authorization":
            return value.strip().removeprefix(b"Basic ")
    return b""


def _parsed(first: bytes) -> tuple[bytes, str, int, bytes]:
    """Method, host, port and path of a request's first line. Raises _Refusal for what is no HTTP."""
    try:
        method, target, _ = first.decode("ascii").split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        raise _Refusal(400) from None
    if not host or (method != "CONNECT" and parts.scheme != "http"):
        raise _Refusal(400)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return method.encode(), host, port, path.encode()


def _is_usual(port: int) -> bool:
    """The web's own ports and free ones; no mail, no shells."""
    return port in (80, 443) or port >= _FIRST_FREE_PORT


async def _both_ways(
    there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    back: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    admitted: Pass,
) -> None:
    """Carry bytes until one side ends or the pass is used up."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_carry(*there, lambda size: True))
            group.create_task(_carry(*back, lambda size: _deduct(admitted, size)))
    except* (_Over, OSError):
        pass


def _deduct(admitted: Pass, size: int) -> bool:
    admitted.bytes_left -= size
    return not admitted.is_used_up


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, may_go_on: Callable[[int], bool]) -> None:
    while piece := await reader.read(_PIECE):
        if not may_go_on(len(piece)):
            break
        writer.write(piece)
        await writer.drain()
    raise _Over


async def _look_up(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
