"""How often a bot may send: Telegram's published figures as sliding windows, and their refusal with 429."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

from playground.refusals import too_many_requests

Profile = Literal["realistic", "off", "tight"]


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``count`` messages in any ``seconds``."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """One window for all messages of the bot, one for each private chat, one for each group."""

    everywhere: Window
    private: Window
    group: Window


PROFILES: dict[str, Limits | None] = {
    # About 30 a second to everybody, one a second to one person with short bursts, 20 a minute to a group.
    "realistic": Limits(Window(30, 1), Window(20, 20), Window(20, 60)),
    "tight": Limits(Window(5, 1), Window(2, 2), Window(3, 60)),
    "off": None,
}


class SendRates:
    """Counts what was sent; edits count like messages, an album counts each of its parts."""

    def __init__(self, profile: str = "realistic") -> None:
        self.choose(profile)

    def choose(self, profile: str) -> None:
        """Switch the profile and forget what was counted; KeyError for an unknown name."""
        self._limits = PROFILES[profile]
        self.profile = profile
        self._everywhere: deque[float] = deque()
        self._chats: defaultdict[int, deque[float]] = defaultdict(deque)

    def take(self, chat_id: int, count: int = 1) -> None:
        """Count ``count`` messages to the chat, or raise the 429 refusal and count nothing."""
        limits = self._limits
        if limits is None:
            return
        now = time.monotonic()
        chat, window = self._chats[chat_id], limits.private if chat_id > 0 else limits.group
        seconds = max(_wait(self._everywhere, limits.everywhere, now, count), _wait(chat, window, now, count))
        if seconds > 0:
            raise too_many_requests(max(1, math.ceil(seconds)))
        self._everywhere.extend([now] * count)
        chat.extend([now] * count)


def _wait(sent: deque[float], window: Window, now: float, count: int) -> float:
    """Seconds until ``count`` more fit; 0 when they fit now. A too large album passes an empty window."""
    while sent and sent[0] <= now - window.seconds:
        sent.popleft()
    too_many = len(sent) + count - window.count
    return sent[min(too_many, len(sent)) - 1] + window.seconds - now if too_many > 0 and sent else 0.0
