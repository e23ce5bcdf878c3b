"""The registry is strict: a file in the modes folder that is not one well-formed mode stops the start and is named."""

import subprocess
import sys
from pathlib import Path

import pytest

from frontend_bot.core.content import Kind
from frontend_bot.modes import find_modes
from tests.bot_copy import copy_of_the_bot, run_from
from tests.patience import patience

_MODE = """
from frontend_bot.core.content import Kind
from frontend_bot.core.mode import JobMode, Option

class Broken(JobMode):
    id = "broken"
    accepts = frozenset({Kind.TEXT})
    texts = {"ru": "mode-broken = a\\nmode-broken-prompt = b", "en": "mode-broken = a\\nmode-broken-prompt = b"}

    async def run(self, job, tools):
        raise NotImplementedError
"""
BROKEN = {
    "no mode at all": "x = 1\n",
    "another id": _MODE.replace('id = "broken"', 'id = "other"'),
    "accepts nothing": _MODE.replace("accepts = frozenset({Kind.TEXT})", ""),
    "two modes": _MODE + "class Second(Broken):\n    pass\n",
    "without run": _MODE[: _MODE.index("    async def run")],
    "no text in one language": _MODE.replace(
        '"mode-broken = a\\nmode-broken-prompt = b", "en"', '"mode-broken = a", "en"'
    ),
    "an option too long for a button": _MODE.replace(
        "    async", '    options = (Option("size", ("s", "a-value-that-is-long")),)\n\n    async'
    ),
    "an option without words": _MODE.replace("    async", '    options = (Option("size", ("s", "m")),)\n\n    async'),
}


_START = """
from frontend_bot.modes import find_modes
from frontend_bot.services.translations import Translations

modes, translations = find_modes(), Translations()
for language, source in modes.texts():
    translations.add(language, source)
translations.check(modes.needed_phrases())
"""
"""What the start of the program does about modes, without the seconds that the rest of it takes."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the bot for all of these."""
    return copy_of_the_bot(tmp_path_factory.mktemp("copy"))


def _start(tree: Path, source: str, *command: str) -> subprocess.CompletedProcess[str]:
    (tree / "frontend_bot" / "modes" / "broken.py").write_text(source, "utf-8")
    environment = {"TELEGRAM_TOKEN": "1:playground", "STORAGE_DIR": str(tree / "storage"), **run_from(tree)}
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=patience(60),
        check=False,
    )


@pytest.mark.parametrize("what", BROKEN)
def test_a_bad_file_is_named(tree: Path, what: str) -> None:
    ended = _start(tree, BROKEN[what], "-c", _START)
    assert ended.returncode != 0
    last = [line for line in ended.stderr.splitlines() if line.startswith("frontend_bot.")]
    assert last and "broken" in last[-1], ended.stderr


def test_the_same_file_without_its_fault_is_taken(tree: Path) -> None:
    assert _start(tree, _MODE, "-c", _START).returncode == 0


def test_the_program_ends_with_one_sentence(tree: Path) -> None:
    ended = _start(tree, BROKEN["another id"], "-m", "frontend_bot.worker")
    assert ended.returncode == 2
    assert ended.stderr == "modes/broken.py: the mode's id must be 'broken', the name of its file.\n"


def test_the_modes_that_ship() -> None:
    modes = find_modes()
    assert {"transcribe_audio", "history", "settings"} <= set(modes.by_id)
    assert modes.accepting(Kind.AUDIO)[0].id == "transcribe_audio"
    assert next(iter(modes.by_id)) == "transcribe_audio", "the menu begins with what people come for"
