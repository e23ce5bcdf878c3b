"""The time zone of a person: what they read of hours and days is told in it, and where it is UTC, that is said."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# fmt: off
OFFERED = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Novosibirsk",
    "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
    "Europe/Minsk", "Europe/Kyiv", "Europe/Chisinau", "Asia/Tbilisi", "Asia/Yerevan", "Asia/Baku", "Asia/Almaty",
    "Asia/Tashkent", "Asia/Bishkek", "Asia/Dubai", "Asia/Jerusalem", "Europe/Istanbul", "Europe/Berlin",
    "Europe/London", "America/New_York", "America/Chicago", "America/Los_Angeles", "Etc/UTC",
)
# fmt: on
"""Those in the settings, by their names in the IANA database; an operator may choose any other for the installation."""


def choice_for(zone: str) -> str:
    """The zone as the value of an option, whose words are found by it: its city."""
    return zone.rpartition("/")[2].lower()


def zone_chosen(choice: str, otherwise: str) -> str:
    """The zone of a choice, or the installation's where none was made."""
    return next((zone for zone in OFFERED if choice_for(zone) == choice), otherwise)


def local_time(seconds: float, zone: str, form: str) -> str:
    """A moment (Unix time in seconds) as ``strftime`` writes it with ``form``, and " UTC" behind it where it is so."""
    try:
        moment = datetime.fromtimestamp(seconds, ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):  # a zone of another machine's database
        moment = datetime.fromtimestamp(seconds, ZoneInfo("UTC"))
    text = moment.strftime(form)
    return f"{text} UTC" if moment.tzname() == "UTC" else text
