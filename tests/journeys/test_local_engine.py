"""The whole bot with a Whisper of its own: no key, no server, no net."""

from pathlib import Path

import pytest

from playground.server import Playground
from tests.journeys.stage import TOKEN, Stage
from tests.media_fixtures import children_gone, working_in
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble
from tests.tiny_whisper import WORDS, build

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_voice_note_is_transcribed_on_this_machine(tmp_path: Path, samples: Samples) -> None:
    model = build(tmp_path / "model")
    async with Playground(token=TOKEN) as telegram, ProviderDouble() as nobody:
        settings = {"TRANSCRIPTION_ENGINE": "faster_whisper", "LOCAL_MODEL": str(model), "LOCAL_DEVICE": "cpu"}
        bot = Bot(tmp_path, telegram.base_url, TELEGRAM_TOKEN=TOKEN, **settings)
        stage = Stage(telegram, nobody, bot)
        async with bot:
            person = stage.person("en")
            await person.sends(samples.spoken("ogg"))
            assert (await person.hears())["text"] == " ".join(WORDS)
            assert working_in(model), "the model stays for the next one"
        assert await children_gone(model), "and goes with the bot"
        stage.nothing_leaked()
        assert nobody.count == 0
