"""Limits of a day and prices: who may use how much, what it costs, when the day ends where the operator lives."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

from frontend_bot.core.budget import Spending
from frontend_bot.errors import MinutesSpent, QuotaSpent, TokensSpent

AUDIO, TOKENS = "audio", "tokens"
"""What is limited: sound, counted in milliseconds, and tokens of a language model."""
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class DayLimits:
    """The most of one thing in a day, milliseconds or tokens, for one member, one guest, and all users together.

    0: no limit.
    """

    member: int = 0
    guest: int = 0
    together: int = 0


@dataclass(frozen=True, slots=True)
class Prices:
    """What a provider takes: for a minute of sound, for a million tokens read, for a million tokens written."""

    minute: float = 0.0
    million_in: float = 0.0
    million_out: float = 0.0

    def millionths(self, paid: Spending) -> int:
        """What was paid, in millionths of the currency."""
        sound = paid.seconds / 60 * self.minute * 1_000_000
        return round(sound + paid.tokens_in * self.million_in + paid.tokens_out * self.million_out)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of the tighter one of two limits. ``is_shared``: it is the one for all users together."""

    what: str
    amount: int
    limit: int
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Quota:
    """Who may use how much. ``members`` are the users whom the operator named; everybody else is a guest."""

    audio: DayLimits = field(default_factory=DayLimits)
    tokens: DayLimits = field(default_factory=DayLimits)
    members: frozenset[int] = frozenset()
    zone: tzinfo = UTC

    def day(self, now: float) -> str:
        """The operator's day at this Unix time, "2026-05-31"."""
        return self._at(now).date().isoformat()

    def renewal(self, now: float) -> tuple[str, int]:
        """The zone by its name, at whose midnight the limits begin again, and the hours until then, rounded up."""
        moment = self._at(now)
        midnight = datetime.combine(moment.date() + timedelta(days=1), time(), self.zone)
        seconds = midnight.timestamp() - now
        return moment.tzname() or "UTC", max(1, math.ceil(seconds / 3600))

    def limits(self, user_id: int, what: str) -> tuple[int, int]:
        """For this user alone, and for all together; 0 where there is no limit."""
        of = self.audio if what == AUDIO else self.tokens
        return (of.member if user_id in self.members else of.guest), of.together

    def is_limited(self, user_id: int, what: str) -> bool:
        """Whether anything limits this user."""
        return any(self.limits(user_id, what))

    def left(self, user_id: int, what: str, own: int, together: int) -> Left | None:
        """What is left after ``own`` and ``together`` have been used or set aside; None without a limit."""
        limits = zip(self.limits(user_id, what), (own, together), (False, True), strict=True)
        found = [Left(what, max(0, limit - used), limit, shared) for limit, used, shared in limits if limit]
        return min(found, key=lambda left: left.amount, default=None)

    def refusal(self, left: Left, needed: int, now: float) -> QuotaSpent:
        """The sentence for somebody who needs more than is left."""
        zone, hours = self.renewal(now)
        whose = "all" if left.is_shared else "mine"
        if left.what == AUDIO:
            return MinutesSpent(
                whose=whose,
                left=in_minutes(left.amount),
                limit=in_minutes(left.limit),
                needed=in_minutes(needed, up=True),
                zone=zone,
                hours=hours,
            )
        return TokensSpent(whose=whose, left=left.amount, limit=left.limit, needed=needed, zone=zone, hours=hours)

    def _at(self, now: float) -> datetime:
        return datetime.fromtimestamp(now, self.zone)


def in_minutes(milliseconds: int, *, up: bool = False) -> float | int:
    """Minutes as people are told them: one decimal below ten, whole ones above. Never promises more than there is."""
    rounded = math.ceil if up else math.floor
    minutes = milliseconds / MINUTE
    if minutes >= 10:
        return rounded(minutes)
    tenths = rounded(round(minutes * 10, 6)) / 10
    return int(tenths) if tenths.is_integer() else tenths
