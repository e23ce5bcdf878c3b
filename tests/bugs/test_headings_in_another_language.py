"""A server that names the language in words ("russian") gave Russian recordings documents with English headings."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import docx
import pytest

from frontend_bot.core.minutes import Decision, Evidence, Minutes, Place
from frontend_bot.core.mode import JobMode
from frontend_bot.core.protocol import ProtocolFields
from frontend_bot.core.tools import Protocols, TranscriptionOptions
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.file_formats.protocol import ProtocolWriting
from frontend_bot.media.programs import Programs
from frontend_bot.modes.full_transcript import FullTranscript
from frontend_bot.modes.minutes import MinutesOfMeeting
from frontend_bot.modes.protocol import WordProtocol
from frontend_bot.modes.summary import Summary
from frontend_bot.modes.todo_plan import ToDoPlan
from frontend_bot.services.translations import Translations
from frontend_bot.workflows.documents.lines import language_of
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import MakeEngine, conversion, make_engine
from tests.frontend_bot.workflows.conftest import Desk, desk
from tests.media_fixtures import FileSource, Told, programs, provider, samples, told, workspace
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble

__all__ = ["conversion", "desk", "make_engine", "programs", "provider", "samples", "told", "workspace"]

SAID = "РЕШЕНИЕ: купить новый сервер. ЗАДАЧА: Анна — написать отчёт, до пятницы. ДАТА: в марте — переезд."
RUSSIAN: dict[JobMode, tuple[str, ...]] = {
    FullTranscript(): ("Полный транскрипт",),
    MinutesOfMeeting(): ("Решения", "Задачи", "Даты и сроки", "Обсуждение", "срок: до пятницы"),
    ToDoPlan(): ("ToDo-план", "срок: до пятницы"),
    Summary(): ("купить новый сервер",),
}
ENGLISH = (
    "Decisions",
    "Tasks",
    "Dates",
    "Discussion",
    "Full transcript",
    "To-do",
    "by: ",
    "MINUTES",
    "Resolved",
    "Due",
)


@dataclass
class OwnFolder:
    """Protocols of the real writer, with nobody's template."""

    folder: Path

    async def write(self, fields: ProtocolFields, *, own: bool) -> Path:
        path = self.folder / "protocol.docx"
        path.write_bytes(await ProtocolWriting(Programs(), Translations().say).fill(b"", fields))
        return path


@pytest.mark.parametrize(
    "model", ["whisper-1", "whisper-large-v3-turbo", "Systran/faster-whisper-small", "gpt-transcribe"]
)
async def test_a_russian_recording_has_russian_documents(
    make_engine: MakeEngine,
    provider: ProviderDouble,
    desk: Desk,
    samples: Samples,
    workspace: Path,
    told: Told,
    tmp_path: Path,
    model: str,
) -> None:
    provider.answer, provider.language = SAID, "ru"
    source = FileSource(samples.spoken("ogg"), workspace)
    transcript = await transcribe(make_engine(model), source, TranscriptionOptions(), told)
    assert (transcript.text, language_of(transcript, Translations().languages, "ru")) == (SAID, "ru")
    await _are_russian(desk, transcript, tmp_path)


@pytest.mark.parametrize("language", ["russian", "Russian", "русский", ""])
async def test_so_has_one_that_an_earlier_version_kept(desk: Desk, tmp_path: Path, language: str) -> None:
    said = (Segment(0, 5, SAID),)
    await _are_russian(desk, Transcript(SAID, "openai", language=language, duration=5, segments=said), tmp_path)


async def test_minutes_that_an_earlier_version_kept_speak_the_language_of_their_recording(desk: Desk) -> None:
    kept = Minutes(decisions=(Decision("купить", Evidence("купить новый сервер", Place(0.0))),), language="russian")
    result = await desk.make(MinutesOfMeeting(), Transcript(SAID, "openai", language="russian"), earlier=kept)
    assert "Решения" in result.text and "Decisions" not in result.text
    assert not desk.provider.chat.asked


async def _are_russian(desk: Desk, transcript: Transcript, folder: Path) -> None:
    for mode, headings in RUSSIAN.items():
        result = await desk.make(mode, transcript)
        _is_russian(result.text, headings)
        desk.forget()
    desk.protocols = cast(Protocols, OwnFolder(folder))
    result = await desk.make(WordProtocol(), transcript)
    document = docx.Document(io.BytesIO(Path(result.files[0].path).read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    _is_russian(text, ("ПРОТОКОЛ", "Присутствовали", "Срок", "купить новый сервер"))


def _is_russian(text: str, headings: tuple[str, ...]) -> None:
    assert all(heading in text for heading in headings), text
    assert not [word for word in ENGLISH if word in text], text
