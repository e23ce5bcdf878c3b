"""Updates that Telegram sends by itself. The 200 goes out when one has been handled or is durable, as in polling.

Only Telegram knows the secret that comes with each call; whoever else knows the address is not listened to.
"""

import asyncio
import hashlib
import hmac
import json

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiohttp import web
from yarl import URL

from frontend_bot.errors import SettingsError
from frontend_bot.services.rate_limit.backlog import Backlog
from frontend_bot.services.storage.put_aside import PutAside
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.updates.at_hand import AtHand, Handle
from frontend_bot.telegram.updates.parsing import incoming_update, reader
from frontend_bot.telegram.updates.polling import ALLOWED_UPDATES

log = structlog.get_logger()

_CONNECTIONS = 40
_AGAIN_SECONDS = 10.0


class Webhook:
    """Listens on ``host:port``; a reverse proxy with TLS stands between Telegram and it.

    Telegram sends the next update of a chat only after our answer: order and backpressure for free.
    """

    def __init__(
        self,
        bot: Bot,
        handle: Handle,
        keeper: TaskKeeper | None = None,
        aside: PutAside | None = None,
        backlog: Backlog | None = None,
        *,
        url: str,
        secret: str,
        host: str,
        port: int,
    ) -> None:
        """``secret`` "" derives one from the token: without any, everybody could speak as any user."""
        self._bot = bot
        self._at_hand = AtHand(handle, keeper or TaskKeeper(), aside, backlog, reader(bot))
        self._url, self._host, self._port = url, host, port
        self._secret = secret or derived_secret(bot.token)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let ``run`` return; requests at hand are finished."""
        self._stopping.set()

    async def open(self) -> None:
        """Listen. Raises SettingsError if the port is taken."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_post(URL(self._url).path or "/", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise SettingsError(
                f"WEBHOOK_PORT: nobody can listen on {self._host}:{self._port} ({error.strerror})."
            ) from None
        self._at_hand.open(is_alone=False)

    async def run(self) -> None:
        """Tell Telegram where we are and serve until ``stop``."""
        try:
            await self._register()
            await self._stopping.wait()
        finally:
            await self._runner.cleanup()
            await self._at_hand.leave()

    async def _register(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._bot.set_webhook(
                    self._url,
                    secret_token=self._secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=_CONNECTIONS,
                )
                return
            except AiogramError as error:
                log.warning("the webhook is not set yet", error=type(error).__name__, again_in=_AGAIN_SECONDS)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _receive(self, request: web.Request) -> web.Response:
        sent = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(sent.encode(), self._secret.encode()):
            return web.Response(status=401)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        update = incoming_update(raw)
        if update is None:
            return web.Response(status=400)
        await self._at_hand.accept(update)
        return web.Response()


def derived_secret(token: str) -> str:
    """The webhook's secret where none is set: the same in every process, and nothing that leads back to the token."""
    return hmac.new(token.encode(), b"telegram webhook secret", hashlib.sha256).hexdigest()
