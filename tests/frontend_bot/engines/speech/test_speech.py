"""Every engine that speaks: real sound out of a real program, or of a strict server."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest

from frontend_bot.core.speech import VoiceOptions
from frontend_bot.core.tools import Files, PhotoEnhancer, Protocols, SpeechToText, Tools
from frontend_bot.engines.not_configured import NoLanguageModel
from frontend_bot.engines.speech.espeak import Espeak
from frontend_bot.engines.speech.openai import OpenAISpeech
from frontend_bot.engines.speech.piper import Piper
from frontend_bot.errors import (
    LanguageNotSpoken,
    ProgramMissing,
    SpeechKeyRefused,
    SpeechRefused,
    SpeechUnavailable,
)
from frontend_bot.media.programs import Programs
from frontend_bot.services.jobs.steps import record_tools
from frontend_bot.workflows.speak import speak
from tests.frontend_bot.engines.conftest import QUICK
from tests.frontend_bot.services.jobs.test_steps import Memory
from tests.media_fixtures import Told
from tests.patience import patience
from tests.provider.faults import Fault
from tests.provider.speech import LETTERS_A_SECOND, SpeechDouble

RUSSIAN = "Сегодня мы решили перенести выпуск на вторую неделю марта. [[Анна]] позвонит заказчику — и объяснит цену. "
ENGLISH = "Today we decided to move the release to the second week of March. Anna will call the customer. "


def looked_at(file: Path) -> dict[str, Any]:
    """What ffprobe says of a voice note."""
    entries = "stream=codec_name,sample_rate,channels:format=format_name,duration"
    command = ("ffprobe", "-v", "error", "-show_entries", entries, "-of", "json", str(file))
    found = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=patience(60)).stdout)
    return {**found["streams"][0], **found["format"]}


def is_voice_note(file: Path) -> bool:
    found = looked_at(file)
    return (found["format_name"], found["codec_name"], found["sample_rate"], found["channels"]) == (
        "ogg", "opus", "48000", 1,
    )  # fmt: skip


@pytest.mark.parametrize(("language", "sentence"), [("ru", RUSSIAN), ("en", ENGLISH)])
async def test_5000_letters_in_one_go(
    programs: Programs, workspace: Path, told: Told, language: str, sentence: str
) -> None:
    text = (sentence * 100)[:5000]
    note = await speak(Espeak(programs), text, VoiceOptions(language), workspace, told)
    assert is_voice_note(note.path)
    assert 200 < note.duration < 500
    assert float(looked_at(note.path)["duration"]) == pytest.approx(note.duration, abs=0.5)
    assert note.size == note.path.stat().st_size < 2_000_000
    assert told.words == ["progress-speaking", "progress-converting"]


async def test_voice_and_speed_are_heard(programs: Programs, workspace: Path, told: Told) -> None:
    espeak = Espeak(programs)
    sounds, lengths = [], []
    for number, (voice, speed) in enumerate([("female", 1.0), ("male", 1.0), ("female", 0.8), ("female", 1.3)]):
        folder = workspace / str(number)
        folder.mkdir()
        note = await speak(espeak, ENGLISH, VoiceOptions("en", voice, speed), folder, told)
        sounds.append(note.path.read_bytes())
        lengths.append(note.duration)
    assert sounds[0] != sounds[1]
    assert lengths[2] > lengths[0] > lengths[3]


async def test_a_text_like_an_option_is_read_and_not_obeyed(programs: Programs, workspace: Path, told: Told) -> None:
    note = await speak(Espeak(programs), "--help -w /tmp/x ; touch y", VoiceOptions("en"), workspace, told)
    assert note.duration > 1


async def test_a_language_without_a_voice_is_named_so(programs: Programs, workspace: Path, told: Told) -> None:
    with pytest.raises(LanguageNotSpoken):
        await speak(Espeak(programs), ENGLISH, VoiceOptions("xx"), workspace, told)
    assert (await speak(Espeak(programs), "Bom dia", VoiceOptions("pt-br"), workspace, told)).duration > 0


async def test_lost_parts_are_spoken_again(programs: Programs, workspace: Path, told: Told) -> None:
    """What another process goes on with: the steps are recorded, the files are gone."""
    espeak = Espeak(programs)
    part = await espeak.say(ENGLISH, VoiceOptions("en"), workspace, 0)
    assert part.sound == ""
    (workspace / "spoken-000").unlink()
    note = await espeak.voice_note([(ENGLISH, part)], VoiceOptions("en"), workspace, told)
    assert note.duration > 3


async def test_without_the_program(
    programs: Programs, workspace: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(workspace))
    espeak = Espeak(programs)
    why = espeak.why_unavailable()
    assert why is not None
    assert why.id == "engine-speech-missing"
    with pytest.raises(ProgramMissing):
        await speak(espeak, ENGLISH, VoiceOptions("en"), workspace, told)


# --- piper ---

PIPER = """#!/bin/sh
# As piper's command line: one line of text comes in, a WAV file goes out.
[ "$1" = --model ] && [ "$3" = --length_scale ] && [ "$5" = --output_file ] || exit 2
read -r text
case "$text" in *crash*) exit 1;; esac
echo "$2 $4 $text" > "$6.told"
exec {espeak} -v en -w "$6" "$text"
"""


@pytest.fixture
def piper(programs: Programs, tmp_path: Path) -> Piper:
    espeak = shutil.which("espeak-ng")
    assert espeak
    program = tmp_path / "piper"
    program.write_text(PIPER.format(espeak=espeak))
    program.chmod(0o700)
    names = ("ru_RU-irina-medium", "en_US-amy-medium", "en_GB-alan-low", "pt_BR-faber-medium")
    voices = [tmp_path / f"{name}.onnx" for name in names]
    for voice in voices:
        voice.touch()
    return Piper(programs, str(program), voices)


async def test_piper_gets_its_text_in_one_line(piper: Piper, workspace: Path, told: Told) -> None:
    assert piper.why_unavailable() is None
    note = await speak(piper, "First line.\nSecond -- line.", VoiceOptions("en", speed=0.8), workspace, told)
    assert is_voice_note(note.path)
    assert "en_US-amy-medium.onnx 1.25 First line. Second -- line." in (workspace / "spoken-000.told").read_text()


async def test_piper_speaks_its_voices_languages_only(piper: Piper, workspace: Path, told: Told) -> None:
    for language in ("de", "enm"):
        with pytest.raises(LanguageNotSpoken):
            await speak(piper, "Guten Tag", VoiceOptions(language), workspace, told)
    assert (await speak(piper, "Bom dia", VoiceOptions("pt-br"), workspace, told)).duration > 0
    with pytest.raises(SpeechUnavailable):
        await speak(piper, "crash", VoiceOptions("en"), workspace, told)


def test_piper_without_a_voice(programs: Programs, tmp_path: Path) -> None:
    assert Piper(programs, "sh", [tmp_path / "ru_RU.onnx"]).why_unavailable() is not None


# --- a server ---


@pytest.fixture
async def server() -> AsyncIterator[SpeechDouble]:
    async with SpeechDouble() as double:
        yield double


MakeSpeech = Callable[..., OpenAISpeech]


@pytest.fixture
async def make_engine(programs: Programs) -> AsyncIterator[MakeSpeech]:
    made = []

    def make(server: SpeechDouble, **changes: object) -> OpenAISpeech:
        arguments = {"base_url": server.url, "key": server.key, "model": "m", "voices": ("nova", "onyx")}
        engine = OpenAISpeech(programs, **{**arguments, "patience": QUICK, **changes})  # type: ignore[arg-type]
        made.append(engine)
        return engine

    yield make
    for engine in made:
        await engine.close()


@pytest.mark.parametrize("formats", [("opus", "mp3"), ("mp3",), ("wav",)])
async def test_a_server_speaks_in_parts(
    make_engine: MakeSpeech, workspace: Path, told: Told, formats: list[str]
) -> None:
    async with SpeechDouble(formats=formats, has_speed="opus" in formats, key="") as server:
        engine = make_engine(server)
        note = await speak(engine, ENGLISH * 40, VoiceOptions("en", "male", 1.3), workspace, told)
    assert is_voice_note(note.path)
    assert len(server.asked) == 4
    seconds = sum(len(told["input"]) // LETTERS_A_SECOND for told in server.asked)
    assert note.duration == pytest.approx(seconds, abs=0.5)
    assert {told["voice"] for told in server.asked} == {"onyx"}
    assert [told.get("speed") for told in server.asked] == [1.3 if "opus" in formats else None] * 4


async def test_paid_parts_are_paid_once(
    server: SpeechDouble, make_engine: MakeSpeech, workspace: Path, told: Told
) -> None:
    """The same job a second time, as after a crash: other process, empty folder, the steps at hand."""
    memory, text = Memory(), ENGLISH * 25
    server.faults.extend([Fault("server_error")] * 3)  # one part fails for good in the first run
    lengths = []
    for run in range(3):
        engine = make_engine(server, at_once=1)
        nobody = (cast(Files, 0), told, cast(SpeechToText, 0), cast(PhotoEnhancer, 0), NoLanguageModel())
        tools = record_tools(Tools(*nobody, text_to_speech=engine, protocols=cast(Protocols, 0)), memory)
        folder = workspace / str(run)
        folder.mkdir()
        try:
            note = await speak(tools.text_to_speech, text, VoiceOptions("en"), folder, told)
            assert is_voice_note(note.path)
            lengths.append(note.duration)
        except SpeechUnavailable:
            assert run == 0
            assert len(server.asked) == 2
    assert len(server.asked) == 3
    assert sorted(memory.records) == ["say 0", "say 1", "say 2"]
    assert lengths[0] == lengths[1]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("answer", status=401, body={"error": {"message": "no"}}), SpeechKeyRefused),
        (Fault("answer", status=404, body={"error": {"message": "no such model", "param": "model"}}), SpeechRefused),
        (Fault("answer", status=200, body={"error": {"message": "x", "code": "invalid_request_error"}}), SpeechRefused),
        (Fault("answer", status=503, body="down"), SpeechUnavailable),
    ],
)
async def test_refusals_become_sentences(
    server: SpeechDouble, make_engine: MakeSpeech, workspace: Path, told: Told, fault: Fault, error: type[Exception]
) -> None:
    server.faults.extend([fault] * 3)
    engine = make_engine(server)
    with pytest.raises(error):
        await speak(engine, "text", VoiceOptions("en"), workspace, told)


@pytest.mark.parametrize("junk", [b"this is no sound at all" * 100, b"OggS" + bytes(1000)])
async def test_an_answer_that_is_no_sound(make_engine: MakeSpeech, workspace: Path, told: Told, junk: bytes) -> None:
    async with SpeechDouble(junk=junk) as server:
        engine = make_engine(server)
        with pytest.raises(SpeechUnavailable):
            await speak(engine, "text", VoiceOptions("en"), workspace, told)


async def test_nobody_answers(make_engine: MakeSpeech, workspace: Path, told: Told) -> None:
    async with SpeechDouble() as server:
        gone = server
    engine = make_engine(gone)
    async with asyncio.timeout(patience(20)):
        with pytest.raises(SpeechUnavailable):
            await speak(engine, "text", VoiceOptions("en"), workspace, told)
