"""The bodies of answers, as text and as JSON: any charset, with or without a byte order mark, and event streams.

A body may take a while to read: do it in a thread.
"""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import chardet

EVENT_STREAM = "text/event-stream"
STREAM_END = "[DONE]"
"""What OpenAI's streams end with."""
SAMPLE_BYTES = 65_536
DEEPEST = 50
"""Levels of brackets in an answer; the deepest seen had nine."""
_GUESSED = (
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1251", "koi8-r", "cp866", "windows-1252",
    "shift_jis", "gb18030", "big5", "euc-kr", "euc-jp",
)  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_DEFAULTS = frozenset({"ascii", "iso8859-1", "cp1252"})
"""What servers declare without looking; bytes that make UTF-8 are UTF-8."""
_TEXT_CODECS = re.compile(r"(utf|ascii|iso|latin|cp|koi|mac|gb|big5|shift|euc|hz|tis)")
"""Python has codecs as well that unpack and calculate."""


def content_type_of(headers: Mapping[str, str]) -> str:
    """The media type alone, in small letters, "" where none is told."""
    return _told_type(headers).partition(";")[0].strip().lower()


def text_of(headers: Mapping[str, str], body: bytes) -> str:
    """The body as text: by its mark, by the declared charset, as UTF-8, and only then by guessing."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body.decode(codec, "replace")
    declared = _declared(headers)
    zeros = json.detect_encoding(body) if b"\0" in body[:8] else ""
    first = "" if declared in _DEFAULTS else declared
    for codec in (first, zeros, "utf-8", declared):
        if codec:
            try:
                return body.decode(codec)
            except UnicodeError:
                continue
    guessed = chardet.detect(body[:SAMPLE_BYTES], include_encodings=_GUESSED)["encoding"]
    return body.decode(guessed or "utf-8", "replace")


def json_of(headers: Mapping[str, str], body: bytes) -> Any:
    """What a body says, None where it is no JSON."""
    return read_json(text_of(headers, body))


def read_json(text: str) -> Any:
    """What a text says, None where it is no JSON, or nested deeper than any answer is."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # the second for a thousand brackets in a row
        return None
    return None if is_deeper_than(DEEPEST, value) else value


def is_deeper_than(levels: int, value: Any) -> bool:
    """Level by level: what reads answers goes down into them by recursion, which Python ends at a thousand calls."""
    level = [value]
    for _ in range(levels):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def is_event_stream(headers: Mapping[str, str], text: str) -> bool:
    """Whether the body is a stream of server-sent events, whatever it calls itself."""
    return content_type_of(headers) == EVENT_STREAM or re.match(r"\s*(event: ?\w|data: ?[{\[])", text) is not None


def events_of(text: str) -> Iterator[Any]:
    """The events of a stream: as what their JSON says, else as text. Empty ones are left out."""
    for event in re.split(r"(?:\r\n|\n|\r){2,}", text):
        lines = [line[5:].removeprefix(" ") for line in event.splitlines() if line.startswith("data:")]
        data = "\n".join(lines)
        if not data.strip():
            continue
        read = read_json(data)
        if read is None and len(lines) > 1:  # servers that forget the empty line between two events
            yield from (line if (one := read_json(line)) is None else one for line in lines if line.strip())
        else:
            yield data if read is None else read


def _told_type(headers: Mapping[str, str]) -> str:
    return next((value for name, value in headers.items() if name.lower() == "content-type"), "")


def _declared(headers: Mapping[str, str]) -> str:
    """Python's name of the declared charset, "" for none and for what is no charset."""
    found = _CHARSET.search(_told_type(headers))
    try:
        name = codecs.lookup(found[1]).name if found else ""
    except (LookupError, ValueError):
        return ""
    return name if _TEXT_CODECS.match(name) else ""
