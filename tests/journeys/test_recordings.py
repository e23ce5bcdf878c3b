"""Recordings of every kind become their exact text, with as few messages as possible."""

import asyncio
import contextlib
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from playground import people
from tests.journeys.stage import Person, Stage, buttons, until
from tests.media_samples import Samples
from tests.patience import lasting, patience

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = " ".join(f"w{number:04d}" for number in range(1, 21))
"""What the tone-coded recordings say."""


@pytest.mark.parametrize(
    ("extension", "kind", "name"),
    [
        ("ogg", "voice", "voice.ogg"),
        ("ogg", "voice", "voice.oga"),
        ("mp3", "audio", "talk.mp3"),
        ("m4a", "audio", "talk.m4a"),
        ("wav", "document", "talk.wav"),
        ("flac", "audio", "talk.flac"),
        ("webm", "document", "talk.webm"),
        ("aac", "document", "talk.aac"),
        ("wma", "document", "talk.wma"),
        ("mp4", "video", "film.mp4"),
        ("mp4", "video_note", "note.mp4"),
        ("mp4", "animation", "moving.mp4"),
        ("ogg", "document", "Запись разговора.oga"),
        ("mp3", "document", "belied.wav"),
        ("flac", "audio", "belied.mp3"),
    ],
)
async def test_arrives_as_exact_text(
    stage: Stage, person: Person, samples: Samples, extension: str, kind: str, name: str
) -> None:
    sent = await person.sends(samples.tones(extension), kind, name=name)
    result = await person.hears()
    assert result["text"] == WORDS
    assert result["reply_to_message"]["message_id"] == sent["message_id"]
    assert {"⬇️ File", "🗑 Delete"} < set(buttons(result))
    assert not any(label.startswith("🎬") for label in buttons(result))
    assert stage.provider.requests[-1].status == 200


async def test_real_speech_reaches_the_provider_byte_by_byte(stage: Stage, person: Person, samples: Samples) -> None:
    note = samples.spoken("ogg")
    await person.sends(note)
    await person.hears()
    received = stage.provider.requests[-1]
    assert received.size == note.stat().st_size
    assert received.file_name == "voice.ogg"


async def test_a_short_note_costs_exactly_one_message(stage: Stage, person: Person, samples: Samples) -> None:
    await person.sends(samples.spoken("ogg"))
    await person.hears()
    await person.hears_nothing_for(2.5)
    assert len(person.calls("sendMessage")) == 1
    for method in ("editMessageText", "deleteMessage", "sendDocument"):
        assert not person.calls(method)


