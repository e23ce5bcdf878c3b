"""Who follows links to recordings, where that is switched on."""

from datetime import date
from importlib.metadata import PackageNotFoundError, version

from frontend_bot.config import Settings
from frontend_bot.engines.links.links import Links
from frontend_bot.media.plan import Bounds
from frontend_bot.wiring.check import Check

_OLD_DAYS = 60


def build_links(settings: Settings, bounds: Bounds) -> Links | None:
    """Who follows links; None where they are switched off."""
    if not settings.links_enabled:
        return None
    return Links(seconds=bounds.most_seconds, megabytes=settings.links_max_megabytes)


def examine_links(settings: Settings) -> Check:
    """yt-dlp is named after its day, and sites change: an old one is the usual reason when links stop working."""
    if not settings.links_enabled:
        return Check(None, "Links are not followed: LINKS_ENABLED=true switches them on.")
    try:
        found = version("yt-dlp")
        age = (date.today() - date(*map(int, found.split(".")[:3]))).days  # noqa: DTZ011 a day more or less is nothing
    except PackageNotFoundError:
        return Check(False, "LINKS_ENABLED is set, and yt-dlp is missing: pip install yt-dlp.")
    except (TypeError, ValueError):
        age = 0
    if age > _OLD_DAYS:
        return Check(None, f"Links are followed by yt-dlp {found}, {age} days old: pip install -U yt-dlp.")
    return Check(True, f"Links are followed by yt-dlp {found}.")
