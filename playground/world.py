"""The state of the small Telegram: people, chats, messages, files, waiting updates, the bot's profile."""

import itertools
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.faults import Faults
from playground.files import FileStore
from playground.journal import Journal
from playground.refusals import bad_request, blocked_by_user
from playground.send_rates import SendRates
from playground.updates import Updates
from playground.webhook import Webhook

TOKEN = "1:playground"
"""For tests, which share it with the bots that they start."""
GROUP_ID = -4_001
Message = dict[str, Any]


def new_token() -> str:
    """A token that nobody knows who is not told."""
    return f"1:{secrets.token_urlsafe(26)}"


@dataclass(slots=True)
class User:
    """A person."""

    id: int
    first_name: str
    username: str
    language_code: str
    has_blocked_bot: bool = False

    def as_json(self) -> dict[str, Any]:
        """A ``User`` of the Bot API."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "username": self.username,
            "language_code": self.language_code,
        }


@dataclass(slots=True)
class Chat:
    """A chat and its messages by id. A private chat has its person's id and is shut until the person opens it."""

    id: int
    type: str
    title: str
    user_ids: tuple[int, ...]
    json: dict[str, Any]
    numbers: Iterator[int]
    is_open: bool
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: dict[str, Any] | None = None
    fixed_ids: set[int] = field(default_factory=set)
    """Messages that carried a reply keyboard: Telegram does not let a bot edit those."""

    def as_json(self) -> dict[str, Any]:
        """The chat as the page sees it."""
        return {"id": self.id, "type": self.type, "title": self.title, "user_ids": list(self.user_ids)}


@dataclass(frozen=True, slots=True)
class Press:
    """A press of an inline button that waits for its answer."""

    id: str
    user_id: int
    chat_id: int
    at: float


@dataclass(slots=True)
class BotProfile:
    """What the bot tells about itself; texts and commands by language code, "" for every language."""

    id: int
    username: str = "playground_bot"
    names: dict[str, str] = field(default_factory=lambda: {"": "AI Bot"})
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    """By (scope as JSON, language code)."""
    menu_button: dict[str, Any] = field(default_factory=lambda: {"type": "commands"})

    def as_json(self) -> dict[str, Any]:
        """The bot as the sender of a message."""
        return {"id": self.id, "is_bot": True, "first_name": self.names[""], "username": self.username}


class World:
    """Everything. One process, one event loop, no locks."""

    def __init__(self, folder: Path, token: str = TOKEN, rates: str = "realistic") -> None:
        self.folder = folder
        self.token = token
        self.notices: list[dict[str, str]] = []
        self.samples: list[dict[str, Any]] = []
        self.samples_folder: Path | None = None
        self.journal = Journal()
        self.faults = Faults()
        self.rates = SendRates(rates)
        self.files = FileStore(folder)
        self.updates = Updates(self.faults)
        self.webhook = Webhook(self.updates)
        self._fill()

    def _fill(self) -> None:
        self.bot = BotProfile(int(self.token.partition(":")[0]))
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        # One counter for all private chats, one for each group: ids repeat between chats, as they do at Telegram.
        self._private_numbers = itertools.count(1)
        self.add_user(1001, "Анна", "anna", "ru")
        self.add_user(1002, "Ben", "ben", "en")
        self.add_group(GROUP_ID, "Анна & Ben", (1001, 1002))

    def reset(self) -> None:
        """Forget people, chats, messages, updates, faults and calls; files and the webhook stay."""
        self._fill()
        self.updates.clear()
        self.faults.clear()
        self.rates.choose(self.rates.profile)
        self.journal.clear()

    def add_user(self, user_id: int, first_name: str, username: str = "", language_code: str = "ru") -> User:
        """A new person with a private chat that is still shut."""
        user = User(user_id, first_name, username or f"user{user_id}", language_code)
        self.users[user_id] = user
        shown = {"id": user_id, "type": "private", "first_name": first_name, "username": user.username}
        self.chats[user_id] = Chat(
            user_id, "private", first_name, (user_id,), shown, self._private_numbers, is_open=False
        )
        return user

    def add_group(self, chat_id: int, title: str, user_ids: tuple[int, ...]) -> Chat:
        """A new group with the bot in it."""
        shown = {"id": chat_id, "type": "group", "title": title}
        chat = Chat(chat_id, "group", title, user_ids, shown, itertools.count(1), is_open=True)
        self.chats[chat_id] = chat
        return chat

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """The chat to which the bot wants to write; refuses an unknown or shut one, and a blocked bot."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or not chat.is_open:
            raise bad_request("chat not found")
        if chat.id > 0 and self.users[chat.id].has_blocked_bot:
            raise blocked_by_user()
        return chat

    def add_message(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> Message:
        """Put a message into the chat and show it on the pages."""
        number = next(chat.numbers)
        message = {"message_id": number, "from": sender, "chat": chat.json, "date": int(time.time()), **content}
        chat.messages[number] = message
        self.journal.emit("message", chat.id, message=Shown(message))
        return message

    def replace_message(self, chat: Chat, message: Message) -> Message:
        """Put an edited message in the place of the old one; messages are never changed in place."""
        chat.messages[message["message_id"]] = message
        self.journal.emit("edit", chat.id, message=Shown(message))
        return message

    def delete_messages(self, chat: Chat, message_ids: list[int]) -> None:
        """Remove messages that exist."""
        for message_id in message_ids:
            del chat.messages[message_id]
        self.journal.emit("delete", chat.id, message_ids=message_ids)

    def set_reply_keyboard(self, chat: Chat, keyboard: dict[str, Any] | None) -> None:
        """Change the keyboard under the input field."""
        chat.reply_keyboard = keyboard
        self.journal.emit("reply_keyboard", chat.id, reply_keyboard=keyboard)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the pages get it: the Bot API's JSON plus who sent it. Built only when somebody looks."""

    message: Message

    def as_json(self) -> dict[str, Any]:
        """The message with ``sender``."""
        return {**self.message, "sender": "bot" if self.message["from"]["is_bot"] else "user"}