async def test_a_slow_one_shows_how_far_it_is_and_tidies_up(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer, stage.provider.delay = "heard slowly", 9.0
    await person.sends(samples.spoken("mp3"), "audio")
    status = await person.sees_status()
    assert list(buttons(status)) == ["✖️ Cancel"]
    result = await person.hears()
    assert result["text"] == "heard slowly"
    await until(lambda: status["message_id"] not in person.chat, "the progress message going away")
    first, *_ = person.calls("sendMessage")
    got_file = next(c for c in stage.telegram.world.journal.calls if c.method == "file" and c.at <= first.at)
    assert first.at - got_file.at > 1.0, "shown too early for a quick job"
    edits = [call.at for call in person.calls("editMessageText")]
    shown = [first.at, *edits]
    assert all(later - earlier > 2.8 for earlier, later in pairwise(shown)), shown
    assert person.calls("sendChatAction")
    assert len(person.from_bot()) == 1


async def test_the_bar_fills_while_ffmpeg_works(stage: Stage, person: Person, samples: Samples) -> None:
    await person.sends(nine_minutes(samples), "document", name="nine-minutes.wma")
    await until(lambda: programs_of(stage), "ffmpeg at work")

    def shown() -> list[str]:
        return [str(call.parameters["text"]) for call in person.calls("sendMessage") + person.calls("editMessageText")]

    async with asyncio.timeout(patience(30)):
        while not any("▓" in text and "%" in text for text in shown()):
            await slow_machine(stage)
    result = await person.hears()
    assert result["text"].startswith("text of ")


def nine_minutes(samples: Samples) -> Path:
    """Some seconds of work for ffmpeg."""
    return samples.made("nine-minutes.wma", "-f", "lavfi", "-i", "anoisesrc=d=570:r=48000", "-c:a", "wmav2")


def programs_of(stage: Stage) -> list[psutil.Process]:
    """The programs that work for the bot at this moment.

    Not those that are just being started: until a child runs ffmpeg, its start holds the bot, as a stopped one would.
    """
    children = psutil.Process(stage.bot.pid).children(recursive=True)
    return [child for child in children if child.status() != psutil.STATUS_ZOMBIE and child.name().startswith("ff")]


async def slow_machine(stage: Stage) -> None:
    """Let the bot's programs run for a tenth of the time only."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for program in programs_of(stage):
            program.suspend()
        await asyncio.sleep(0.27)
        for program in programs_of(stage):
            program.resume()
    await asyncio.sleep(0.03)


def requests_open(stage: Stage) -> bool:
    """Whether the bot has a busy connection to the provider: an idle one is told by the double's count."""
    process = psutil.Process(stage.bot.pid)
    return any(
        c.raddr and c.raddr.port == stage.provider.port and c.status == psutil.CONN_ESTABLISHED
        for c in process.net_connections("tcp")
    )


async def test_cancel_cuts_the_providers_request_and_again_works_once(
    stage: Stage, person: Person, samples: Samples
) -> None:
    stage.provider.answer, stage.provider.delay = "second time", 30.0
    before = stage.provider.count
    sent = await person.sends(samples.spoken("ogg"))
    status = await person.sees_status()
    assert requests_open(stage)
    toast = person.presses(status, "✖️ Cancel")
    await until(lambda: not requests_open(stage), "the end of the provider's request", 5)
    assert await person.toasted(toast) == ""
    answer = await person.hears()
    assert answer["message_id"] == status["message_id"]
    assert answer["text"] == "✖️ Cancelled."
    stage.provider.delay = 0.0
    person.presses(answer, "🔁 Try again")
    person.presses(answer, "🔁 Try again")
    result = await person.hears()
    assert result["text"] == "second time"
    assert result["reply_to_message"]["message_id"] == sent["message_id"]
    await until(lambda: not buttons(person.chat[answer["message_id"]]), "the 🔁 going away")
    await person.hears_nothing_for(1.5)
    assert stage.provider.count == before + 2


async def test_cancel_ends_ffmpeg_even_if_it_hangs(stage: Stage, person: Person, samples: Samples) -> None:
    await person.sends(nine_minutes(samples), "document", name="nine-minutes.wma")
    await until(lambda: programs_of(stage), "ffmpeg at work")
    for program in programs_of(stage):
        program.suspend()
    person.says("/cancel")
    answer = await person.hears()
    assert answer["text"] == "✖️ 1 job cancelled."
    await until(lambda: not programs_of(stage), "the end of ffmpeg", 5)
    await until(lambda: not stage.bot.left_over(), "the scratch folder going away", 5)


async def test_a_second_cancel_says_that_it_is_too_late(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.hold()
    await person.sends(samples.spoken("ogg"))
    status = await person.sees_status()
    stage.telegram.world.faults.add("error", "deleteMessage", times=1, error_code=500)
    stage.provider.release()
    await person.hears()
    await until(lambda: person.calls("deleteMessage"), "the attempt to take the progress message away")
    await asyncio.sleep(lasting(0.5))  # the job ends after its last call
    toast = person.presses(status, "✖️ Cancel")
    assert await person.toasted(toast) == "It is done already, there is nothing to cancel."


async def test_the_original_is_deleted_meanwhile(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer = "still heard"
    stage.provider.hold()
    sent = await person.sends(samples.spoken("ogg"))
    await until(lambda: stage.provider.at_once, "the provider being asked")
    people.delete(stage.telegram.world, person.chat_id, sent["message_id"])
    stage.provider.release()
    result = await person.hears()
    assert result["text"] == "still heard"
    assert "reply_to_message" not in result


async def test_the_status_message_is_deleted_meanwhile(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer, stage.provider.delay = "still heard", lasting(7.0)
    await person.sends(samples.spoken("mp3"), "audio")
    status = await person.sees_status()
    people.delete(stage.telegram.world, person.chat_id, status["message_id"])
    result = await person.hears()
    assert result["text"] == "still heard"
    await person.hears_nothing_for(1)
    assert len(person.calls("sendMessage")) == 2
