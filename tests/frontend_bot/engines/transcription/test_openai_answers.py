"""Every shape in which servers were seen to answer."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_bot.core.transcript import Segment
from frontend_bot.engines.openai_http.answers import ProviderError
from frontend_bot.engines.transcription.openai_answers import parse_answer
from frontend_bot.engines.transcription.recognizer import Recognition

JSON = {"Content-Type": "application/json; charset=utf-8"}


def read(answer: Any, status: int = 200, duration: float = 0.0) -> Recognition:
    return parse_answer(status, JSON, json.dumps(answer).encode(), duration)


def refusal(answer: Any, status: int = 200) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        read(answer, status)
    return raised.value


def test_json_and_text() -> None:
    assert read({"text": " привет \n"}).text == "привет"
    assert parse_answer(200, {"Content-Type": "text/plain"}, "привет\n".encode()).text == "привет"
    assert parse_answer(200, {}, b'{"text": "no content type"}').text == "no content type"
    assert parse_answer(200, {"Content-Type": "text/plain"}, b'{"said": "a brace"}').text == '{"said": "a brace"}'
    assert read({"text": ""}) == Recognition("")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"language": "Russian"}, "ru"),
        ({"language": "ru"}, "ru"),
        ({"language": {"code": "rus", "name": "Russian"}}, "ru"),
        ({"languages": [{"code": "ru"}]}, "ru"),
        ({"languages": ["ru-RU", "en"]}, "ru"),
        ({"languages": []}, ""),
        ({"languages": [], "language": "pt-BR"}, "pt"),
        ({"language": "Martian"}, ""),
        ({"language": None}, ""),
        ({"language": 7}, ""),
    ],
)
def test_languages_in_every_shape(told: dict[str, Any], code: str) -> None:
    assert read({"text": "x", **told}).language == code


def test_segments_in_nanoseconds_out_of_place_and_incomplete() -> None:
    told = [
        {"start": 0, "end": 1.5, "text": " one"},
        {"start": 1_500_000_000, "end": 3_000_000_000, "text": "two"},
        {"start": 50, "end": 60, "text": "past the end"},
        {"start": 5, "end": 4, "text": "backwards"},
        {"start": None, "end": 4, "text": "nowhere"},
        {"start": 6, "end": 10**400, "text": "beyond all numbers"},
        {"text": "no time"},
        {"start": 1, "end": 2},
        "no times at all",
    ]
    segments = read({"text": "one two", "segments": told}, duration=10).segments
    assert segments[:2] == (Segment(0, 1.5, "one"), Segment(1.5, 3.0, "two"))
    assert [segment.text for segment in segments[2:]] == [
        "past the end", "backwards", "nowhere", "beyond all numbers", "no time", "no times at all",
    ]  # fmt: skip
    assert segments[2].start == 3.0 and segments[3].start == 5.0 and segments[5].start == 6.0
    assert read({"text": "x", "segments": None}).segments == ()


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"error": {"message": "m", "code": 503}}, 503),
        ({"object": "error", "message": "m", "type": "BadRequestError", "code": 400}, 400),
        ({"error": {"message": "m", "type": "invalid_request_error"}}, 400),
        ({"error": {"message": "m", "code": "insufficient_quota"}}, 429),
        ({"error": {"message": "m", "code": "invalid_api_key"}}, 401),
        ({"error": "just words"}, 502),
        ({"detail": "not installed locally"}, 502),
        ({}, 502),
        ([], 502),
        ({"text": 5}, 502),
        (None, 502),
        ({"error": {"message": "m", "code": "sk-quoted-key"}}, 502),
    ],
)
def test_an_error_in_a_200(answer: Any, status: int) -> None:
    assert refusal(answer).status == status


def test_errors_by_status() -> None:
    assert refusal({"error": {"message": "m", "code": "c", "param": "p", "type": "t"}}, 400).param == "p"
    assert refusal({"error": "words"}, 400).message == "words"
    assert "field required" in refusal({"detail": [{"msg": "field required"}]}, 422).message
    assert refusal({"error": {"type": "insufficient_quota"}}, 429).is_about_money
    with pytest.raises(ProviderError) as raised:
        parse_answer(502, {"Content-Type": "text/html"}, b"<html>Bad Gateway</html>")
    assert raised.value.status == 502


@pytest.mark.parametrize(
    "message",
    [
        "Unsupported file format oga",
        "Audio file might be corrupted or unsupported",
        "Invalid file format. Supported formats: ['flac', 'mp3']",
        "could not decode the audio",
        "file must be one of the following types: [flac mp3]",
    ],
)
def test_a_refused_file_format_is_not_a_refused_parameter(message: str) -> None:
    error = refusal({"error": {"message": message, "code": "invalid_value"}}, 400)
    assert error.is_about_format
    assert not error.names("response_format", "language", "prompt")


@settings(deadline=None)
@given(
    st.integers(200, 599), st.sampled_from(["application/json", "text/plain", "text/html", ""]), st.binary(max_size=300)
)
def test_any_bytes(status: int, content_type: str, body: bytes) -> None:
    try:
        recognition = parse_answer(status, {"Content-Type": content_type}, body)
    except ProviderError as error:
        assert error.status >= 300
    else:
        assert status < 300
        assert recognition.text == recognition.text.strip()


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(
    [
        "text",
        "error",
        "detail",
        "segments",
        "language",
        "languages",
        "code",
        "start",
        "end",
        "object",
        "data",
        "words",
        "delta",
        "choices",
        "type",
    ]
)
trees = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5))


def test_brackets_without_end() -> None:
    with pytest.raises(ProviderError):
        parse_answer(200, JSON, b"[" * 200_000)


def test_a_quoted_key_is_no_code() -> None:
    assert "sk-quoted-key" not in str(refusal({"error": {"message": "sk-quoted-key", "code": "sk-quoted-key"}}, 500))


@settings(deadline=None)
@given(answer=trees, duration=st.floats(0, 600))
def test_any_json(answer: Any, duration: float) -> None:
    try:
        recognition = read(answer, duration=duration)
    except ProviderError:
        return
    assert all(0 <= segment.start <= segment.end for segment in recognition.segments)
