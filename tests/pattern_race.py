"""How the time of regular expressions grows with hostile input, measured in processes that can be killed.

``python pattern_race.py SECONDS`` reads an array of ``{"pattern", "flags", "is_bytes", "methods"}`` (JSON) from its
standard input and prints for each, on a line of its own, ``{"seconds", "growth", "input"}``: what its worst input takes
at 1 MB, and how many times longer four times as much takes; ``{"growth": null}`` where all of that took more than so
many seconds.

Times are the processor's and not the clock's, so the machine may be busy. The growth is 4 for what is linear and 16 for
a square, on every machine.
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

FIRST, SMALL, LARGE, WHOLE = 2048, 2**14, 2**16, 2**20
"""Characters: of the first heat, which all inputs run; of the two whose times are compared; of what is printed."""
FINALISTS = 4
LINEAR = 4 * 1.5
"""A growth that needs no second look."""
LEAST_SECONDS = 0.0005
"""Faster than that for 64 KB, and the clock's own steps are all that grows."""
LETTERS = " \t\n\xa0aAяА1.,:;-_<>([{'\"\\/&=*!?…|~#ё\0漢"
PAIRS = (
    "a ", " a", "a.", ". ", "1:", "1.", "1 ", "a\n", " \n", "\r\n", "a:", ": ", "a=", "<a", "<v.", "<!--", "{\\", "[[",
    "&a", "a-", "A a", "А а ", "1:11 ", "a'", "[a](", "](", "_a", "a_ ", "**", "```",
)  # fmt: skip
Build = Callable[[int], Any]


def main(most_seconds: int) -> None:
    """Race all of them, each in a process of its own."""
    for told in json.load(sys.stdin):
        ours, theirs = os.pipe()
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds + 1))
            os.write(theirs, json.dumps(race(told)).encode())
            os._exit(0)
        os.close(theirs)
        with os.fdopen(ours, "rb") as pipe:
            answer = pipe.read().decode()
        os.waitpid(child, 0)
        print(answer or '{"growth": null}', flush=True)


def race(told: dict[str, Any]) -> dict[str, Any]:
    """The worst of all inputs and methods."""
    text = told["pattern"]
    pattern = re.compile(text.encode("latin-1") if told["is_bytes"] else text, told["flags"])
    heat = []
    for what, build in sorted(hostile(pattern).items()):
        text = build(FIRST)
        for method in told["methods"]:
            call = used(pattern, method)
            heat.append((_seconds(call, text), f"{method}: {what}", call, build))
    finals = sorted(heat, key=lambda one: -one[0])[:FINALISTS]
    found = [(*growth(call, build), what, call, build) for _, what, call, build in finals]
    times, at_large, what, call, build = max(
        found, key=lambda one: (one[0] > LINEAR, one[0] if one[0] > LINEAR else one[1])
    )
    seconds = _seconds(call, build(WHOLE)) if times <= LINEAR * 1.5 else at_large
    return {"seconds": round(seconds, 4), "growth": round(times, 1), "input": what}


def used(pattern: re.Pattern[Any], method: str) -> Callable[[Any], object]:
    """The call as the code makes it, read to its end."""
    if method in ("finditer", "search"):  # a first hit tells nothing of the rest of the text
        return lambda text: sum(1 for _ in pattern.finditer(text))
    if method == "sub":
        return lambda text: pattern.sub(b"" if isinstance(text, bytes) else "", text)
    call: Callable[[Any], object] = getattr(pattern, method)
    return call


def growth(call: Callable[[Any], object], build: Build) -> tuple[float, float]:
    """How many times longer four times as much takes, and the seconds that it takes; the best of a few tries."""
    small, large = build(SMALL), build(LARGE)
    at_small, at_large = _seconds(call, small), _seconds(call, large)
    for _ in range(4):
        if at_large < LEAST_SECONDS:
            return 1.0, at_large
        if at_large / max(at_small, 1e-7) <= LINEAR:
            break
        at_small, at_large = max(at_small, _seconds(call, small)), min(at_large, _seconds(call, large))
    return at_large / max(at_small, 1e-7), at_large


