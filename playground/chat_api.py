"""What the page calls: the state, the chats, the live events, and everything that a person can do."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from playground import people
from playground.files import Upload
from playground.journal import to_json
from playground.refusals import Refusal, bad_request
from playground.request_fields import read_fields
from playground.world import Shown, World

PAGE = Path(__file__).with_name("page")
HEARTBEAT = 15.0
BIGGEST_FILE = 2 << 30
"""People may send up to 2 GB, also what the bot cannot fetch any more."""
SIGN_OF_LIFE = 10.0

Fields = dict[str, Any]


def answer(body: Any, status: int = 200) -> web.Response:
    """JSON out."""
    return web.Response(body=to_json(body).encode(), status=status, content_type="application/json")


@web.middleware
async def tell_refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refusals reach the page and the tests as JSON, like the bot."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return answer(refusal.as_json(), refusal.code)


def number(fields: Fields, name: str, default: int | None = None) -> int:
    """A whole number of the request; refuses its absence and anything else."""
    try:
        value = fields.get(name)
        return int(default if value is None and default is not None else value)  # type: ignore[arg-type]  # None is told below
    except (TypeError, ValueError, OverflowError):
        raise bad_request(f"{name} must be a number") from None


def optional_number(fields: Fields, name: str) -> int | None:
    """The same, or None when it is absent."""
    return number(fields, name) if fields.get(name) not in (None, "") else None


class ChatApi:
    """The page's side of the playground."""

    def __init__(self, world: World, page: Path = PAGE) -> None:
        self._world = world
        self._page = page

    def routes(self) -> list[web.AbstractRouteDef]:
        """For the application."""
        return [
            web.get("/", self._index),
            web.static("/page", self._page),
            web.get("/sim/state", self._state),
            web.get("/sim/chats/{chat_id}/messages", self._messages),
            web.get("/sim/events", self._events),
            web.post("/sim/message", self._message),
            web.post("/sim/edit", self._edit),
            web.post("/sim/file", self._file),
            web.post("/sim/press", self._press),
            web.post("/sim/start", self._start),
            web.post("/sim/block", self._block),
            web.post("/sim/delete", self._delete),
            web.get("/sim/file/{file_id}", self._download),
            web.get("/sim/samples/{name}", self._sample),
        ]

    async def _index(self, request: web.Request) -> web.StreamResponse:
        index = self._page / "index.html"
        if not index.is_file():  # one look at the disk when somebody opens the page
            return web.Response(text="The page is not installed; the Bot API works.", status=404)
        return web.FileResponse(index)

    async def _state(self, request: web.Request) -> web.Response:
        world = self._world
        language = request.query.get("language_code", "ru")
        profile = world.bot
        about = profile.short_descriptions.get(language) or profile.short_descriptions.get("", "")
        return answer({
            "bot": profile.as_json() | {"short_description": about},
            "users": [user.as_json() | {"blocked": user.has_blocked_bot} for user in world.users.values()],
            "chats": list(world.chats.values()),
            "notices": world.notices,
            "samples": world.samples,
            "commands": self._commands(language),
            "bot_online": is_online(world),
            "last_event": world.journal.last_event,
            "rates": world.rates.profile,
        })  # fmt: skip

    def _commands(self, language: str) -> list[dict[str, str]]:
        lists = self._world.bot.commands
        default = '{"type":"default"}'
        private = '{"type":"all_private_chats"}'
        for key in ((private, language), (private, ""), (default, language), (default, "")):
            if lists.get(key):
                return lists[key]
        return []

    async def _messages(self, request: web.Request) -> web.Response:
        chat = self._world.chats.get(number(dict(request.match_info), "chat_id"))
        if chat is None:
            raise bad_request("chat not found")
        messages = [Shown(message) for message in chat.messages.values()]
        return answer({"messages": messages, "reply_keyboard": chat.reply_keyboard})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        since = request.query.get("since") or request.headers.get("Last-Event-ID") or "0"
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        try:
            await response.write(b": hello\n\n")
            async for event in self._world.journal.events(int(since) if since.isdigit() else 0, HEARTBEAT):
                line = ": \n\n" if event is None else f"id: {event[0]}\ndata: {event[1]}\n\n"
                await response.write(line.encode())
        except ConnectionError:
            pass  # the page was closed
        return response

    async def _message(self, request: web.Request) -> web.Response:
        fields = await read_fields(request, self._world.files)
        chat_id, user_id = number(fields, "chat_id"), number(fields, "user_id")
        reply_to = optional_number(fields, "reply_to_message_id")
        return answer(
            {"message": Shown(people.write(self._world, chat_id, user_id, str(fields.get("text", "")), reply_to))}
        )

    async def _edit(self, request: web.Request) -> web.Response:
        fields = await read_fields(request, self._world.files)
        numbers = number(fields, "chat_id"), number(fields, "user_id"), number(fields, "message_id")
        return answer({"message": Shown(people.edit(self._world, *numbers, str(fields.get("text", ""))))})

    async def _file(self, request: web.Request) -> web.Response:
        fields = await read_fields(request, self._world.files, BIGGEST_FILE)
        upload = fields.get("file")
        if not isinstance(upload, Upload):
            raise bad_request("there is no file in the request")
        message = await people.send_file(
            self._world, number(fields, "chat_id"), number(fields, "user_id"), str(fields.get("kind", "document")),
            upload, _told(fields), optional_number(fields, "reply_to_message_id"),
        )  # fmt: skip
        return answer({"message": Shown(message)})

    async def _press(self, request: web.Request) -> web.Response:
        fields = await read_fields(request, self._world.files)
        chat_id, user_id, message_id = (number(fields, name) for name in ("chat_id", "user_id", "message_id"))
        query_id = people.press(self._world, chat_id, user_id, message_id, str(fields.get("data", "")))
        return answer({"callback_query_id": query_id})

    async def _start(self, request: web.Request) -> web.Response:
        fields = await read_fields(request, self._world.files)
        return answer({"chat": people.open_chat(self._world, number(fields, "user_id"))})

    async def _block(self, request: web.Request) -> web.Response:
        fields = await read_fields(request, self._world.files)
        people.block(self._world, number(fields, "user_id"), bool(fields.get("blocked", True)))
        return answer({"ok": True})

    async def _delete(self, request: web.Request) -> web.Response:
        fields = await read_fields(request, self._world.files)
        people.delete(self._world, number(fields, "chat_id"), number(fields, "message_id"))
        return answer({"ok": True})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        stored = self._world.files.get(request.match_info["file_id"])
        # Only what cannot run scripts is shown in place: an SVG or HTML file would speak with the page's voice.
        is_shown = stored.mime_type.startswith(("image/", "audio/", "video/")) and "svg" not in stored.mime_type
        kind = "inline" if is_shown else "attachment"
        disposition = f"{kind}; filename*=UTF-8''{quote(stored.name)}"
        return web.FileResponse(
            stored.path, headers={"Content-Type": stored.mime_type, "Content-Disposition": disposition}
        )

    async def _sample(self, request: web.Request) -> web.StreamResponse:
        name, folder = request.match_info["name"], self._world.samples_folder
        if folder is None or not any(sample["url"].endswith(f"/{name}") for sample in self._world.samples):
            raise Refusal(404, "Not Found")
        return web.FileResponse(folder / name)


def _told(fields: Fields) -> Fields:
    told: Fields = {}
    for name in ("caption", "media_group_id", "title", "performer"):
        if fields.get(name):
            told[name] = fields[name]
    for name in ("duration", "width", "height"):
        if fields.get(name) not in (None, ""):
            told[name] = _rounded(fields, name)
    return told


def _rounded(fields: Fields, name: str) -> int:
    try:
        return round(float(fields[name]))
    except (TypeError, ValueError, OverflowError):
        raise bad_request(f"{name} must be a number") from None


def is_online(world: World) -> bool:
    """A bot is listening, or has asked for updates a moment ago."""
    recent = time.monotonic() - world.updates.last_poll < SIGN_OF_LIFE
    return bool(world.webhook.url) or world.updates.is_polled or recent
