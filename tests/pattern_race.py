"""How the time of a regular expression grows with hostile input, measured in a process that can be killed.

``python pattern_race.py`` reads ``{"pattern", "flags", "is_bytes", "methods"}`` (JSON) from its standard input and prints
``{"steep": [what, ratio], "slowest": [seconds, what, ratio]}``. Times are the processor's, so the machine may be busy; what
counts is how many times longer four times as much takes: 4 for what is linear, 16 for a square.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

SMALL, LARGE = 8192, 2**20
STEEP = 7.0
"""Between 4 and 16, nearer to the first in what it allows: the square of four."""
LEAST_SECONDS = 0.004
"""What is faster is noise."""
TOO_LONG = 4.0
"""Seconds after which a size is enough to tell."""
GENERAL = (
    " ", "\t", "\n", "\r\n", "\xa0", "a", "A", "А", "я", "1", ".", ",", ":", ";", "-", "_", "<", ">", "(", "[", "{", "'",
    '"', "\\", "/", "&", "=", "*", "!", "?", "…", "|", "~", "#", "ё", "\0", "漢", "a ", " a", "a.", ". ", "1:", "1.", "1 ",
    "a\n", " \n", "\n ", "a:", ": ", "a=", "<a", "<v.", "<!--", "{\\", "[[", "((", "&a", "a-", "A a", "А а ", "1:11 ", "a'",
)  # fmt: skip


def main() -> None:
    """Race one pattern."""
    told = json.load(sys.stdin)
    text = told["pattern"]
    pattern = re.compile(text.encode("latin-1") if told["is_bytes"] else text, told["flags"])
    steep: tuple[str, float] | None = None
    results: list[tuple[float, float, str, Callable[[int], Any]]] = []
    for method in told["methods"]:
        for what, build in sorted(hostile(pattern).items()):
            ratio, seconds = growth(used(pattern, method), build, SMALL)
            results.append((seconds, ratio, f"{method}: {what}", build))
    results.sort(key=lambda one: (-one[1] if one[0] > LEAST_SECONDS else 0, -one[0]))
    slowest = (0.0, "", 0.0)
    for _, _, what, build in results[:4]:
        ratio, seconds = growth(used(pattern, what.partition(":")[0]), build, LARGE // 4)
        slowest = max(slowest, (round(seconds, 3), what, round(ratio, 1)))
        if ratio > STEEP and (steep is None or ratio > steep[1]):
            steep = (what, round(ratio, 1))
    print(json.dumps({"steep": steep, "slowest": slowest}))


def used(pattern: re.Pattern[Any], method: str) -> Callable[[Any], object]:
    """The call as the code makes it, read to its end."""
    if method == "finditer":
        return lambda text: sum(1 for _ in pattern.finditer(text))
    if method == "sub":
        return lambda text: pattern.sub(b"" if isinstance(text, bytes) else "", text)
    if method == "search":  # a first hit tells nothing of the rest of the text
        return lambda text: sum(1 for _ in pattern.finditer(text))
    call: Callable[[Any], object] = getattr(pattern, method)
    return call


def growth(call: Callable[[Any], object], build: Callable[[int], Any], size: int) -> tuple[float, float]:
    """How many times longer four times the size takes, and the seconds that it takes."""
    small, middle, large = build(size), build(2 * size), build(4 * size)
    times = (_seconds(call, small), _seconds(call, middle))
    if times[1] > TOO_LONG:
        return (times[1] / max(times[0], 1e-6)) ** 2, times[1]
    last = _seconds(call, large)
    if last < LEAST_SECONDS:
        return 1.0, last
    ratio = last / max(times[0], 1e-6)
    for _ in range(4):  # a busy machine makes steps where there are none
        if ratio <= STEEP or last > TOO_LONG:
            break
        ratio = min(ratio, (last := min(last, _seconds(call, large))) / max(_seconds(call, small), 1e-6))
    return ratio, last


def _seconds(call: Callable[[Any], object], text: Any) -> float:
    began = time.process_time()
    call(text)
    return time.process_time() - began


# --- hostile input ---


def hostile(pattern: re.Pattern[Any]) -> dict[str, Callable[[int], Any]]:
    """What is built to any size, by a name: the pattern's own pieces over and over, whole, half and almost."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    units = {*GENERAL, *_pieces(tree)}
    units |= {one[:-1] for one in units if len(one) > 1} | {one + "\n" for one in _pieces(tree)}
    found = {f"{unit!r} again and again": _repeated("", unit, "", pattern) for unit in units if unit}
    for before, body in _loops(tree):
        found[f"{before!r}, then {body!r}"] = _repeated(before, body, "", pattern)
        found[f"{before!r}, then {body!r}, almost"] = _repeated(before, body, "\0", pattern)
        found[f"{before!r} + {body!r}"] = _repeated("", before + body * 3, "", pattern)
    return found


