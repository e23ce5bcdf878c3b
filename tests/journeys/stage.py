"""A running bot with everything around it, and people who use it: what the stories are told with."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.journal import Call
from playground.server import Playground
from playground.world import Message
from tests.patience import patience
from tests.processes import Bot
from tests.provider.double import ProviderDouble

_NUMBERS = itertools.count(70_001)
PATIENCE = 45.0
"""Seconds that an answer may take on a busy machine; a story that needs a tighter limit says so."""


async def until(happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait for something; TimeoutError naming it when it does not come."""
    try:
        async with asyncio.timeout(patience(seconds)):
            while not happened():
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise TimeoutError(f"{what} did not happen within {seconds} s") from None


def buttons(message: Message) -> dict[str, str]:
    """Callback data by label."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


def is_status(message: Message) -> bool:
    """A progress message: the one with the button that cancels a job."""
    return any(data.startswith("cancel|") for data in buttons(message).values())


@dataclass
class Person:
    """Somebody with a chat. ``heard`` are the bot's messages that the story has looked at already."""

    telegram: Playground
    id: int
    chat_id: int
    heard: set[int] = field(default_factory=set)

    def says(self, text: str, reply_to: int | None = None) -> Message:
        """Write a text."""
        return self.telegram.say(self.id, text, chat_id=self.chat_id, reply_to=reply_to)

    async def sends(
        self, file: Path | bytes, kind: str = "voice", name: str = "", reply_to: int | None = None, **told: Any
    ) -> Message:
        """Send a file."""
        data = file if isinstance(file, bytes) else file.read_bytes()
        name = name or (file.name if isinstance(file, Path) else "file.bin")
        return await self.telegram.send(self.id, data, kind, name=name, chat_id=self.chat_id, reply_to=reply_to, **told)

    def presses(self, message: Message, label: str) -> str:
        """Press the button with this label under a message as it is now; the id of the callback query."""
        now = self.chat[message["message_id"]]
        return self.telegram.press(self.id, message["message_id"], buttons(now)[label], chat_id=self.chat_id)

    async def asks_for(self, message: Message, format: str, group: str = "⬇️ File") -> str:
        """Open a group of formats under a result and press one of them; the id of the callback query."""

        def offered() -> dict[str, str]:
            return buttons(self.chat[message["message_id"]])

        if not {format, group} & set(offered()):
            self.presses(message, "⬅️ Back")
            await until(lambda: group in offered(), "all buttons again")
        if format not in offered():
            self.presses(message, group)
            await until(lambda: format in offered(), f"the formats of {group}")
        return self.presses(message, format)

    @property
    def chat(self) -> dict[int, Message]:
        """The chat's messages by id."""
        return self.telegram.world.chats[self.chat_id].messages

    def from_bot(self) -> list[Message]:
        """What stands in the chat from the bot, oldest first."""
        return [message for _, message in sorted(self.chat.items()) if message["from"]["is_bot"]]

    def _unheard(self) -> list[Message]:
        return [m for m in self.from_bot() if m["message_id"] not in self.heard and not is_status(m)]

    async def hears(self, seconds: float = PATIENCE) -> Message:
        """The bot's next message, progress left aside."""
        await until(self._unheard, f"an answer to person {self.id}", seconds)
        message = self._unheard()[0]
        self.heard.add(message["message_id"])
        return message

    async def sees_status(self, seconds: float = PATIENCE) -> Message:
        """The progress message that stands in the chat."""
        await until(lambda: any(map(is_status, self.from_bot())), "a progress message", seconds)
        return next(filter(is_status, self.from_bot()))

    async def hears_nothing_for(self, seconds: float) -> None:
        """Fails when the bot says something meanwhile."""
        await asyncio.sleep(seconds)
        assert not self._unheard()

    def calls(self, method: str) -> list[Call]:
        """The bot's calls of one method in this chat, the refused ones too."""
        journal = self.telegram.world.journal.calls
        return [call for call in journal if call.method == method and call.chat_id == self.chat_id]

    def toast(self, query_id: str) -> str | None:
        """The text of the answer to a press; None while there is none."""
        for call in self.telegram.world.journal.calls:
            if call.method == "answerCallbackQuery" and call.parameters.get("callback_query_id") == query_id:
                return str(call.parameters.get("text") or "")
        return None

    async def toasted(self, query_id: str) -> str:
        """Wait for the answer to a press."""
        await until(lambda: self.toast(query_id) is not None, "the answer to a press")
        return self.toast(query_id) or ""


@dataclass
class Stage:
    """One bot, one Telegram, one provider."""

    telegram: Playground
    provider: ProviderDouble
    bot: Bot
    lines_before: int = 0
    calls_before: int = 0

    def begin(self) -> None:
        """A new story: what was logged and said so far is another one's."""
        self.behaves()
        self.lines_before = len(self.bot.output())
        self.calls_before = len(self.telegram.world.journal.calls)

    def person(self, language: str = "en", chat_id: int | None = None) -> Person:
        """Somebody new who has opened the chat."""
        user_id = next(_NUMBERS)
        self.telegram.world.add_user(user_id, f"Person {user_id}", language_code=language)
        self.telegram.start_chat(user_id)
        return Person(self.telegram, user_id, chat_id or user_id)

    def behaves(self) -> None:
        """Put the provider and Telegram back into their normal state."""
        self.telegram.world.faults.clear()
        self.provider.faults.clear()
        self.provider.release()
        self.provider.answer, self.provider.delay, self.provider.key = None, 0.0, KEY

    def said_by_bot(self) -> list[str]:
        """Every text that the bot sent in this story, edits and toasts included."""
        calls = list(self.telegram.world.journal.calls)[self.calls_before :]
        return [str(call.parameters.get(name, "")) for call in calls for name in ("text", "caption")]

    def nothing_leaked(self) -> None:
        """No traceback, path, token, key or raw provider error in a chat; no token, key or traceback in the log."""
        log, said = self.bot.output()[self.lines_before :], "\n".join(self.said_by_bot())
        for secret in (TOKEN_SECRET, KEY, *SECRETS):
            assert secret not in log, f"{secret} in the log"
            assert secret not in said, f"{secret} in a chat"
        for trace in ("Traceback", "phrase is missing", "phrase is not said properly", "task failed", "incident"):
            assert trace not in log, log
        for trace in ("Traceback", str(self.bot.storage), "/scratch", "127.0.0.1", "Incorrect API key"):
            assert trace not in said, f"{trace} in a chat"


KEY = "sk-double-of-the-provider"
TOKEN = "1:playground-secret-token"
TOKEN_SECRET = TOKEN.partition(":")[2]
SECRETS = ("You exceeded your current quota", "The server had an error", "Audio file might be corrupted")
