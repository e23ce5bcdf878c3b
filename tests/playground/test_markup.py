"""Keyboards that Telegram refuses."""

from typing import Any

import pytest

from playground.markup import check_markup
from playground.refusals import Refusal


def _inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize("data", ["x" * 64, "й" * 32, "😀" * 16])
def test_64_bytes_of_callback_data_pass(data: str) -> None:
    assert check_markup(_inline(text="a", callback_data=data))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (_inline(text="a", callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (_inline(text="a", callback_data="й" * 33), "BUTTON_DATA_INVALID"),
        (_inline(text="a", callback_data=""), "BUTTON_DATA_INVALID"),
        (_inline(text="a"), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (_inline(callback_data="x"), "can't parse inline keyboard button: Can't find field \"text\""),
        (_inline(text=" ", callback_data="x"), "can't parse inline keyboard button: Button text must be non-empty"),
        (_inline(text="a", url="ftp://x"), "inline keyboard button URL 'ftp://x' is invalid: Wrong HTTP URL"),
        ({"inline_keyboard": [{"text": "a"}]}, "can't parse inline keyboard: Expected an Array of Array"),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 101]}, "too many inline keyboard buttons"),
        ({"keyboard": [[{"text": ""}]]}, "can't parse keyboard button: Button text must be non-empty"),
        ({"keyboard": [[{}]]}, "can't parse keyboard button: Can't find field \"text\""),
        ({"keyboard": [[]], "input_field_placeholder": "x" * 65}, "input field placeholder is too long"),
        ({}, "can't parse reply markup: no kind of keyboard in it"),
        ([], "object expected as reply markup"),
    ],
)
def test_a_wrong_keyboard_is_refused(markup: Any, expected: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_markup(markup)
    assert refused.value.description == f"Bad Request: {expected}"


@pytest.mark.parametrize("markup", [None, {"remove_keyboard": True}, {"force_reply": True}, {"keyboard": [["a"]]}])
def test_the_other_kinds_pass(markup: Any) -> None:
    assert check_markup(markup) == markup
