"""How the Bot API says no: the code and the exact text, because bots tell errors apart by the text."""

from typing import Any


class Refusal(Exception):
    """One refused call; ``description`` is what the bot reads, ``retry_after`` (seconds) only with code 429."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad_request(text: str) -> Refusal:
    """400 with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {text}")


def too_many_requests(seconds: int) -> Refusal:
    """429: come back in that many seconds."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def method_not_found() -> Refusal:
    """404 for a name that the Bot API does not know."""
    return Refusal(404, "Not Found: method not found")


def not_in_playground(what: str) -> Refusal:
    """501: Telegram can do it, the playground cannot; never a made-up success."""
    return Refusal(501, f"Not Implemented: {what} is not part of the playground")


def wrong_token() -> Refusal:
    """401 for a token that is not this bot's."""
    return Refusal(401, "Unauthorized: invalid token specified")


def blocked_by_user() -> Refusal:
    """403 for a private chat whose person blocked the bot."""
    return Refusal(403, "Forbidden: bot was blocked by the user")


def second_poller() -> Refusal:
    """409 for the poller that was there first."""
    return Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


def webhook_is_active() -> Refusal:
    """409 for polling while a webhook is set."""
    return Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )


def wrong_file_id() -> Refusal:
    """400 for a file id that was never given out, or whose file is gone."""
    return bad_request("wrong file_id or the file is temporarily unavailable")


def not_modified() -> Refusal:
    """400 for an edit that changes nothing."""
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
