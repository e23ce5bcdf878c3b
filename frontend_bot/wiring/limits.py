"""How much and how fast: the limits of a day, what things cost, the rate at which messages go out."""

from typing import Any
from zoneinfo import ZoneInfo

from frontend_bot.config import Settings
from frontend_bot.services.rate_limit.limiter import MemorySendLimiter, SendLimiter
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.usage.quota import MINUTE, DayLimits, Prices, Quota
from frontend_bot.wiring.engine_entry import EngineEntry


def quota_for(settings: Settings) -> Quota:
    """The limits of a day. Members are the users whom the settings name; see docs/decisions/0013-quota.md."""
    minutes, tokens = settings.daily_minutes_user, settings.daily_tokens_user
    guest_minutes = minutes if settings.daily_minutes_guest is None else settings.daily_minutes_guest
    guest_tokens = tokens if settings.daily_tokens_guest is None else settings.daily_tokens_guest
    audio = (round(limit * MINUTE) for limit in (minutes, guest_minutes, settings.daily_minutes_total))
    return Quota(
        audio=DayLimits(*audio),
        tokens=DayLimits(tokens, guest_tokens, settings.daily_tokens_total),
        members=settings.allowed_users | settings.admin_users,
        zone=ZoneInfo(settings.quota_timezone),
    )


def prices_for(
    settings: Settings, transcription: EngineEntry[object, Any] | None, model: EngineEntry[object, Any] | None
) -> Prices:
    """What the providers take; what an engine on this machine does costs nothing."""
    hears_for_money = bool(transcription and transcription.is_paid)
    writes_for_money = bool(model and model.is_paid)
    return Prices(
        minute=settings.price_per_minute if hears_for_money else 0.0,
        million_in=settings.price_per_million_tokens_in if writes_for_money else 0.0,
        million_out=settings.price_per_million_tokens_out if writes_for_money else 0.0,
    )


def build_send_limiter(settings: Settings, keeper: TaskKeeper) -> SendLimiter:
    """One rate for all processes through Redis, else for this one."""
    url = settings.redis_url.get_secret_value()
    if not url:
        return MemorySendLimiter()
    from frontend_bot.services.rate_limit.redis_limiter import RedisSendLimiter

    return RedisSendLimiter(url, keeper)
