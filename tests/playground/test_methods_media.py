"""Files out to people: kinds, ids, limits, albums, edits."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto

from playground.server import Playground
from tests.playground.conftest import ANNA, Call

Draw = Callable[[int, int], bytes]


@pytest.mark.parametrize("kind", ["document", "voice", "audio", "video", "video_note", "animation"])
async def test_bytes_go_out_and_come_back_by_id(bot: Bot, telegram: Playground, kind: str) -> None:
    send: Callable[..., Awaitable[Any]] = getattr(bot, f"send_{kind}")
    content = b"OggS" + b"OpusHead" + bytes(range(256)) * 300
    told = {} if kind == "document" else {"duration": 3}
    sent = await send(ANNA, BufferedInputFile(content, "имя.dat"), **told)
    again = await send(ANNA, getattr(sent, kind).file_id)
    assert getattr(again, kind).file_id == getattr(sent, kind).file_id
    file = await bot.get_file(getattr(sent, kind).file_id)
    assert file.file_path is not None
    loaded = await bot.download_file(file.file_path)
    assert loaded is not None
    assert hashlib.sha256(loaded.read()).digest() == hashlib.sha256(content).digest()


async def test_a_voice_note_has_the_path_that_telegram_gives(bot: Bot, telegram: Playground) -> None:
    message = await telegram.send(ANNA, b"OggS...", "voice", name="v.ogg", duration=2)
    file = await bot.get_file(message["voice"]["file_id"])
    assert file.file_path is not None
    assert (file.file_path.split("_")[0], file.file_path[-4:]) == ("voice/file", ".oga")


async def test_what_is_no_voice_note_arrives_as_a_document(bot: Bot) -> None:
    sent = await bot.send_voice(ANNA, BufferedInputFile(b"RIFF....WAVE", "v.wav"))
    assert sent.voice is None
    assert sent.document is not None


async def test_a_document_keeps_its_name_and_type(bot: Bot) -> None:
    document = (await bot.send_document(ANNA, BufferedInputFile(b"x", "Протокол 1.docx"), caption="<b>c</b>")).document
    assert document is not None
    assert document.file_name == "Протокол 1.docx"
    assert document.mime_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def test_a_photo_has_sizes(bot: Bot, jpeg: Draw) -> None:
    message = await bot.send_photo(ANNA, BufferedInputFile(jpeg(1200, 600), "p.jpg"))
    assert message.photo is not None
    assert [(size.width, size.height) for size in message.photo] == [(90, 45), (320, 160), (1200, 600)]


@pytest.mark.parametrize(
    ("method", "parameters", "expected"),
    [
        ("sendDocument", {}, "there is no document in the request"),
        ("sendVoice", {}, "there is no voice in the request"),
        ("sendVideoNote", {}, "there is no video note in the request"),
        ("sendDocument", {"document": "AwAC"}, "wrong file_id or the file is temporarily unavailable"),
        ("sendDocument", {"document": "http://127.0.0.1/x"}, "failed to get HTTP URL content"),
        ("sendDocument", {"document": "attach://none"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"document": 5}, "can't parse document: a file or a string is expected"),
        ("sendDocument", {"document": "x", "caption": "x" * 1025}, "message caption is too long"),
        ("getFile", {"file_id": "unknown"}, "wrong file_id or the file is temporarily unavailable"),
        ("getFile", {}, "file_id is not specified"),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
        ("sendMediaGroup", {"media": [{"type": "photo", "media": "x"}]}, "invalid number of messages specified"),
        ("sendMediaGroup", {"media": [{"type": "photo", "media": "x"}, {"type": "audio", "media": "x"}]},
         "Can't mix these media types in one album"),
    ],
)  # fmt: skip
async def test_files_that_are_refused(
    refusal: Callable[..., Awaitable[str]], method: str, parameters: dict[str, Any], expected: str
) -> None:
    where = {} if method == "getFile" else {"chat_id": ANNA}
    assert await refusal(method, **where, **parameters) == f"Bad Request: {expected}"


async def test_a_file_of_one_kind_is_not_another(bot: Bot, telegram: Playground) -> None:
    message = await telegram.send(ANNA, b"OggS", "voice", duration=1)
    with pytest.raises(TelegramBadRequest, match="can't use file of type VoiceNote as Document"):
        await bot.send_document(ANNA, message["voice"]["file_id"])


async def test_empty_and_false_pictures(bot: Bot, jpeg: Draw) -> None:
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_document(ANNA, BufferedInputFile(b"", "x.txt"))
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(ANNA, BufferedInputFile(b"not a picture", "x.jpg"))
    with pytest.raises(TelegramBadRequest, match="PHOTO_INVALID_DIMENSIONS"):
        await bot.send_photo(ANNA, BufferedInputFile(jpeg(2100, 100), "x.jpg"))
    with pytest.raises(TelegramBadRequest, match="is too big for a photo; the maximum size is 10485760 bytes"):
        await bot.send_photo(ANNA, BufferedInputFile(bytes((10 << 20) + 1), "x.jpg"))


async def test_sizes_above_the_limits(bot: Bot, telegram: Playground) -> None:
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(ANNA, BufferedInputFile(bytes((50 << 20) + 1), "x.bin"))
    big = await telegram.send(ANNA, bytes((20 << 20) + 1), "document", name="big.bin")
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(big["document"]["file_id"])
    fits = await telegram.send(ANNA, bytes(20 << 20), "document", name="fits.bin")
    assert (await bot.get_file(fits["document"]["file_id"])).file_size == 20 << 20


async def test_an_album_is_several_messages_of_one_group(bot: Bot, jpeg: Draw) -> None:
    parts = [InputMediaPhoto(media=BufferedInputFile(jpeg(50, 50), "p.jpg"), caption=str(n)) for n in range(3)]
    messages = await bot.send_media_group(ANNA, parts)  # type: ignore[arg-type]  # a list of one kind is a list of any
    assert [message.caption for message in messages] == ["0", "1", "2"]
    assert len({message.media_group_id for message in messages}) == 1


async def test_media_are_edited(bot: Bot, call: Call) -> None:
    sent = await bot.send_document(ANNA, BufferedInputFile(b"one", "1.txt"), caption="c")
    media = InputMediaDocument(media=BufferedInputFile(b"two", "2.txt"))
    edited = await bot.edit_message_media(media, chat_id=ANNA, message_id=sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.document is not None
    assert (edited.document.file_name, edited.caption) == ("2.txt", None)
    captioned = await bot.edit_message_caption(chat_id=ANNA, message_id=sent.message_id, caption="new")
    assert not isinstance(captioned, bool)
    assert captioned.caption == "new"
    body = await call("editMessageText", chat_id=ANNA, message_id=sent.message_id, text="x")
    assert body["description"] == "Bad Request: there is no text in the message to edit"
    text = await bot.send_message(ANNA, "x")
    body = await call("editMessageCaption", chat_id=ANNA, message_id=text.message_id, caption="x")
    assert body["description"] == "Bad Request: there is no caption in the message to edit"
