"""Figures for Prometheus: what this process has done since it started. Never a user's id in a label."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram

from frontend_bot.services.usage.quota import AUDIO, MINUTE, TOKENS
from frontend_bot.services.usage.totals import COST, PHOTOS

_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)
_OUTCOMES = ("done", "failed", "refused")


class Metrics:
    """Counters that the books and the runner turn; ``registry`` is what ``/metrics`` shows."""

    def __init__(self) -> None:
        self.registry = here = CollectorRegistry()
        self._jobs = Counter("bot_jobs", "Jobs that ended", ["mode", "outcome"], registry=here)
        self._seconds = Histogram(
            "bot_job_seconds", "From a job's turn to its answer", ["mode"], registry=here, buckets=_SECONDS
        )
        self._amounts = {
            AUDIO: (Counter("bot_audio_minutes", "Minutes of recordings transcribed", registry=here), MINUTE),
            TOKENS: (Counter("bot_tokens", "Tokens that the language model read and wrote", registry=here), 1),
            PHOTOS: (Counter("bot_photos", "Photos enhanced", registry=here), 1),
            COST: (Counter("bot_cost", "Cost, estimated by the prices in the settings", registry=here), 1_000_000),
        }

    def booked(self, amounts: Mapping[str, int]) -> None:
        """The books were changed here, by the names of ``usage``."""
        for what, amount in amounts.items():
            if what in self._amounts:
                counter, unit = self._amounts[what]
                counter.inc(amount / unit)
            outcome, _, mode = what.partition(" ")
            if outcome in _OUTCOMES:
                self._jobs.labels(mode, outcome).inc(amount)

    def worked(self, mode: str, seconds: float) -> None:
        """A job held its slot for so long."""
        self._seconds.labels(mode).observe(seconds)
