"""The rules that keep the code as it was drawn: imports, settings and their example, sentences, sizes, tasks."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend_api.app.config import Settings as BackendSettings
from frontend_bot.config import Settings as BotSettings
from frontend_bot.errors import BotError
from frontend_bot.modes import find_modes
from frontend_bot.services.translations import LOCALES, Translations
from playground.config import PlaygroundSettings
from tests.patience import patience

ROOT = Path(__file__).parent.parent
PACKAGES = ("frontend_bot", "backend_api", "playground")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_FUNCTION = 50
TASKS_ALLOWED_IN = {"frontend_bot/services/task_keeper.py"}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=patience(100), check=False)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_function_is_longer_than_fifty_lines(path: Path) -> None:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{_name(path)}: {node.name} has {lines} lines"


BOT = [path for path in SOURCES if _name(path).startswith("frontend_bot")]
MOST_ENTRIES = 10


def test_one_name_is_one_thing() -> None:
    """No public class, and no alias of a type, has the name of another one in the bot."""
    where: dict[str, list[str]] = {}
    for path in BOT:
        for name in _public_types(_tree(path)):
            where.setdefault(name, []).append(_name(path))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def _public_types(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        names = [node.name] if isinstance(node, ast.ClassDef) else [t.id for t in targets if isinstance(t, ast.Name)]
        yield from (name for name in names if name[0].isupper() and not name.isupper())


@pytest.mark.parametrize("folder", ["telegram", "services", "engines"])
def test_a_folder_is_seen_at_a_glance(folder: str) -> None:
    entries = {path.name for path in (ROOT / "frontend_bot" / folder).iterdir()} - {"__pycache__", "__init__.py"}
    assert len(entries) <= MOST_ENTRIES, sorted(entries)


def test_a_file_that_is_named_beside_its_user_is_there() -> None:
    """Programs of their own are started by path: no import tells when one is moved or renamed."""
    named = [
        (path, name)
        for path in SOURCES
        for name in re.findall(r"""Path\(__file__\)\.with_name\("([^"{]+)"\)""", path.read_text("utf-8"))
    ]
    assert named
    assert [(_name(path), name) for path, name in named if not path.with_name(name).exists()] == []


def test_tasks_are_started_in_one_place() -> None:
    """In the bot; the other two programs have a place of their own each."""
    found = {_name(path) for path in SOURCES if _name(path).startswith("frontend_bot") and _starts_tasks(path)}
    assert found == TASKS_ALLOWED_IN


def _starts_tasks(path: Path) -> bool:
    """Tasks that nobody awaits; those of an ``asyncio.TaskGroup`` end with the block that started them."""
    calls = (ast.unparse(node) for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute))
    return any(call.endswith(("create_task", "ensure_future")) and not call.startswith("group.") for call in calls)


def test_the_environment_is_read_in_the_settings_classes_only() -> None:
    reads = re.compile(r"os\.environ|os\.getenv|BaseSettings\)")
    found = {_name(path) for path in SOURCES if reads.search(path.read_text("utf-8"))}
    assert {name for name in found if name.startswith("frontend_bot")} == {"frontend_bot/config.py"}


def test_the_example_of_the_environment_is_what_the_settings_classes_say() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    command = [sys.executable, str(ROOT / "scripts" / "env_example.py")]
    written = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=patience(60), check=True).stdout
    assert text == written, "run `make env`"
    names = re.findall(r"^([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)
    assert len(names) == len(set(names)), "each setting once"
    classes = (BotSettings, BackendSettings, PlaygroundSettings)
    assert set(names) == {name.upper() for settings in classes for name in settings.model_fields}
    assert all(field.description for settings in classes for field in settings.model_fields.values())


def _ids(language: str) -> set[str]:
    lines = [line for file in (LOCALES / language).glob("*.ftl") for line in file.read_text("utf-8").splitlines()]
    return {found[1] for line in lines if (found := re.match(r"([a-z][\w-]*) =", line))}


def test_every_language_says_the_same() -> None:
    modes = find_modes()
    translations = Translations()
    for language, source in modes.texts():
        translations.add(language, source)
    translations.check(modes.needed_phrases())
    assert all(_ids(language) == _ids("en") for language in translations.languages.codes)


def _named_in_code() -> Iterator[str]:
    """Every text in the code that could be an id; pieces of f-strings become patterns."""
    for path in SOURCES:
        if not _name(path).startswith("frontend_bot"):
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w-]+" for p in node.values]
                yield "".join(parts)


def test_no_sentence_is_unused() -> None:
    pattern = re.compile("|".join(f"(?:{one})" for one in set(_named_in_code()) if 2 < len(one) < 80))
    needed = set(find_modes().needed_phrases())
    unused = {id for id in _ids("en") if id not in needed and not pattern.fullmatch(id)}
    assert not unused


def _phrase_calls() -> Iterator[tuple[str, str]]:
    for path in SOURCES:
        for node in ast.walk(_tree(path)):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_call and node.func.id in ("phrase", "Phrase") and node.args:  # type: ignore[attr-defined]
                for part in ast.walk(node.args[0]):  # type: ignore[attr-defined]
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and "-" in part.value:
                        yield part.value, _name(path)
    for error in _all_errors(BotError):
        yield error.sentence, f"errors.py {error.__name__}"


def _all_errors(root: type[BotError]) -> Iterator[type[BotError]]:
    yield root
    for one in root.__subclasses__():
        yield from _all_errors(one)


@pytest.mark.parametrize("language", Translations().languages.codes)
def test_every_sentence_that_is_said_exists(language: str) -> None:
    ids = _ids(language) | {id for _, source in find_modes().texts() for id in re.findall(r"^([\w-]+) =", source, re.M)}
    for id, where in _phrase_calls():
        known = id in ids or (id.endswith("-") and any(one.startswith(id) for one in ids)) or id.startswith("-")
        assert known, f"{where}: {id}"
