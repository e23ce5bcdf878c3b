"""Text that nobody said is found; what people say, however odd, is kept."""

from itertools import cycle, product
from pathlib import Path

import pytest

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.core.transcript import Segment
from frontend_bot.engines.transcription.confidence import Scores
from frontend_bot.engines.transcription.hallucinations import (
    SoundFacts,
    Verdict,
    is_loop,
    judge,
    normalised,
    without_doubtful,
)
from frontend_bot.engines.transcription.recognizer import Recognition
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import MakeEngine
from tests.media_fixtures import FileSource, Told
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble

NO_SPEECH = {
    "silence": "anullsrc=r=16000:cl=mono",
    "hiss": "anoisesrc=c=white:a=0.02:r=16000:seed={seed}",
    "wind": "anoisesrc=c=brown:a=0.4:r=16000:seed={seed}",
    "street": "anoisesrc=c=pink:a=0.2:r=16000:seed={seed}",
    "tone": "sine=frequency={seed}00:r=16000",
    "music": "aevalsrc=0.2*sin(2*PI*t*(220+55*floor(mod(t*{seed}\\,4))))+0.1*sin(2*PI*t*440):s=16000",
}
SECONDS = (5, 30, 130)
SEEDS = (3, 7)


@pytest.mark.parametrize("text", [
    "Субтитры сделал DimaTorzok",
    "Редактор субтитров А.Семкин Корректор А.Егорова",
    "Subtitles by the Amara.org community",
])  # fmt: skip
def test_credits_are_never_speech(text: str) -> None:
    assert judge(Recognition(text), SoundFacts(3)) is Verdict.NOTHING


@pytest.mark.parametrize(
    "text", ["Спасибо за просмотр!", "Thank you.", "Продолжение следует...", "you", "Bye. Bye bye."]
)
def test_polite_phrases_are_believed_unless_the_sound_speaks_against_them(text: str) -> None:
    assert judge(Recognition(text), SoundFacts(2)) is Verdict.FINE
    assert judge(Recognition(text), SoundFacts(60)) is Verdict.NOTHING
    assert judge(Recognition(text), SoundFacts(10, sounding=1)) is Verdict.NOTHING
    doubted = Recognition(text, segments=(Segment(0, 2, text),), scores=(Scores(no_speech=0.7),))
    assert judge(doubted, SoundFacts(2)) is Verdict.NOTHING


@pytest.mark.parametrize("text", ["la " * 20, "Я не знаю, что делать. " * 8, "a b c d e f g h " * 5])
def test_loops(text: str) -> None:
    assert is_loop(normalised(text))
    assert judge(Recognition(text), SoundFacts(60)) is Verdict.STUCK


@pytest.mark.parametrize("text", [
    "нет нет нет нет, так не пойдёт", "ха ха ха ха ха", "один два три один два три раз два",
    " ".join(f"w{n:04d}" for n in range(800)), "очень очень очень важно, чтобы все пришли",
])  # fmt: skip
def test_people_repeat_themselves_too(text: str) -> None:
    assert not is_loop(normalised(text))


def test_nobody_speaks_so_fast() -> None:
    assert (
        judge(Recognition("слово за словом идёт рассказ о том как всё это было тогда у нас"), SoundFacts(1))
        is Verdict.STUCK
    )


def test_too_little_for_so_much_speech() -> None:
    assert judge(Recognition("три слова здесь"), SoundFacts(300, sounding=250)) is Verdict.MISSING
    assert judge(Recognition("три слова здесь"), SoundFacts(300, sounding=8)) is Verdict.FINE


def test_segments_that_the_server_itself_doubts_go_and_the_rest_stays() -> None:
    segments = (Segment(0, 4, "Начнём."), Segment(5, 9, "Какой-то шум."), Segment(10, 12, "Спасибо за просмотр!"))
    scores = (Scores(0.01, -0.2), Scores(0.9, -1.4), Scores(0.4, -0.5))
    left = without_doubtful(Recognition("Начнём. Какой-то шум. Спасибо за просмотр!", "ru", segments, scores))
    assert (left.text, left.segments) == ("Начнём.", segments[:1])


def test_credits_behind_the_last_words_go() -> None:
    left = without_doubtful(Recognition("Всем спасибо, до завтра. Субтитры сделал DimaTorzok"))
    assert left.text == "Всем спасибо, до завтра."


@pytest.mark.parametrize("model", ["whisper-1", "gpt-transcribe"])
async def test_false_text_rate_is_zero(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path,
    told: Told, model: str,
) -> None:  # fmt: skip
    provider.invents = True
    engine = make_engine(model, conversion=Conversion(programs, Bounds(seconds=60, longest=14_400)))
    options = TranscriptionOptions(vocabulary=("Иванов", "Ктулху", "Петров"))
    invented, total = [], 0
    for (kind, seconds), seed in zip(product(NO_SPEECH, SECONDS), cycle(SEEDS), strict=False):
        source = NO_SPEECH[kind].format(seed=seed)
        file = samples.made(f"{kind}-{seconds}-{seed}.ogg", "-f", "lavfi", "-i", source, "-t", str(seconds),
                            "-c:a", "libopus", "-b:a", "16k", "-compression_level", "0")  # fmt: skip
        total += 1
        folder = workspace / file.stem
        folder.mkdir()
        text = (await transcribe(engine, FileSource(file, folder), options, told)).text
        if text:
            invented.append((file.stem, text))
    print(f"\n{model}: false text in {len(invented)} of {total} recordings without speech, {provider.count} requests")
    assert not invented


@pytest.mark.parametrize("model", ["whisper-1", "gpt-transcribe"])
async def test_the_same_filters_drop_nothing_from_speech(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path,
    told: Told, model: str,
) -> None:  # fmt: skip
    provider.invents = True
    engine = make_engine(model, conversion=Conversion(programs, Bounds(seconds=90, longest=14_400)))
    for number, last in enumerate((1, 3, 20, 60, 300)):
        folder = workspace / str(number)
        folder.mkdir()
        source = FileSource(samples.tones("ogg", 1, last), folder)
        transcript = await transcribe(engine, source, TranscriptionOptions(), told)
        assert transcript.text.split() == [f"w{word:04d}" for word in range(1, last + 1)]


def test_names_that_were_given_are_an_echo_where_nobody_speaks() -> None:
    names = ("Анна Иванова", "Казань")
    assert judge(Recognition("Казань."), SoundFacts(10, sounding=1), names) is Verdict.NOTHING
    assert judge(Recognition("Анна Иванова, Казань"), SoundFacts(10, is_steady=True), names) is Verdict.NOTHING
    assert judge(Recognition("Казань."), SoundFacts(2), names) is Verdict.STUCK, "asked once more, without the names"
    assert judge(Recognition("Казань ждёт."), SoundFacts(10, sounding=1), names) is Verdict.FINE
