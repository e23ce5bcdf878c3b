"""When to ask a server again, and how long to wait before it.

The rules are those of the vendor's own client: 408, 409, 429 and 5xx are worth another try, ``x-should-retry``
overrides that, ``retry-after-ms`` and ``retry-after`` (seconds or a date) say when, and a wait beyond two minutes is
not worth it.
An empty account answers 429 as well, and never recovers by waiting.
"""

import email.utils
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import aiohttp
import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from frontend_bot.engines.openai_http.answers import ProviderError

logger = structlog.get_logger(__name__)
_Answer = TypeVar("_Answer")

MOST_UNREAD = 2
"""Answers that say nothing, each of them paid: a connection may garble one, a second one is the server's way."""
TRANSIENT_STATUSES = frozenset({408, 409, 429})
LONGEST_WAIT = 120.0
"""Seconds; a server that asks for more is not going to answer this job."""


@dataclass(frozen=True, slots=True)
class RetryRule:
    """``attempts`` in all; waits of ``first_wait`` seconds, doubled up to ``longest_wait``, with jitter."""

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 8.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Time-outs in seconds: to connect, between two pieces of an answer, for one whole request; and the retries."""

    connect: float = 10.0
    silence: float = 300.0
    request: float = 600.0
    retries: RetryRule = field(default_factory=RetryRule)


async def ask_again_while_it_helps(ask: Callable[[], Awaitable[_Answer]], rule: RetryRule) -> _Answer:
    """The answer of ``ask``, asked again by the rule.

    Raises what the last try raised: ProviderError, aiohttp.ClientError, TimeoutError.
    """
    exponential = wait_random_exponential(multiplier=rule.first_wait, max=rule.longest_wait)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        told = retry_after(error.headers) if isinstance(error, ProviderError) else None
        return exponential(state) if told is None else told

    unread = 0

    def is_worth_it(error: BaseException) -> bool:
        nonlocal unread
        unread += isinstance(error, ProviderError) and error.is_unread
        return unread < MOST_UNREAD and is_worth_another_try(error)

    retrying = AsyncRetrying(
        stop=stop_after_attempt(rule.attempts),
        wait=wait,
        retry=retry_if_exception(is_worth_it),
        before_sleep=_log,
        reraise=True,
    )

    async def once() -> _Answer:  # tenacity awaits only what it can see is a coroutine function
        return await ask()

    return await retrying(once)


def is_worth_another_try(error: BaseException) -> bool:
    """True for an error that time can heal."""
    if isinstance(error, ProviderError):
        if error.is_about_money or (retry_after(error.headers) or 0) > LONGEST_WAIT:
            return False
        told = _header(error.headers, "x-should-retry").lower()
        if told in {"true", "false"}:
            return told == "true"
        return (error.status in TRANSIENT_STATUSES or error.status >= 500) and not error.is_about_format
    return isinstance(error, aiohttp.ClientError | TimeoutError) and not isinstance(error, aiohttp.InvalidURL)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the server asks, None if it does not (or not understandably)."""
    milliseconds = _number(_header(headers, "retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    told = _header(headers, "retry-after")
    seconds = _number(told)
    if seconds is not None or not told:
        return seconds
    try:
        return max(0.0, email.utils.parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return None


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "").strip()


def _number(told: str) -> float | None:
    try:
        value = float(told)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


def _log(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    reason = str(error) if isinstance(error, ProviderError) else type(error).__name__
    pause = state.next_action.sleep if state.next_action else 0.0
    logger.info("provider_asked_again", attempt=state.attempt_number, reason=reason, pause=round(pause, 2))
