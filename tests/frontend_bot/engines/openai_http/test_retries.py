"""When to ask again, and when not to."""

import email.utils
import time

import aiohttp
import pytest

from frontend_bot.engines.openai_http.answers import ProviderError
from frontend_bot.engines.openai_http.retries import (
    RetryRule,
    ask_again_while_it_helps,
    is_worth_another_try,
    retry_after,
)


@pytest.mark.parametrize(
    ("error", "is_worth"),
    [
        (ProviderError(408), True),
        (ProviderError(409), True),
        (ProviderError(429), True),
        (ProviderError(500), True),
        (ProviderError(503), True),
        (ProviderError(400), False),
        (ProviderError(401), False),
        (ProviderError(404), False),
        (ProviderError(413), False),
        (ProviderError(429, code="insufficient_quota"), False),
        (ProviderError(429, headers={"Retry-After": "121"}), False),
        (ProviderError(500, headers={"X-Should-Retry": "false"}), False),
        (ProviderError(400, headers={"X-Should-Retry": "true"}), True),
        (ProviderError(500, message="failed to decode audio"), False),
        (aiohttp.ServerDisconnectedError(), True),
        (TimeoutError(), True),
        (ValueError(), False),
    ],
)
def test_rules(error: BaseException, is_worth: bool) -> None:
    assert is_worth_another_try(error) is is_worth


def test_retry_after_in_all_its_forms() -> None:
    assert retry_after({"retry-after-ms": "1500", "Retry-After": "9"}) == 1.5
    assert retry_after({"Retry-After": "2.5"}) == 2.5
    date = email.utils.formatdate(time.time() + 60, usegmt=True)
    assert retry_after({"Retry-After": date}) == pytest.approx(60, abs=3)
    assert retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    for odd in ("soon", "-1", "nan", "inf", "", "99999999999999999999 GMT"):
        assert retry_after({"Retry-After": odd}) is None
    assert retry_after({}) is None


async def test_the_server_says_when() -> None:
    headers = iter([{"retry-after-ms": "1"}, {"Retry-After": "0.2"}])
    asked: list[float] = []

    async def ask() -> str:
        asked.append(time.monotonic())
        told = next(headers, None)
        if told is not None:
            raise ProviderError(429, headers=told)
        return "answer"

    # Left to itself the rule would wait for minutes before the first retry.
    patient = RetryRule(attempts=3, first_wait=100_000, longest_wait=100_000)
    assert await ask_again_while_it_helps(ask, patient) == "answer"
    assert asked[2] - asked[1] >= 0.19


async def test_the_last_error_comes_out() -> None:
    asked = 0

    async def ask() -> None:
        nonlocal asked
        asked += 1
        raise ProviderError(500 + asked)

    with pytest.raises(ProviderError) as raised:
        await ask_again_while_it_helps(ask, RetryRule(attempts=3, first_wait=0.001, longest_wait=0.002))
    assert (asked, raised.value.status) == (3, 503)