def _seconds(call: Callable[[Any], object], text: Any) -> float:
    began = time.thread_time()  # finer than process_time where processor time is limited
    call(text)
    return time.thread_time() - began


# --- hostile input ---


def hostile(pattern: re.Pattern[Any]) -> dict[str, Build]:
    """What is built to any size, by a name: the pattern's own pieces over and over, whole, half and almost."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    pieces = set(_pieces(tree))
    units = {*LETTERS, *PAIRS, *pieces, *(one[:-1] for one in pieces), *(f"{one}\n" for one in pieces)} - {""}
    found = {f"{unit!r} again and again": _repeated("", unit, "", pattern) for unit in units}
    for before, body in _loops(tree):
        found[f"{before!r}, then {body!r}, almost"] = _repeated(before, body, "\0", pattern)
        found[f"{before + body * 3!r} again and again"] = _repeated("", before + body * 3, "\0", pattern)
    return found


def _repeated(before: str, unit: str, after: str, pattern: re.Pattern[Any]) -> Build:
    def build(size: int) -> Any:
        text = before + unit * (size // len(unit)) + after
        return text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text

    return build


def _pieces(tree: Any) -> Iterator[str]:
    """What the first one, two, three... parts of the pattern match, at every depth and for every branch."""
    for part in _sequences(tree):
        text = ""
        for item in part:
            text += _example([item])
            yield text[-200:]


def _loops(tree: Any) -> Iterator[tuple[str, str]]:
    """What stands before each repetition, and what it repeats: an example, and all letters that it may be."""
    for part in _sequences(tree):
        before = ""
        for item in part:
            name, argument = str(item[0]), item[1]
            if "REPEAT" in name and argument[1] > 3:
                bodies = {_example(argument[2])[-50:], *_letters_of(argument[2])} - {""}
                yield from ((before[-200:], body) for body in sorted(bodies))
            before += _example([item])


def _letters_of(items: Any) -> Iterator[str]:
    operation, argument = items[0]
    if len(items) == 1 and str(operation) == "IN":
        yield from (letter for letter in LETTERS if re.fullmatch(_set(argument), letter))


def _sequences(tree: Any) -> Iterator[list[Any]]:
    items = list(tree)
    yield items
    for operation, argument in items:
        for inner in _inner(str(operation), argument):
            yield from _sequences(inner)


def _inner(name: str, argument: Any) -> list[Any]:
    if "REPEAT" in name:
        return [argument[2]]
    within: dict[str, Callable[[], Any]] = {
        "SUBPATTERN": lambda: [argument[3]],
        "ATOMIC_GROUP": lambda: [argument],
        "BRANCH": lambda: argument[1],
    }
    within |= {"ASSERT": lambda: [argument[1]], "ASSERT_NOT": lambda: [argument[1]]}
    return list(within[name]()) if name in within else []


def _example(items: Any) -> str:
    return "".join(_example_of(str(operation), argument) for operation, argument in items)


def _example_of(name: str, argument: Any) -> str:
    if name in ("ASSERT", "ASSERT_NOT"):
        return ""  # a look ahead or behind stands for nothing itself
    if inner := _inner(name, argument):
        times = min(max(argument[0], 1), 5) if "REPEAT" in name else 1
        return _example(inner[0]) * times
    letters: dict[str, Callable[[], str]] = {
        "LITERAL": lambda: chr(argument),
        "NOT_LITERAL": lambda: "y" if argument == ord("x") else "x",
    }
    letters |= {"ANY": lambda: "x", "IN": lambda: _member(argument)}
    return letters[name]() if name in letters else ""  # a place, or what an earlier group found


def _member(allowed: Any) -> str:
    """A letter that the set has."""
    found = (letter for letter in "aА1 .-'<x\n\t(" if re.fullmatch(_set(allowed), letter))
    return next(found, "") or next(_named(allowed), "x")


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
    return f"(?s:[{inner}])"


def _named(allowed: Any) -> Iterator[str]:
    for operation, argument in allowed:
        if str(operation) in ("LITERAL", "RANGE"):
            yield chr(argument if str(operation) == "LITERAL" else argument[0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
