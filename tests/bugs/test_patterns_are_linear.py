"""One text file stopped the bot for minutes: a pattern took the square of its length, and while a regular expression
works nothing else in the process does. Every pattern of the three programs is raced, those too that nobody has thought
of yet.
"""

import ast
import importlib
import inspect
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("frontend_bot", "backend_api", "playground")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
RACE = ROOT / "tests" / "pattern_race.py"
METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn")
CALLS = (*METHODS, "compile")
OF_THE_MOMENT = {"frontend_bot/workflows/transcribe_batch.py": "marks of our own, escaped, one alternative for each"}
"""Where patterns are built when they are needed, and why that is harmless."""
SECONDS = 20
"""Of processor time for a pattern, many times what most take; the square of a megabyte takes hours."""
MOST_GROWTH = 9.0
"""Four times as much text may take so many times as long: 4 is linear, 16 the square."""
KNOWN = {
    r"<v(?:\.[^\s>]*)?\s+([^>\n]{1,60})>": "search",
    r"\s+$": "search",
    r"(\w+\s?)*:": "match",
    r"<think>.*?</think>": "sub",
    r"\{\s*[\w ]{1,60}\s*:": "match",
    r"^\s*\n\s*x": "match",
}
"""Patterns that take the square of the time, or more: the first one stopped the bot."""


@dataclass
class Found:
    """A pattern, where it stands and how it is used."""

    pattern: str
    flags: int
    is_bytes: bool
    places: set[str] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)

    @property
    def place(self) -> str:
        """One of the places."""
        return min(self.places)


@dataclass(frozen=True)
class Call:
    """A call of a function of ``re`` anywhere in the sources; ``text`` is None where the pattern is no literal."""

    place: str
    function: str
    text: str | bytes | None
    flags: int
    is_at_import: bool


@cache
def _trees() -> dict[str, ast.Module]:
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCES}


def _modules() -> Iterator[Any]:
    """All that know regular expressions; the others have no patterns of their own, and take long to load."""
    for place, tree in _trees().items():
        if any(
            isinstance(node, ast.Import) and any(name.name == "re" for name in node.names) for node in ast.walk(tree)
        ):
            yield importlib.import_module(place.removesuffix(".py").removesuffix("/__init__").replace("/", "."))


def _within(value: object, module: str, depth: int = 3) -> Iterator["re.Pattern[Any]"]:
    """The patterns in a value, wherever they lie in it."""
    inner: Iterable[object] = ()
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, tuple | list | set | frozenset):
        inner = value
    elif inspect.isclass(value) and value.__module__ == module:
        inner = list(vars(value).values())
    elif type(value).__module__.startswith(PACKAGES):
        inner = list(getattr(value, "__dict__", {}).values())
    for one in inner if depth else ():
        yield from _within(one, module, depth - 1)


def _uses() -> dict[str, set[str]]:
    """Which methods are asked for of what has this name, anywhere."""
    uses: dict[str, set[str]] = defaultdict(set)
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
                uses[node.value.id].add(node.attr)
    return uses


def _flags(call: ast.Call) -> int:
    named = {node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute) and node.attr.isupper()}
    return sum(int(getattr(re, name)) for name in named if hasattr(re, name))


def _calls() -> Iterator[Call]:
    for place, tree in _trees().items():
        inside = {
            inner for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for inner in ast.walk(node)
        }  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (function := _function_of_re(node)) in CALLS:
                first = node.args[0]
                is_literal = isinstance(first, ast.Constant) and isinstance(first.value, str | bytes)
                text = first.value if isinstance(first, ast.Constant) and is_literal else None
                assert text is None or isinstance(text, str | bytes)
                yield Call(place, function, text, _flags(node), node not in inside)


def _function_of_re(call: ast.Call) -> str:
    function = call.func
    is_of_re = (
        isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"
    )
    return function.attr if is_of_re and isinstance(function, ast.Attribute) else ""


@cache
def patterns() -> dict[tuple[str, int, bool], Found]:
    """All of them: what the modules hold once they are loaded, and literals in calls."""
    uses, found = _uses(), dict[tuple[str, int, bool], Found]()

    def add(pattern: "re.Pattern[Any]", place: str, methods: set[str]) -> None:
        is_bytes = isinstance(pattern.pattern, bytes)
        text = pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern
        one = found.setdefault((text, pattern.flags, is_bytes), Found(text, pattern.flags, is_bytes))
        one.places.add(place)
        one.methods |= methods

    for module in _modules():
        for name, value in list(vars(module).items()):
            for pattern in _within(value, module.__name__):
                add(pattern, f"{module.__name__}.{name}", uses[name])
    for call in _calls():
        if call.text is not None and not (call.function == "compile" and call.is_at_import):
            add(re.compile(call.text, call.flags), call.place, {call.function} - {"compile"})
    for one in found.values():
        one.methods = {"search" if method in ("findall", "subn") else method for method in one.methods} or {"search"}
    return found


def _raced(those: Iterable[Found], most_seconds: int) -> list[dict[str, Any]]:
    asked = [
        {"pattern": one.pattern, "flags": one.flags, "is_bytes": one.is_bytes, "methods": sorted(one.methods)}
        for one in those
    ]
    command = (sys.executable, "-I", str(RACE), str(most_seconds))
    ended = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, timeout=1100, check=True)
    return [json.loads(line) for line in ended.stdout.splitlines()]


def _is_steep(told: dict[str, Any]) -> bool:
    return told["growth"] is None or told["growth"] > MOST_GROWTH


def test_patterns_are_found_wherever_they_stand() -> None:
    places = {place for one in patterns().values() for place in one.places}
    assert {
        "frontend_bot.file_formats.reading.tags._VOICE",
        "frontend_bot.file_formats.reading.subtitle_files._FORMATS",
        "frontend_bot/file_formats/text.py",
        "playground.html_entities._TOKEN",
    } <= places
    for place, tree in _trees().items():  # by another name they would not be found
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.ImportFrom) and node.module in ("re", "regex")), place
            assert not (isinstance(node, ast.Import) and any(name.name == "regex" for name in node.names)), place
            assert not (isinstance(node, ast.Import) and any(name.name == "re" and name.asname for name in node.names))
    made = {
        call.place for call in _calls() if call.text is None and not (call.function == "compile" and call.is_at_import)
    }
    assert made == set(OF_THE_MOMENT)


def test_the_race_knows_what_is_steep() -> None:
    known = [
        Found(text, int(re.DOTALL | re.MULTILINE), is_bytes=False, methods={method}) for text, method in KNOWN.items()
    ]
    assert [one.pattern for one, told in zip(known, _raced(known, 2), strict=True) if not _is_steep(told)] == []


@pytest.mark.timeout(1200)
def test_every_pattern_takes_time_in_proportion(capsys: pytest.CaptureFixture[str]) -> None:
    told = [*zip(patterns().values(), _raced(patterns().values(), SECONDS), strict=True)]
    with capsys.disabled():
        print(
            "\nprocessor seconds for 1 MB of the worst input; how much longer four times as much takes; which pattern"
        )
        for one, result in sorted(told, key=lambda pair: -pair[1].get("seconds", 0)):
            seconds, growth = result.get("seconds", -1), result["growth"] or -1
            print(f"  {seconds:8.4f} {growth:5.1f}  {one.place}  {result.get('input', '')[:80]}")
    assert {f"{one.place}: {one.pattern[:80]}": result for one, result in told if _is_steep(result)} == {}
