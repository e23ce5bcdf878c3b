"""The provider misbehaves: one sentence of ours, 🔁 where it can help, and never a word of theirs."""

import pytest

from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Person, Stage, buttons, until
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY_TROUBLE = "The transcription service does not let me in: the key is wrong or the money has run out."
DOWN = "The transcription service does not answer right now."
REFUSED = "The transcription service did not take this recording."
ALWAYS = 1000


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault("key", times=ALWAYS), KEY_TROUBLE),
        (Fault("quota", times=ALWAYS), KEY_TROUBLE),
        (Fault("model", times=ALWAYS), ""),
        (Fault("rate_limit", times=ALWAYS, seconds=600), DOWN),
        (Fault("server_error", times=ALWAYS), DOWN),
        (Fault("html", times=ALWAYS), DOWN),
        (Fault("cut", times=ALWAYS), DOWN),
        (Fault("cut_early", times=ALWAYS), DOWN),
        (Fault("server_error_in_200", times=ALWAYS), DOWN),
        (Fault("error_in_200", times=ALWAYS), ""),
        (Fault("corrupted", times=ALWAYS), REFUSED),
        (Fault("garbage", times=ALWAYS), ""),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
async def test_one_sentence_of_ours(
    stage: Stage, person: Person, samples: Samples, fault: Fault, sentence: str
) -> None:
    stage.provider.faults.append(fault)
    await person.sends(samples.spoken("ogg"))
    answer = await person.hears(60)
    assert answer["text"].startswith(sentence or "The transcription service")
    assert "\n" not in answer["text"]
    can_help = not answer["text"].startswith(REFUSED)
    assert list(buttons(answer)) == (["🔁 Try again"] if can_help else [])
    if can_help:
        stage.behaves()
        stage.provider.answer = "this time it works"
        person.presses(answer, "🔁 Try again")
        assert (await person.hears())["text"] == "this time it works"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("rate_limit", seconds=1),
        Fault("rate_limit_ms", times=2, seconds=0.3),
        Fault("server_error", times=2),
        Fault("cut"),
        Fault("cut_early"),
        Fault("server_error_in_200"),
    ],
    ids=lambda fault: fault.kind,
)
async def test_what_passes_is_waited_out(stage: Stage, person: Person, samples: Samples, fault: Fault) -> None:
    stage.provider.answer = "after some patience"
    stage.provider.faults.append(fault)
    await person.sends(samples.spoken("ogg"))
    assert (await person.hears(40))["text"] == "after some patience"


async def test_a_key_that_is_withdrawn(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.key = "sk-another-key"
    await person.sends(samples.spoken("ogg"))
    assert (await person.hears())["text"].startswith(KEY_TROUBLE)
    stage.provider.key = KEY


async def _what_works_without_a_model(person: Person) -> None:
    talk = (
        "Bob: We decided to move the release.\nAnn: We need to tell the customer about it.\n"
        "Bob: I will call them tonight."
    )
    await person.sends(talk.encode(), "document", name="talk.txt")
    result = await person.hears()
    assert not {"📋 MoM", "📑 Protocol (Word)"} & set(buttons(result)), "nobody could write them"
    person.presses(result, "🔑 Key sentences")
    found = (await person.hears())["text"]
    assert found.startswith("🔑 Key sentences")
    assert "• Bob: We decided to move the release. [line 1]" in found
    assert "Possible tasks" in found and "• Ann: We need to tell the customer about it. [line 2]" in found
    assert "OPENAI_API_KEY" in found, "what would be possible, and how"


async def test_without_a_key_the_bot_says_how_to_configure_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with (
        Playground(token=TOKEN) as telegram,
        ProviderDouble() as provider,
        Bot(tmp_path_factory.mktemp("bot"), telegram.base_url, TELEGRAM_TOKEN=TOKEN) as bot,
    ):
        stage = Stage(telegram, provider, bot)
        for language, part in (("en", "is not configured"), ("ru", "не настроено")):
            person = stage.person(language)
            await person.sends(b"OggS" + bytes(100), "audio", name="a.ogg", duration=1)
            answer = (await person.hears())["text"]
            assert part in answer
            assert "OPENAI_API_KEY" in answer
            person.says("🎤 Audio")
            assert (await person.hears())["text"] == answer, "opening the mode tells it, too"
        await _what_works_without_a_model(stage.person())
        await until(lambda: not bot.left_over(), "empty scratch")
        stage.nothing_leaked()
