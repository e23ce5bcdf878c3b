"""What is left of a user's limits today, in words."""

from collections.abc import Sequence

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.services.usage.quota import AUDIO, in_minutes
from frontend_bot.services.usage.totals import Usage


async def left_today(usage: Usage, user_id: int) -> Sequence[Phrase]:
    """A line for each limit; nothing where there are none."""
    zone, hours = usage.renewal()
    return [
        phrase(
            "quota-minutes" if left.what == AUDIO else "quota-tokens",
            whose="all" if left.is_shared else "mine",
            left=in_minutes(left.amount) if left.what == AUDIO else left.amount,
            limit=in_minutes(left.limit) if left.what == AUDIO else left.limit,
            zone=zone,
            hours=hours,
        )
        for left in await usage.left(user_id)
    ]
