"""The real bot, the real photo service with its classical engine, and Telegram's double between people and the bot."""

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from playground.server import Playground
from playground.world import Message
from tests.journeys.stage import PATIENCE, Person, Stage, until
from tests.processes import Bot, Program
from tests.provider.double import ProviderDouble

KEY = "key-of-the-photo-service"
MENU = "✨ Enhance photo"


def photo_service(folder: Path, port: int, **settings: str) -> Program:
    """``python -m backend_api.app.main`` on a port that stays the same when it is started again."""
    environment: Mapping[str, str] = {
        "BACKEND_PORT": str(port),
        "BACKEND_API_KEY": KEY,
        "STORAGE_DIR": str(folder / "photos"),
        "PHOTO_ENGINE": "classical",
        "PHOTO_PROCESSES": "2",
        **settings,
    }
    command = (sys.executable, "-m", "backend_api.app.main")
    return Program(*command, output=folder / "photos.log", ready="Uvicorn running", environment=environment)


def bot_with_photos(folder: Path, telegram: Playground, port: int, **settings: str) -> Bot:
    """The bot that knows where the service is."""
    url = f"http://127.0.0.1:{port}"
    return Bot(folder, telegram.base_url, BACKEND_API_URL=url, BACKEND_API_KEY=KEY, **settings)


@dataclass
class PhotoStage(Stage):
    """A stage with the photo service beside it."""

    service: Program | None = None

    def leaves_nothing(self) -> None:
        """No secret or path in a chat or a log, no traceback."""
        assert KEY not in self.bot.output()
        said = "\n".join(self.said_by_bot())
        for trace in (KEY, "Traceback", str(self.bot.storage), "127.0.0.1", "/scratch"):
            assert trace not in said, f"{trace} in a chat"
        assert "Traceback" not in self.bot.output()[self.lines_before :]


def stage_of(telegram: Playground, bot: Bot, service: Program | None = None) -> PhotoStage:
    """A stage whose provider of transcripts nobody needs."""
    return PhotoStage(telegram, ProviderDouble(key="sk-nobody"), bot, service=service)


@dataclass(frozen=True)
class Answer:
    """What came back for one photo: the preview's and the document's message, and the document's bytes."""

    preview: Message
    document: Message
    data: bytes

    @property
    def caption(self) -> str:
        return str(self.document["caption"])

    @property
    def picture(self) -> Image.Image:
        return opened(self.data)


def opened(data: bytes) -> Image.Image:
    """The decoded picture."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def stored(telegram: Playground, file_id: str) -> bytes:
    """A file as Telegram keeps it."""
    return telegram.world.files.get(file_id).path.read_bytes()


async def opens_the_mode(person: Person) -> Message:
    """Press the menu's button; the prompt with its options."""
    person.says(MENU)
    return await person.hears()


async def gets(person: Person, seconds: float = PATIENCE) -> Answer:
    """The bot's next two messages: before and after in one photo, and the document."""
    preview = await person.hears(seconds)
    assert "photo" in preview, preview.get("text")
    document = await person.hears(seconds)
    return Answer(preview, document, stored(person.telegram, document["document"]["file_id"]))


def documents_for(person: Person, message: Message) -> list[Message]:
    """The documents that answer one message."""
    return [
        one
        for one in person.from_bot()
        if "document" in one and one.get("reply_to_message", {}).get("message_id") == message["message_id"]
    ]


async def until_answered(person: Person, messages: list[Message], seconds: float = 60) -> None:
    """Wait until each of these messages has its document."""
    await until(lambda: all(documents_for(person, message) for message in messages), "a document for each", seconds)
