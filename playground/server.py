"""The emulator as a running server: inside a test's own loop, or as a process of its own for load tests."""

import argparse
import asyncio
import contextlib
import gc
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvloop
from aiohttp import web

import playground.methods_bot
import playground.methods_media
import playground.methods_messages
import playground.methods_updates  # noqa: F401  # the imports fill the table of methods
from playground import people
from playground.bot_api import BotApi
from playground.chat_api import ChatApi, is_online, tell_refusals
from playground.files import Upload
from playground.guard import add_headers, guarded
from playground.journal import Call
from playground.trial_api import TrialApi
from playground.world import TOKEN, Message, World, new_token

LARGEST_PLAIN_BODY = 8 << 20
ONLINE_CHECK = 1.0


class Playground:
    """The emulator on 127.0.0.1: ``async with Playground(rates="realistic") as telegram``.

    ``port`` 0 takes a free one. ``folder`` holds the files; without one they live in a temporary folder. The
    ``token`` is known to everybody who reads this; whoever lets people in makes a ``new_token``.
    Raises OSError when the port is taken.
    """

    def __init__(
        self, *, rates: str = "realistic", host: str = "127.0.0.1", port: int = 0, token: str = TOKEN,
        folder: Path | None = None,
    ) -> None:  # fmt: skip
        self._temporary = tempfile.TemporaryDirectory(prefix="playground-") if folder is None else None
        where = folder or Path(self._temporary.name if self._temporary else ".")
        self.world = World(where, token, rates)
        self.host, self.port = host, port
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """What goes into TELEGRAM_API_URL; where it listens everywhere, the loopback address."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def token(self) -> str:
        """What goes into TELEGRAM_TOKEN."""
        return self.world.token

    async def __aenter__(self) -> Self:
        trial_api, bot_api = TrialApi(self.world, self.restart), BotApi(self.world)
        self.world.webhook.execute = bot_api.execute_from_webhook
        app = web.Application(client_max_size=LARGEST_PLAIN_BODY, middlewares=[guarded(self.host), tell_refusals])
        app.on_response_prepare.append(add_headers)
        app.add_routes([*bot_api.routes(), *ChatApi(self.world).routes(), *trial_api.routes()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._listen()
        self._spawn(self._watch_bot())
        return self

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, self.host, self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.world.webhook.stop()
        self.drop_connections()
        await self._runner.cleanup()
        if self._temporary is not None:
            self._temporary.cleanup()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch_bot(self) -> None:
        was_online = False
        while True:
            if (online := is_online(self.world)) != was_online:
                self.world.journal.emit("bot_online", bot_online=online)
                was_online = online
            await asyncio.sleep(ONLINE_CHECK)

    def drop_connections(self) -> None:
        """Cut every connection in the middle of whatever it does."""
        server = self._runner.server
        for connection in list(server.connections) if server is not None else []:
            if connection.transport is not None:
                connection.transport.abort()

    def restart(self, away: float = 0) -> None:
        """Like a restart of Telegram: all connections cut, none accepted for ``away`` seconds; the state stays."""
        self._spawn(self._restart(away))

    async def _restart(self, away: float) -> None:
        await asyncio.sleep(0.02)  # the answer to whoever asked for it goes out first
        if away > 0:
            await self._site.stop()
        self.drop_connections()
        if away > 0:
            await asyncio.sleep(away)
            await self._listen()

    def say(self, user_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None) -> Message:
        """A person writes, to the bot unless ``chat_id`` names a group."""
        return people.write(self.world, chat_id or user_id, user_id, text, reply_to)

    async def send(
        self, user_id: int, content: bytes, kind: str = "voice", *, name: str = "file.bin", chat_id: int | None = None,
        reply_to: int | None = None, **told: Any,
    ) -> Message:  # fmt: skip
        """A person sends a file; ``told`` may hold caption, duration, width, height, media_group_id."""
        path = self.world.files.new_path()
        await asyncio.to_thread(path.write_bytes, content)
        upload = Upload(path, name, "", len(content))
        return await people.send_file(self.world, chat_id or user_id, user_id, kind, upload, told, reply_to)

    def press(self, user_id: int, message_id: int, data: str, *, chat_id: int | None = None) -> str:
        """A person presses an inline button; the id of the callback query."""
        return people.press(self.world, chat_id or user_id, user_id, message_id, data)

    def start_chat(self, user_id: int) -> None:
        """A person opens the chat, so that the bot may write."""
        people.open_chat(self.world, user_id)

    async def wait(
        self,
        method: str | None = None,
        count: int = 1,
        *,
        chat_id: int | None = None,
        timeout: float = 10,
        since: int = 0,
    ) -> list[Call]:
        """The bot's successful calls, as soon as there are ``count``; TimeoutError when they do not come."""
        calls = await self.world.journal.wait(method, chat_id, count, timeout, since)
        if len(calls) < count:
            raise TimeoutError(f"{len(calls)} of {count} calls of {method or 'any method'} within {timeout} s")
        return calls


async def _serve(port: int, rates: str, host: str, token: str) -> None:
    async with Playground(rates=rates, host=host, port=port, token=token or new_token()) as telegram:
        # What is loaded now stays for ever; without this every full collection stops the loop for 0.1 s.
        gc.collect()
        gc.freeze()
        print(f"playground ready at {telegram.base_url} for TELEGRAM_TOKEN={telegram.token}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """``python -m playground.server --port N --rates off``; prints one line when it is ready."""
    parser = argparse.ArgumentParser(description="The Bot API emulator alone, for load tests.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; the line printed names it")
    parser.add_argument("--token", default="", help="the bot's token; without it a new one, which the line names")
    parser.add_argument("--rates", default="realistic", choices=["realistic", "off", "tight"])
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(_serve(arguments.port, arguments.rates, arguments.host, arguments.token))


if __name__ == "__main__":
    main()
