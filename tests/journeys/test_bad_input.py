"""What people send by mistake or to do harm: one sentence, nothing read that is not theirs, nothing left behind."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import psutil
import pytest
import pytest_asyncio

from tests.hostile_samples import HostileSamples
from tests.journeys.stage import Person, Stage, until
from tests.media_fixtures import OpenedFiles

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOT_MEDIA = "I find neither sound nor video in this file."
DAMAGED = "The recording is damaged, cut off or protected against copying."
TOO_LONG = "The recording is longer than 240 minutes"
EMPTY = "The file is empty."

WHAT_IS_SAID = {
    "text.mp3": ("audio", NOT_MEDIA),
    "one-byte": ("audio", NOT_MEDIA),
    "zeros": ("audio", NOT_MEDIA),
    "random": ("audio", NOT_MEDIA),
    "zip": ("audio", NOT_MEDIA),
    "gzip-bomb": ("audio", NOT_MEDIA),
    "truncated.m4a": ("audio", DAMAGED),
    "silent-film": ("video", "This video has no sound"),
    "hls-absolute.ogg": ("audio", NOT_MEDIA),
    "hls-relative.ogg": ("audio", NOT_MEDIA),
    "hls-http.ogg": ("audio", NOT_MEDIA),
    "ffconcat-relative": ("audio", NOT_MEDIA),
    "ffconcat-absolute": ("audio", NOT_MEDIA),
    "ffconcat-http": ("audio", NOT_MEDIA),
    "dash": ("video", NOT_MEDIA),
    "sdp": ("audio", NOT_MEDIA),
    "protected.mp4": ("video", DAMAGED),
    "ten-hours.ogg": ("document", TOO_LONG),
    "ten-hours.flac": ("document", TOO_LONG),
    "ten-hours.mp3": ("document", "The file is larger than 20 MB"),
}


@dataclass
class Watch:
    """The heaviest the bot and its programs were while a story ran, and who connected to the listener."""

    pid: int
    before: int
    bot: int = 0
    program: int = 0
    connections: int = 0
    url: str = ""
    names: set[str] = field(default_factory=set)

    async def look(self) -> None:
        """Look every 20 ms, for ever."""
        bot = psutil.Process(self.pid)
        while True:
            self.bot = max(self.bot, bot.memory_info().rss)
            for child in bot.children(recursive=True):
                try:
                    if child.exe() == bot.exe():
                        continue  # a fork of the bot that is about to become a program: the same memory, seen twice
                    self.names.add(child.name())
                    self.program = max(self.program, child.memory_info().rss)
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
            await asyncio.sleep(0.02)


@pytest_asyncio.fixture(loop_scope="session")
async def watch(stage: Stage) -> AsyncIterator[Watch]:
    """Fails afterwards if a program was above 200 MB, the bot grew by 50 MB, or anybody knocked at the listener."""
    watch = Watch(stage.bot.pid, psutil.Process(stage.bot.pid).memory_info().rss)

    async def knock(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        watch.connections += 1
        writer.close()

    server = await asyncio.start_server(knock, "127.0.0.1", 0)
    watch.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    looking = asyncio.create_task(watch.look())
    yield watch
    looking.cancel()
    server.close()
    assert watch.program < 200 << 20, f"{watch.names} took {watch.program >> 20} MB"
    assert watch.bot - watch.before < 50 << 20, f"the bot grew by {watch.bot - watch.before >> 20} MB"
    assert watch.connections == 0


@pytest.fixture
def evil(hostile: HostileSamples, watch: Watch) -> HostileSamples:
    """The hostile files, pointing at the listener and at a recording that the bot holds for somebody else."""
    return HostileSamples(hostile.samples, hostile.victim, watch.url)


@pytest.mark.parametrize("name", WHAT_IS_SAID)
async def test_one_sentence_says_what_is_wrong(
    stage: Stage, person: Person, evil: HostileSamples, watch: Watch, name: str
) -> None:
    kind, sentence = WHAT_IS_SAID[name]
    victim = OpenedFiles(evil.victim)
    asked = stage.provider.count
    made = evil.make(name)
    if watch.url not in name and name in ("hls-http.ogg", "ffconcat-http", "dash"):
        made.unlink()  # it must name this story's listener
        made = evil.make(name)
    victim.count()
    await person.sends(made, kind, name=name if "." in name else f"{name}.ogg", duration=5, width=1, height=1)
    answer = await person.hears(40)
    assert answer["text"].startswith(sentence)
    assert "\n" not in answer["text"]
    assert "reply_markup" not in answer, "again would not help"
    assert victim.count() == 0, "another user's file was opened"
    victim.close()
    assert stage.provider.count == asked, "nothing was paid for"
    await person.hears_nothing_for(0.3)


async def test_what_is_missing_is_told_with_what_is_there(stage: Stage, person: Person, evil: HostileSamples) -> None:
    stage.provider.answer = "what could be heard"
    await person.sends(evil.make("truncated.mp3"), "document", name="truncated.mp3")
    answer = await person.hears(40)
    assert answer["text"].startswith("⚠️ The file is incomplete: it holds only 00:00:08 of 00:00:16.")
    assert answer["text"].endswith("what could be heard")


async def test_silence_in_an_odd_shape_is_silence(stage: Stage, person: Person, evil: HostileSamples) -> None:
    asked = stage.provider.count
    await person.sends(evil.make("eight-channels.flac"), "document", name="eight-channels.flac")
    answer = await person.hears(40)
    assert answer["text"].startswith("🔇 Nobody speaks in this recording")
    assert stage.provider.count == asked, "nothing was paid for"


@pytest.mark.parametrize("name", ["truncated.ogg", "huge-cover.mp3", "deep-cover.mp3", "forged-granule.ogg"])
async def test_what_can_be_heard_is_heard(
    stage: Stage, person: Person, evil: HostileSamples, watch: Watch, name: str
) -> None:
    stage.provider.answer = "what could be heard"
    await person.sends(evil.make(name), "document", name=name)
    answer = await person.hears(40)
    assert answer["text"].startswith(("what could be heard", DAMAGED, TOO_LONG, "Something is odd about this file"))


async def test_zero_bytes_are_named(stage: Stage, person: Person) -> None:
    """Telegram refuses to send an empty file, so it is emptied on its way, as a broken disk of theirs would."""
    sent = await person.sends(b"OggS" + bytes(10_000), "document", name="empty.ogg")
    stage.telegram.world.files.get(sent["document"]["file_id"]).path.write_bytes(b"")
    assert (await person.hears())["text"].startswith(EMPTY)


async def test_more_than_20_mb_is_refused_before_any_work(stage: Stage, person: Person, watch: Watch) -> None:
    sent = await person.sends(bytes(20 * 1024 * 1024 + 1), "document", name="long.mp3")
    answer = await person.hears()
    assert answer["text"].startswith("The file is larger than 20 MB")
    assert answer["reply_to_message"]["message_id"] == sent["message_id"]
    assert not [c for c in stage.telegram.world.journal.calls if c.method == "getFile" and c.at >= sent["date"] + 1]


async def test_a_file_that_telegram_has_forgotten(stage: Stage, person: Person) -> None:
    stage.telegram.world.faults.add("file_gone", "getfile")
    await person.sends(b"OggS" + bytes(1000), "audio", name="old.ogg", duration=3)
    assert (await person.hears())["text"].startswith("Telegram no longer keeps this file.")


async def test_many_bad_files_at_once_disturb_nobody(
    stage: Stage, person: Person, evil: HostileSamples, watch: Watch
) -> None:
    stage.provider.answer = "undisturbed"
    bad = stage.person()
    for name in ("gzip-bomb", "huge-cover.mp3", "truncated.m4a", "ten-hours.mp3", "eight-channels.flac"):
        await bad.sends(evil.make(name), "document", name=f"{name}.mp3")
    await person.sends(evil.samples.spoken("ogg"))
    assert (await person.hears())["text"] == "undisturbed"
    await until(lambda: len(bad.from_bot()) >= 5, "five answers", 60)