def _repeated(before: str, unit: str, after: str, pattern: re.Pattern[Any]) -> Callable[[int], Any]:
    def build(size: int) -> Any:
        text = before + unit * (size // len(unit)) + after
        return text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text

    return build


def _pieces(tree: Any) -> set[str]:
    """What the first one, two, three... parts of the pattern match, at every depth and for every branch."""
    found: set[str] = set()
    for part in _sequences(tree):
        text = ""
        for item in part:
            text += _example([item])
            found.add(text[-200:])
    return found - {""}


def _loops(tree: Any) -> Iterator[tuple[str, str]]:
    """What stands before each repetition, and what it repeats."""
    for part in _sequences(tree):
        before = ""
        for item in part:
            name, argument = str(item[0]), item[1]
            if "REPEAT" in name and (body := _example(argument[2])):
                yield before[-200:], body[-50:]
            before += _example([item])


def _sequences(tree: Any) -> Iterator[list[Any]]:
    items = list(tree)
    yield items
    for operation, argument in items:
        name = str(operation)
        if "REPEAT" in name:
            yield from _sequences(argument[2])
        elif name == "SUBPATTERN":
            yield from _sequences(argument[3])
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _sequences(branch)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _sequences(argument[1])


def _example(items: Any) -> str:
    return "".join(_example_of(str(operation), argument) for operation, argument in items)


def _example_of(name: str, argument: Any) -> str:
    match name:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return "x" if argument != ord("x") else "y"
        case "ANY":
            return "x"
        case "IN":
            return _member(argument)
        case "SUBPATTERN":
            return _example(argument[3])
        case "ATOMIC_GROUP":
            return _example(argument)
        case "BRANCH":
            return _example(argument[1][0])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _example(argument[2]) * min(max(argument[0], 1), 5)
        case _:
            return ""  # a place, a look ahead, what an earlier group found


def _member(allowed: Any) -> str:
    """A letter that the set has, an odd one first if the set leaves something out."""
    text = "(?s:" + _set(allowed) + ")"
    return next((one for one in "aА1 .-'<x\n\t(" if re.fullmatch(text, one)), "") or _first(allowed)


def _set(allowed: Any) -> str:
    kinds = {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s", "CATEGORY_NOT_DIGIT": r"\D",
             "CATEGORY_NOT_WORD": r"\W", "CATEGORY_NOT_SPACE": r"\S"}  # fmt: skip
    inner = ""
    for operation, argument in allowed:
        match str(operation):
            case "NEGATE":
                inner += "^"
            case "LITERAL":
                inner += re.escape(chr(argument))
            case "RANGE":
                inner += f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
            case "CATEGORY":
                inner += kinds[str(argument)]
    return f"[{inner}]"


def _first(allowed: Any) -> str:
    for operation, argument in allowed:
        if str(operation) == "LITERAL":
            return chr(argument)
        if str(operation) == "RANGE":
            return chr(argument[0])
    return "x"


if __name__ == "__main__":
    main()
