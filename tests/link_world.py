"""A small internet on loopback for the tests of links: 127.0.0.2 plays the public host, 127.0.0.1 is off limits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

PUBLIC = "127.0.0.2"


@dataclass
class LinkWorld:
    """A public server, a listener inside that counts who comes, and the names by which both are looked up."""

    sound: bytes
    names: dict[str, list[list[str]]] = field(
        default_factory=lambda: {
            "media.example": [[PUBLIC]],
            "inside.example": [["127.0.0.1"]],
            "both.example": [[PUBLIC, "10.0.0.1"]],
        }
    )
    lookups: list[str] = field(default_factory=list)
    hits_inside: list[str] = field(default_factory=list)
    public: int = 0
    inside: int = 0
    _runners: list[web.AppRunner] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """The next answer for a name; the last one stays. Addresses stand for themselves."""
        self.lookups.append(host)
        answers = self.names.get(host, [[host]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def url(self, path: str, host: str = "media.example") -> str:
        """On the public server."""
        return f"http://{host}:{self.public}{path}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        for path, handler in (
            ("/tones.ogg", self._tones),
            ("/away", self._away),
            ("/list.m3u8", self._list),
            ("/endless.ogg", self._endless),
            ("/one.html", self._page),
            ("/two.html", self._page),
            ("/nothing.html", self._page),
        ):
            app.router.add_get(path, handler)
        self.public = await self._listen(app, PUBLIC)
        secret = web.Application()
        secret.router.add_route("*", "/{path:.*}", self._secret)
        self.inside = await self._listen(secret, "127.0.0.1")
        return self

    async def __aexit__(self, *_: object) -> None:
        for runner in self._runners:
            await runner.cleanup()

    async def _listen(self, app: web.Application, host: str) -> int:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, host, 0).start()
        return int(runner.addresses[0][1])

    async def _tones(self, request: web.Request) -> web.Response:
        return web.Response(body=self.sound, content_type="audio/ogg")

    async def _away(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(request.query["to"])

    async def _list(self, request: web.Request) -> web.Response:
        lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:9", "#EXTINF:9,", request.query["to"], "#EXT-X-ENDLIST"]
        return web.Response(text="\n".join(lines), content_type="application/vnd.apple.mpegurl")

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "audio/ogg"})
        await response.prepare(request)
        while True:
            await response.write(self.sound * 20)

    async def _page(self, request: web.Request) -> web.Response:
        count = {"/one.html": 1, "/two.html": 2}.get(request.path, 0)
        players = "".join(f'<video src="/tones.ogg?{number}"></video>' for number in range(count))
        return web.Response(text=f"<html><body><p>A page.</p>{players}</body></html>", content_type="text/html")

    async def _secret(self, request: web.Request) -> web.Response:
        self.hits_inside.append(request.path)
        return web.Response(body=self.sound, content_type="audio/ogg")
