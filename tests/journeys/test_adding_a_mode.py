"""Adding a mode is adding one file: the walk-through of CONTRIBUTING.md, done to a copy of the bot."""

from pathlib import Path

import pytest

from playground.server import Playground
from tests.bot_copy import copy_of_the_bot, run_from
from tests.journeys.stage import KEY, TOKEN, Person, Stage, buttons, until
from tests.media_samples import Samples
from tests.processes import ROOT, Bot
from tests.provider.double import ProviderDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")


def walk_through() -> str:
    """The block of CONTRIBUTING.md that follows the line naming the new file."""
    _, _, after = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("frontend_bot/modes/count_words.py")
    _, fence, block = after.partition("```python\n")
    assert fence, "CONTRIBUTING.md shows the file in a ```python block"
    return block.partition("\n```")[0] + "\n"


async def test_the_walk_through_works(tmp_path: Path, samples: Samples) -> None:
    tree = copy_of_the_bot(tmp_path)
    (tree / "frontend_bot" / "modes" / "count_words.py").write_text(walk_through(), "utf-8")
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="one two two") as provider:
        settings = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": provider.url, "WORKER": "separate", **run_from(tree)}
        bot, worker = (
            Bot(tree, telegram.base_url, module=f"frontend_bot.{name}", TELEGRAM_TOKEN=TOKEN, **settings)
            for name in ("main", "worker")
        )
        stage = Stage(telegram, provider, bot)
        async with bot, worker:
            person = stage.person("en")
            await _in_the_menu(person)
            await _in_the_settings(person)
            await _with_a_text(person)
            await _under_a_result(person, samples)
        stage.nothing_leaked()


async def _in_the_menu(person: Person) -> None:
    person.says("/start")
    await person.hears()
    keyboard = person.telegram.world.chats[person.chat_id].reply_keyboard
    assert keyboard is not None
    assert "🔢 Count words" in [button["text"] for row in keyboard["keyboard"] for button in row]


async def _in_the_settings(person: Person) -> None:
    person.says("/settings")
    page = await person.hears()
    label = "🔝 How many frequent words to show: five"
    person.presses(page, label)
    await until(lambda: label not in buttons(person.chat[page["message_id"]]), "the option's next value")
    assert "🔝 How many frequent words to show: twenty" in buttons(person.chat[page["message_id"]])


async def _with_a_text(person: Person) -> None:
    person.says("🔢 Count words")
    prompt = await person.hears()
    assert prompt["text"] == "Send a text and I will count its words."
    assert "✅ twenty" in buttons(prompt)
    person.says("To be or not to be")
    result = await person.hears()
    assert result["text"].startswith("The text has 6 words. The most frequent:")
    assert "to: 2" in result["text"]


async def _under_a_result(person: Person, samples: Samples) -> None:
    await person.sends(samples.spoken("ogg"))
    transcript = await person.hears()
    assert transcript["text"] == "one two two"
    person.presses(transcript, "🔢 Count words")
    counted = await person.hears()
    assert counted["text"].startswith("The text has 3 words.")
    assert "two: 2" in counted["text"]
    person.says("/history")
    assert (await person.hears())["text"].startswith("🗂 Your recordings: 3")
