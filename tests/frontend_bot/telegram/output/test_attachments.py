"""Files on their way to a person: in albums that Telegram takes, each counted, and told of where they are gone."""

from pathlib import Path
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendDocument, SendMediaGroup, SendMessage, SendPhoto, SendVoice, TelegramMethod
from aiogram.types import Chat, Document, Message, PhotoSize

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.phrase import phrase
from frontend_bot.core.record import Record
from frontend_bot.modes import find_modes
from frontend_bot.services.rate_limit.limiter import MemorySendLimiter, Priority
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.output.attachments import Attachments
from frontend_bot.telegram.output.keyboards import Renderer
from frontend_bot.telegram.output.sender import Outbox

BEN = 1002
JOB = Job("1002:7", "enhance_photo", BEN, BEN, 7, "en", ())
RENDERER = Renderer(Translations(), find_modes())
BUTTONS = RENDERER.again_keyboard(JOB.id, "en")


class Limiter(MemorySendLimiter):
    """Counts the turns that are taken, and lets nobody wait."""

    turns = 0

    async def acquire(self, chat_id: int, priority: Priority) -> None:
        self.turns += 1


class Telegram:
    """Takes what Telegram takes; ``refused`` are file ids that it does not know."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[TelegramMethod[Any]] = []
        self.timeouts: list[int | None] = []

    async def __call__(self, method: TelegramMethod[Any], request_timeout: int | None = None) -> object:
        media = [one.media for one in method.media] if isinstance(method, SendMediaGroup) else []
        assert not media or 2 <= len(media) <= 10, "Bad Request: 2-10 items"
        if isinstance(method, SendDocument):
            media = [method.document]
        if self.refused & set(map(str, media)):
            raise TelegramBadRequest(method, "Bad Request: wrong file identifier")
        self.sent.append(method)
        self.timeouts.append(request_timeout)
        numbers = range(max(1, len(media)))
        ids = [f"sent {len(self.sent)}.{number}" for number in numbers]
        messages = [self._message(method, id) for id in ids]
        return messages if isinstance(method, SendMediaGroup) else messages[0]

    def _message(self, method: TelegramMethod[Any], id: str) -> Message:
        document = Document(file_id=id, file_unique_id=id)
        photo = [PhotoSize(file_id=id, file_unique_id=id, width=1, height=1)]
        is_photo = isinstance(method, SendPhoto)
        return Message.model_validate(
            {"message_id": 1, "date": 1, "chat": Chat(id=BEN, type="private")}
            | ({"photo": photo} if is_photo else {"document": document})
        )


async def _deliver(telegram: Telegram, record: Record, limiter: Limiter) -> list[str]:
    outbox = Outbox(cast(Bot, telegram), limiter)
    ids: list[str] = []
    for send in Attachments(outbox, RENDERER).parcels(JOB, record, "words", BUTTONS, Priority.RESULT):
        ids += await send()
    return ids


def _record(files: list[Content], ids: tuple[str, ...] = (), previews: tuple[Content, ...] = ()) -> Record:
    return Record("1002:7", BEN, "m", "t", 1.0, 0.0, Result(files=tuple(files), previews=previews), result_file_ids=ids)


def _files(folder: Path, count: int) -> list[Content]:
    files = [folder / f"{number}.png" for number in range(count)]
    for file in files:
        file.write_bytes(b"picture")
    return [Content(Kind.PHOTO, file_name=file.name, path=str(file)) for file in files]


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 20, 21, 41])
async def test_any_number_of_files_arrives_and_each_is_counted(tmp_path: Path, count: int) -> None:
    """Telegram counts an album as so many messages; who does not is refused for a minute."""
    telegram, limiter = Telegram(), Limiter()
    record = _record(_files(tmp_path, count))
    ids = await _deliver(telegram, record, limiter)
    assert len(set(ids)) == len(ids) == limiter.turns == count
    assert set(telegram.timeouts) == {600}, "a slow line must not make it come twice"
    again = Telegram()
    for file in tmp_path.iterdir():
        file.unlink()
    await _deliver(again, _record([*record.result.files], tuple(ids)), Limiter())
    assert [type(method) for method in again.sent] == [type(method) for method in telegram.sent], "by their ids"


async def test_one_file_carries_the_words_and_the_buttons(tmp_path: Path) -> None:
    telegram = Telegram()
    await _deliver(telegram, _record(_files(tmp_path, 1)), Limiter())
    (alone,) = telegram.sent
    assert isinstance(alone, SendDocument) and (alone.caption, alone.reply_markup) == ("words", BUTTONS)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("is_refused", [True, False])
async def test_a_file_that_is_nowhere_is_told_of(tmp_path: Path, count: int, is_refused: bool) -> None:
    """Silence would look as if it were still to come."""
    telegram, files = Telegram(), _files(tmp_path, count)
    Path(files[0].path).unlink()
    if is_refused:
        telegram.refused = {"of another bot"}
    ids = await _deliver(telegram, _record(files, ("of another bot",) if is_refused else ()), Limiter())
    (told,) = telegram.sent
    assert isinstance(told, SendMessage) and told.text == RENDERER.say(phrase("result-file-not-sent"), "en")
    assert ids == [""] * count, "so that the next try does not take them for sent"


async def test_a_preview_that_is_gone_costs_nothing_but_itself(tmp_path: Path) -> None:
    telegram, (file, *previews) = Telegram(), _files(tmp_path, 2)
    Path(previews[0].path).unlink()
    ids = await _deliver(telegram, _record([file], previews=tuple(previews)), Limiter())
    assert [type(method) for method in telegram.sent] == [SendDocument]
    assert ids[0] == "" and ids[1]


async def test_who_takes_no_voice_notes_gets_a_file(tmp_path: Path) -> None:
    class Strict(Telegram):
        async def __call__(self, method: TelegramMethod[Any], request_timeout: int | None = None) -> object:
            if isinstance(method, SendVoice):
                raise TelegramBadRequest(method, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
            return await super().__call__(method, request_timeout)

    telegram, (file,) = Strict(), _files(tmp_path, 1)
    note = Content(Kind.AUDIO, file_name="v.ogg", path=file.path, is_voice_note=True, duration=2.0)
    assert await _deliver(telegram, _record([note]), Limiter()) == ["sent 1.0"]
    assert [type(method) for method in telegram.sent] == [SendDocument]
