"""HTML as Telegram reads it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.html_entities import parse_html
from playground.refusals import Refusal


def _entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b>", "a", [_entity("bold", 0, 1)]),
        ("😀<i>b</i>", "😀b", [_entity("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [_entity("bold", 0, 2), _entity("italic", 1, 1)]),
        ("1 &lt; 2 &amp;&#33;&#x21; &nbsp;", "1 < 2 &!! &nbsp;", []),
        ('<a href="http://x/?a=1&amp;b=2">x</a>', "x", [_entity("text_link", 0, 1, url="http://x/?a=1&b=2")]),
        ('<pre><code class="language-py">x</code></pre>', "x", [_entity("pre", 0, 1, language="py")]),
        ("<blockquote expandable>x</blockquote>", "x", [_entity("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [_entity("spoiler", 0, 1)]),
        ("<b></b>x", "x", []),
        ("a > b", "a > b", []),
    ],
)
def test_tags_become_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("й<table>", 'Unsupported start tag "table" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Unsupported start tag "span" at byte offset 0'),
    ],
)
def test_mistakes_are_refused_with_their_place(source: str, expected: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {expected}"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_an_escaped_text_arrives_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (text, [])
