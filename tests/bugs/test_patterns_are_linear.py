"""One text file stopped the bot for minutes: a pattern took the square of its length, and while a regular expression
works nothing else in the process does. Every pattern of the three programs is raced, those too that nobody has thought
of yet.
"""

import ast
import importlib
import json
import re
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
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
OF_THE_MOMENT = {"frontend_bot/workflows/transcribe_batch.py": "marks of our own, escaped, one alternative for each"}
"""Where patterns are built when they are needed, and why that is harmless."""
SECONDS = 60
"""Of processor time for one pattern with some hundred inputs; the square of a megabyte takes hours."""


@dataclass
class Found:
    """A pattern, where it stands and how it is used."""

    pattern: str
    flags: int
    is_bytes: bool
    places: set[str] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)


def _key(pattern: "re.Pattern[Any]") -> tuple[str, int, bool]:
    is_bytes = isinstance(pattern.pattern, bytes)
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    return text, pattern.flags & ~re.DEBUG, is_bytes


def _within(value: object, depth: int = 2) -> Iterator["re.Pattern[Any]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _within(one, depth - 1)
    elif depth and isinstance(value, dict):
        yield from _within([*value.keys(), *value.values()], depth)


def _modules() -> Iterator[Any]:
    """All that know regular expressions; the others have no patterns, and take long to load."""
    for place, tree in _trees().items():
        imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if imported & {"re", "regex"}:
            yield importlib.import_module(place.removesuffix(".py").removesuffix("/__init__").replace("/", "."))


@cache
def _trees() -> dict[str, ast.Module]:
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCES}


def _uses() -> dict[str, set[str]]:
    """Which methods are asked for of what has this name, anywhere."""
    uses: dict[str, set[str]] = defaultdict(set)
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
                uses[node.value.id].add(node.attr)
    return uses


def _literal(node: ast.expr) -> str | bytes | None:
    """The text of a literal, or of an f-string or a sum of literals; None where something else is in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value
    return None


def _flags(call: ast.Call) -> int:
    named = [node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute) and node.attr.isupper()]
    return sum(int(getattr(re, name)) for name in set(named) if hasattr(re, name))


def _inline() -> Iterator[tuple[str, str, str | bytes | None, int]]:
    """Calls of the module's functions: where, which, with what pattern, with what flags."""
    for name, tree in _trees().items():
        for node in ast.walk(tree):
            function = node.func if isinstance(node, ast.Call) else None
            if (
                isinstance(function, ast.Attribute)
                and isinstance(function.value, ast.Name)
                and function.value.id == "re"
            ):
                assert isinstance(node, ast.Call)
                if function.attr in METHODS:
                    yield name, function.attr, _literal(node.args[0]), _flags(node)


@cache
def patterns() -> dict[tuple[str, int, bool], Found]:
    """All of them: constants of the modules, and literals in calls."""
    uses, found = _uses(), dict[tuple[str, int, bool], Found]()

    def add(pattern: "re.Pattern[Any]", place: str, methods: set[str]) -> None:
        one = found.setdefault(_key(pattern), Found(*_key(pattern)))
        one.places.add(place)
        one.methods |= methods

    for module in _modules():
        for name, value in list(vars(module).items()):
            for pattern in _within(value):
                add(pattern, f"{module.__name__}.{name}", uses[name])
    for place, method, text, flags in _inline():
        if text is not None:
            add(re.compile(text, flags), place, {method})
    for one in found.values():
        one.methods = {"search" if method in ("findall", "subn") else method for method in one.methods} or {"search"}
    return found


def _race(one: Found) -> dict[str, Any]:
    asked = json.dumps(
        {"pattern": one.pattern, "flags": one.flags, "is_bytes": one.is_bytes, "methods": sorted(one.methods)}
    )
    ended = subprocess.run(
        [sys.executable, "-I", str(RACE)],
        input=asked, capture_output=True, text=True, timeout=900, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1)),
    )  # fmt: skip
    assert ended.returncode == 0, (
        f"{sorted(one.places)} took more than {SECONDS} s: {one.pattern} {ended.stderr[-300:]}"
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def test_patterns_are_found_wherever_they_stand() -> None:
    places = {place for one in patterns().values() for place in one.places}
    assert {
        "frontend_bot.file_formats.reading.tags._VOICE",
        "frontend_bot.file_formats.reading.subtitle_files._FORMATS",
        "frontend_bot/file_formats/text.py",
        "playground.html_entities._TOKEN",
    } <= places
    assert len(patterns()) > 50
    built = {place for place, _, text, _ in _inline() if text is None}
    assert built == set(OF_THE_MOMENT)


@pytest.mark.timeout(1200)
def test_every_pattern_takes_time_in_proportion(capsys: pytest.CaptureFixture[str]) -> None:
    told = [(one, _race(one)) for one in patterns().values()]
    table = sorted(((result["slowest"], sorted(one.places)[0]) for one, result in told), reverse=True)[:12]
    with capsys.disabled():
        print("\nthe slowest patterns with 1 MB of hostile input: seconds, ratio of four times the size, where, input")
        for (seconds, what, ratio), place in table:
            print(f"  {seconds:6.3f} {ratio:5.1f}  {place}  {what[:90]}")
    steep = {f"{sorted(one.places)[0]}: {one.pattern[:80]}": result["steep"] for one, result in told if result["steep"]}
    assert not steep
