"""Somebody who sends messages of every kind as fast as they can, and others who only want to say /start."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from playground.server import Playground
from playground.world import Message
from tests.journeys.stage import buttons

FLOODER, GROUP = 4001, -4001
_STRANGERS = itertools.count(4101)
_PLACE = {"location": {"latitude": 55.75, "longitude": 37.62}}
_STICKER = {
    "sticker": {
        "file_id": "sticker",
        "file_unique_id": "sticker",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    }
}


@dataclass
class Flood:
    """Messages of one person in one chat: texts, commands, places, stickers, presses, voice notes, photos, files."""

    telegram: Playground
    chat_id: int
    voice: bytes
    picture: bytes

    @classmethod
    def prepare(cls, telegram: Playground, voice: bytes, picture: bytes, *, in_group: bool = False) -> "Flood":
        """The person has opened the chat; in a group there are others, who come later."""
        telegram.world.add_user(FLOODER, "Flooder", language_code="en")
        telegram.start_chat(FLOODER)
        if in_group:
            telegram.world.add_group(GROUP, "Everybody", (FLOODER,))
        return cls(telegram, GROUP if in_group else FLOODER, voice, picture)

    async def send(self, count: int, *, at_a_time: int = 50) -> list[Message]:
        """Send so many messages, as fast as they go; returns the voice notes."""
        kinds = await self._kinds()
        notes = []
        for number, (kind, send) in enumerate(itertools.islice(itertools.cycle(kinds.items()), count)):
            message = send(number)
            if kind == "voice" and message is not None:
                notes.append(message)
            if number % at_a_time == at_a_time - 1:
                await asyncio.sleep(0)
        return notes

    async def _kinds(self) -> dict[str, Callable[[int], Message | None]]:
        """What one message of each kind is; files are uploaded once."""
        page = await self._page()
        files = {
            kind: {kind: message[kind]}
            for kind, message in [
                ("voice", await self._upload(self.voice, "voice", "note.ogg")),
                ("photo", await self._upload(self.picture, "photo", "picture.jpg")),
                ("document", await self._upload(b"one two three", "document", "words.bin")),
            ]
        }
        commands = itertools.cycle(["/help", "/settings", "/history", "/language", "/start"])
        return {
            "text": lambda number: self._says(page, {"text": f"message number {number}"}),
            "command": lambda number: self._says(page, {"text": next(commands)}),
            "location": lambda number: self._says(page, _PLACE),
            "sticker": lambda number: self._says(page, _STICKER),
            "press": lambda number: self._presses(page),
            "voice": lambda number: self._says(page, files["voice"]),
            "photo": lambda number: self._says(page, files["photo"]),
            "document": lambda number: self._says(page, files["document"]),
        }

    async def _page(self) -> Message:
        """A message of the bot with buttons: they are pressed, and in a group it is answered."""
        self.telegram.say(FLOODER, "/settings", chat_id=self.chat_id)
        call = (await self.telegram.wait("sendMessage", chat_id=self.chat_id, timeout=60))[0]
        messages = self.telegram.world.chats[self.chat_id].messages
        return next(one for one in messages.values() if one["from"]["is_bot"] and call.chat_id == self.chat_id)

    async def _upload(self, content: bytes, kind: str, name: str) -> Message:
        return await self.telegram.send(FLOODER, content, kind, name=name, duration=2)

    def _says(self, page: Message, content: dict[str, Any]) -> Message:
        world = self.telegram.world
        chat = world.chats[self.chat_id]
        if self.chat_id < 0:  # a bot hears what answers it
            content = content | {"reply_to_message": {k: v for k, v in page.items() if k != "reply_to_message"}}
        message = world.add_message(chat, world.users[FLOODER].as_json(), dict(content))
        world.updates.push("message", message, chat.id, f"chat:{chat.id}")
        return message

    def _presses(self, page: Message) -> None:
        shown = self.telegram.world.chats[self.chat_id].messages[page["message_id"]]
        *_, data = buttons(shown).values()
        self.telegram.press(FLOODER, page["message_id"], data, chat_id=self.chat_id)

    def answers(self) -> list[Message]:
        """What the bot has said in the chat."""
        return [one for one in self.telegram.world.chats[self.chat_id].messages.values() if one["from"]["is_bot"]]


async def seconds_until_started(telegram: Playground, timeout: float) -> float:
    """Somebody new says /start; returns how long they wait for the answer. Raises TimeoutError."""
    user = next(_STRANGERS)
    telegram.world.add_user(user, f"Stranger {user}", language_code="en")
    telegram.start_chat(user)
    began = asyncio.get_running_loop().time()
    telegram.say(user, "/start")
    await telegram.wait("sendMessage", chat_id=user, timeout=timeout)
    return asyncio.get_running_loop().time() - began


def picture() -> bytes:
    """A small photo."""
    file = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "JPEG")
    return file.getvalue()
