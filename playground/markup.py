"""Keyboards: what Telegram refuses in them, and which of the four kinds one is."""

from typing import Any

from playground.refusals import bad_request

_INLINE_ACTIONS = frozenset({
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
})  # fmt: skip


def check_markup(markup: Any) -> dict[str, Any] | None:
    """The markup, or a refusal that says what is wrong with it; None for none."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        _check_inline(markup["inline_keyboard"])
    elif "keyboard" in markup:
        _check_reply(markup["keyboard"])
        if len(markup.get("input_field_placeholder") or "") > 64:
            raise bad_request("input field placeholder is too long")
    elif not (markup.get("remove_keyboard") is True or markup.get("force_reply") is True):
        raise bad_request("can't parse reply markup: no kind of keyboard in it")
    return markup


def _rows(keyboard: Any, what: str) -> list[list[Any]]:
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad_request(f"can't parse {what}: Expected an Array of Array")
    return keyboard


def _check_inline(keyboard: Any) -> None:
    rows = _rows(keyboard, "inline keyboard")
    if sum(len(row) for row in rows) > 100:
        raise bad_request("too many inline keyboard buttons")
    for row in rows:
        for button in row:
            _check_inline_button(button)


def _check_inline_button(button: Any) -> None:
    where = "can't parse inline keyboard button"
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request(f'{where}: Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request(f"{where}: Button text must be non-empty")
    if not _INLINE_ACTIONS.intersection(button):
        raise bad_request(f"{where}: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and (not isinstance(data, str) or not 1 <= len(data.encode(errors="replace")) <= 64):
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_reply(keyboard: Any) -> None:
    for row in _rows(keyboard, "keyboard"):
        for button in row:
            text = button if isinstance(button, str) else button.get("text") if isinstance(button, dict) else None
            if not isinstance(text, str):
                raise bad_request("can't parse keyboard button: Can't find field \"text\"")
            if not text.strip():
                raise bad_request("can't parse keyboard button: Button text must be non-empty")


def inline_only(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The markup as a part of the message: only inline keyboards are."""
    return markup if markup and "inline_keyboard" in markup and any(markup["inline_keyboard"]) else None
