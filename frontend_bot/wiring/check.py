"""What ``python -m frontend_bot.doctor`` tells: whether something works here, a sentence each."""

import shutil
from dataclasses import dataclass

import aiohttp

_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence. ``works`` is None for what is missing and may be missing."""

    works: bool | None
    sentence: str


def check_program(name: str, purpose: str, *, is_needed: bool) -> Check:
    """Whether a program is installed."""
    if shutil.which(name):
        return Check(True, f"{name} is installed ({purpose}).")
    package = "ffmpeg" if name == "ffprobe" else name
    sentence = f"{name} is missing ({purpose}): sudo apt-get install -y {package}."
    return Check(False if is_needed else None, sentence)


async def check_server(what: str, url: str, key: str, key_name: str, more: str = "") -> Check:
    """Whether an OpenAI-compatible server answers and takes the key. ``what`` names it: "The speech server"."""
    status = await http_status(f"{url}/models", {"Authorization": f"Bearer {key}"})
    if status in (401, 403):
        return Check(False, f"{key_name} is refused by {url}.")
    if status is None:
        return Check(False, f"{what} {url} does not answer.")
    return Check(True, f"{what} {url} answers{more}.")


async def http_status(url: str, headers: dict[str, str] | None = None) -> int | None:
    """What a server answers to a GET; None if it does not answer. The address may hold a secret and is not logged."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, headers=headers) as response:
            return response.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
