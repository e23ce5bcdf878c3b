"""The other way of delivery: updates posted to the bot's address, each chat in order, again until it says 2xx."""

import asyncio
import ipaddress
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from playground.refusals import bad_request
from playground.updates import Update, Updates

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
FIRST_RETRY = 1.0
LONGEST_RETRY = 60.0
POST_TIMEOUT = 60.0

Execute = Callable[[str, dict[str, Any]], Awaitable[object]]


def _is_here(url: str) -> bool:
    """Whether an address is one of this machine: whoever could redirect the bot could read all that people write."""
    try:
        told = urlsplit(url)
        host = told.hostname or ""
        return told.scheme in ("http", "https") and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


class Webhook:
    """Posts updates. Updates of one chat wait for the one before; chats go at once, up to ``max_connections``."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._queues: dict[str, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._last_error: tuple[int, str] | None = None
        self.execute: Execute | None = None
        """Runs a method that the bot puts into its answer."""
        self.url = ""

    async def set(self, url: str, secret: str, max_connections: int) -> None:
        """Start, move or (with an empty ``url``) stop the delivery; refuses an address Telegram would refuse."""
        is_here = _is_here(url)
        if url and not is_here and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if url and not is_here:
            raise bad_request("bad webhook: the playground posts to addresses of this machine only")
        await self.stop()
        self.url, self._secret, self._max_connections = url, secret, max_connections
        if not url:
            return
        self._slots = asyncio.Semaphore(max_connections)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=POST_TIMEOUT))
        self._updates.on_push = self._take
        for update in self._updates.waiting():
            self._take(update)

    async def stop(self) -> None:
        """End all deliveries; what was not taken keeps waiting."""
        self._updates.on_push = None
        self.url = ""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._queues.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def info(self) -> dict[str, Any]:
        """A ``WebhookInfo``."""
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
            "allowed_updates": sorted(self._updates.allowed),
        }
        if self.url:
            info["max_connections"] = self._max_connections
        if self._last_error is not None:
            info |= {"last_error_date": self._last_error[0], "last_error_message": self._last_error[1]}
        return info

    def _take(self, update: Update) -> None:
        queue = self._queues.get(update.queue)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.queue] = queue = deque([update])
        task = asyncio.create_task(self._drain(update.queue, queue), name=f"webhook {update.queue}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, name: str, queue: deque[Update]) -> None:
        while queue:
            await self._deliver(queue[0])
            self._updates.confirm(queue[0])
            if queue[0].duplicated:
                await self._deliver(queue[0])
            queue.popleft()
        del self._queues[name]

    async def _deliver(self, update: Update) -> None:
        pause = FIRST_RETRY
        while not await self._post(update):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)

    async def _post(self, update: Update) -> bool:
        assert self._session is not None
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        try:
            async with (
                self._slots,
                self._session.post(self.url, data=update.body.encode(), headers=headers) as response,
            ):
                if response.status // 100 == 2:
                    await self._run_answer(response)
                    return True
                self._note(f"Wrong response from the webhook: {response.status} {response.reason}")
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(f"Connection failed: {type(error).__name__}")
        return False

    async def _run_answer(self, response: aiohttp.ClientResponse) -> None:
        if response.content_type != "application/json" or self.execute is None:
            return
        answer = await response.json()
        if isinstance(answer, dict) and isinstance(answer.get("method"), str):
            await self.execute(answer.pop("method"), answer)

    def _note(self, problem: str) -> None:
        self._last_error = (int(time.time()), problem)
