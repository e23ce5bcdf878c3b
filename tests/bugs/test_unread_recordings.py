"""What a server answered in an odd shape was paid for four times and refused, or told the person to re-save in mp3."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_bot.core.phrase import Phrase
from frontend_bot.engines.openai_http.answers import ProviderError
from frontend_bot.engines.transcription.openai_answers import parse_answer
from frontend_bot.errors import BotError, EngineMisconfigured, EngineRefused, EngineUnavailable, TooMuchAtOnce
from frontend_bot.services.translations import Translations
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import NO_OPTIONS, MakeEngine, conversion, make_engine, note
from tests.media_fixtures import FileSource, Told, programs, provider, samples, told, workspace
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault

__all__ = ["conversion", "make_engine", "note", "programs", "provider", "samples", "told", "workspace"]

SAID = "Решили: срок — пятница, 7 марта."
TYPES = ("application/json", "text/plain", "application/octet-stream", "application/problem+json", "")
PART = {"type": "text", "text": SAID}


def _sse(*events: Any, ends: bool = True) -> str:
    told = [event if isinstance(event, str) else json.dumps(event, ensure_ascii=False) for event in events]
    return "".join(f"data: {event}\n\n" for event in (*told, *(["[DONE]"] if ends else [])))


def _deltas(*, has_end: bool = True) -> list[dict[str, Any]]:
    events = [{"type": "transcript.text.delta", "delta": SAID[at : at + 5]} for at in range(0, len(SAID), 5)]
    return [*events, *([{"type": "transcript.text.done", "text": SAID}] if has_end else [])]


SEGMENTS = [{"text": " Решили:", "start": 0, "end": 1}, {"text": " срок — пятница, 7 марта.", "start": 1, "end": 3}]
BODIES: dict[str, Any] = {
    "text": {"text": SAID},
    "a list of parts": {"text": [{"type": "thinking", "thinking": "hm"}, PART]},
    "a list of texts": {"text": ["Решили:", "срок — пятница, 7 марта."]},
    "segments alone": {"segments": SEGMENTS},
    "segments and an empty text": {"text": "", "segments": SEGMENTS},
    "segments and null": {"text": None, "segments": SEGMENTS},
    "segments of words": {"segments": [{"words": [{"word": word} for word in SAID.split()]}]},
    "words alone": {"words": [{"word": word, "start": 0, "end": 1} for word in SAID.split()]},
    "chunks": {"chunks": [{"text": SAID, "timestamp": [0, 3]}]},
    "a list of one": [{"text": SAID}],
    "a list of segments": SEGMENTS,
    "wrapped": {"result": {"text": SAID, "segments": SEGMENTS}},
    "wrapped twice": {"data": {"output": [{"text": SAID}]}},
    "another name": {"transcript": SAID},
    "whisper.cpp's own": {
        "transcription": [{"offsets": {"from": 0, "to": 10}, "text": one["text"]} for one in SEGMENTS]
    },
    "a text alone": SAID,
}
STREAMS = {
    "deltas and the whole": _sse(*_deltas()),
    "deltas": _sse(*_deltas(has_end=False)),
    "the whole": _sse(_deltas()[-1], ends=False),
    "named events": "".join(f"event: {one['type']}\r\ndata: {json.dumps(one)}\r\n\r\n" for one in _deltas()),
    "events without empty lines": _sse(*_deltas()).replace("\n\n", "\n"),
    "segments": _sse(*({"type": "transcript.text.segment", "id": "1", **one} for one in SEGMENTS)),
    "speaches, json": _sse(*({"text": one["text"]} for one in SEGMENTS), ends=False),
    "speaches, verbose_json": _sse(*({"text": one["text"], "segments": [one]} for one in SEGMENTS), ends=False),
    "speaches, text": _sse(*(one["text"] for one in SEGMENTS), ends=False),
    "vllm": _sse(
        *({"object": "transcription.chunk", "choices": [{"delta": {"content": w + " "}}]} for w in SAID.split()),
        {"choices": [{"delta": {"content": ""}, "finish_reason": "stop"}]},
    ),
    "with a usage": _sse(*_deltas(), {"type": "transcript.text.usage", "usage": {"seconds": 3}}),
}  # fmt: skip


def _read(body: bytes, content_type: str = "application/json") -> str:
    return parse_answer(200, {"Content-Type": content_type} if content_type else {}, body, 3.0).text


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("kind", BODIES)
def test_json_by_any_name(kind: str, content_type: str) -> None:
    if isinstance(BODIES[kind], str) and not content_type.endswith("json"):
        return  # quotation marks, which somebody may have spoken
    if content_type == "text/plain" and not {"text", "segments", "words"} & set(_first(BODIES[kind])):
        return  # so may these names
    body = json.dumps(BODIES[kind], ensure_ascii=False, indent=1).encode()
    assert _read(body, content_type).split() == SAID.split()


def _first(body: Any) -> Any:
    return body[0] if isinstance(body, list) else body


@pytest.mark.parametrize("content_type", ["text/event-stream; charset=utf-8", "application/json", "text/plain", ""])
@pytest.mark.parametrize("kind", STREAMS)
def test_a_stream_that_nobody_asked_for(kind: str, content_type: str) -> None:
    if kind == "speaches, text" and "stream" not in content_type:
        return
    assert _read(STREAMS[kind].encode(), content_type).split() == SAID.split()


def test_lines_of_json() -> None:
    lines = "\n".join(json.dumps({"text": one["text"]}) for one in SEGMENTS)
    assert _read(lines.encode(), "application/x-ndjson").split() == SAID.split()


CHARSETS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "windows-1251",
    "koi8-r",
    "cp866",
    "gb18030",
)


@settings(deadline=None, max_examples=100)
@given(
    st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяё АБЯ.,!?abcXYZ123", min_size=1, max_size=80),
    st.sampled_from(CHARSETS),
    st.sampled_from(TYPES),
    st.booleans(),
)
def test_every_declared_charset(text: str, charset: str, content_type: str, is_json: bool) -> None:
    body = (json.dumps({"text": text}, ensure_ascii=False) if is_json or "json" in content_type else text).encode(
        charset
    )
    assert _read(body, f"{content_type}; charset={charset}") == text.strip()


@pytest.mark.parametrize("declared", ["", "; charset=iso-8859-1", "; charset=windows-1252", "; charset=none-such"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "windows-1251"])
def test_a_charset_that_is_not_declared_or_wrongly(charset: str, declared: str) -> None:
    if charset == "windows-1251" and "iso" in declared + "windows" in declared:
        return
    said = SAID.replace("—", "-") * 4
    body = json.dumps({"text": said}, ensure_ascii=False).encode(charset)
    if not (charset == "windows-1251" and declared not in {"", "; charset=none-such"}):
        assert _read(body, f"application/json{declared}") == said


UNREAD = {
    "nothing": ("application/json", b""),
    "an object without anything": ("application/json", b"{}"),
    "null": ("application/json", b"null"),
    "a number": ("application/json", b"7"),
    "null for a text": ("application/json", b'{"text": null}'),
    "a number for a text": ("application/json", b'{"text": 5, "segments": []}'),
    "half of an answer": ("application/json", b'{"text": "half of an ans'),
    "half of an answer as text": ("text/plain", b'{"text": "half of an ans'),
    "half of a stream": ("text/event-stream", _sse(*_deltas(has_end=False), ends=False).encode()),
    "a stream of nothing": ("text/event-stream", b": ping\n\n: ping\n\n"),
    "a page": ("text/html", b"<html><body>Sign in</body></html>"),
    "a page as text": ("text/plain", b"<!DOCTYPE html><html></html>"),
    "a sound": ("application/octet-stream", b"OggS\x00\x02\x00\x00"),
    "nothing at all": ("", b""),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNREAD)
async def test_what_cannot_be_read_is_paid_twice_at_most(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, kind: str
) -> None:
    content_type, body = UNREAD[kind]
    provider.faults.append(Fault("raw", times=9, status=200, body=body, headers={"Content-Type": content_type}))
    with pytest.raises(EngineMisconfigured):
        await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert provider.count <= 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        *((Fault("raw", times=9, status=status, headers={"Location": "/v2"}), EngineMisconfigured)
          for status in (301, 302, 303, 307, 308)),
        *((Fault("raw", times=9, status=status, body="<html>no</html>"), EngineMisconfigured)
          for status in (404, 405, 410, 501)),
        (Fault("model", times=9), EngineMisconfigured),
        (Fault("answer", times=9, body={"error": {"message": "no model", "param": "model"}}), EngineMisconfigured),
        (Fault("answer", times=9, body={"error": {"message": "no", "code": "model_not_found"}}), EngineMisconfigured),
        (Fault("answer", times=9, body={"error": {"message": "I do not like it"}}), EngineRefused),
        (Fault("raw", times=9, status=503), EngineUnavailable),
    ],
)  # fmt: skip
async def test_whose_fault_it_is(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, fault: Fault, error: type[BotError]
) -> None:
    provider.faults.append(fault)
    with pytest.raises(error) as raised:
        await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert type(raised.value) is error
    if error is EngineMisconfigured:
        assert "mp3" not in Translations().say(_sentence(raised.value), "en")


def _sentence(error: BotError) -> Phrase:
    return Phrase(error.sentence, error.variables)


async def test_a_short_note_that_is_too_much_says_so(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, workspace: Any, told: Told
) -> None:
    provider.largest_body = 1000
    short = FileSource(samples.spoken("ogg"), workspace)
    with pytest.raises(TooMuchAtOnce) as raised:
        await transcribe(make_engine(), short, NO_OPTIONS, told)
    for language, words in (("en", "limit on the size of files is too low"), ("ru", "предел на размер файла")):
        assert words in Translations().say(_sentence(raised.value), language)


NAMES = ("text", "segments", "start", "end", "words", "word", "language", "data", "error", "delta", "type", "choices")
texts = st.text('ab 12.{}[]":,<>дж\0', max_size=60)
parts = st.recursive(
    st.none() | st.booleans() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(NAMES),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(
    st.integers(200, 599),
    st.sampled_from((*TYPES, "text/event-stream", "text/html", "x; charset=rot13", "; charset=\0", "; charset=utf-16")),
    st.one_of(
        st.binary(max_size=80), texts.map(str.encode), parts.map(lambda part: json.dumps(part).encode()),
        st.lists(parts, max_size=4).map(lambda events: _sse(*events).encode()),
    ),
)  # fmt: skip
def test_nothing_else_is_ever_raised(status: int, content_type: str, body: bytes) -> None:
    try:
        recognition = parse_answer(status, {"content-type": content_type}, body, 10.0)
    except ProviderError as error:
        assert error.status >= 300
        assert not (error.is_unread and status >= 300)
    else:
        said = "".join("".join(segment.text for segment in recognition.segments).split())
        assert not recognition.segments or all(word in said for word in recognition.text.split())


@pytest.mark.parametrize("levels", [100, 450, 700, 900])
@pytest.mark.parametrize(
    ("opens", "closes"), [("[", "]"), ('{"text":', "}"), ('{"segments":[', "]}"), ('{"error":', "}")]
)
def test_an_answer_nested_absurdly_is_not_read(opens: str, closes: str, levels: int) -> None:
    """JSON's reader goes deeper than the recursion of whoever looks into what it has read."""
    body = opens * levels + '"words"' + closes * levels
    with pytest.raises(ProviderError):
        parse_answer(200, {"Content-Type": "application/json"}, f'{{"text": {body}}}'.encode())
    with pytest.raises(ProviderError):
        parse_answer(500, {"Content-Type": "application/json"}, body.encode())
