"""What Prometheus can read at /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest


class Metrics:
    """All figures of one service, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._jobs = Counter("photo_jobs", "Photos finished.", ["state", "engine"], registry=self._registry)
        self._seconds = Histogram(
            "photo_job_seconds",
            "From acceptance to the result.",
            ["engine"],
            buckets=(0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000),
            registry=self._registry,
        )
        self._active = Gauge("photo_jobs_active", "Photos accepted and not finished.", registry=self._registry)
        self._refused = Counter(
            "photo_requests_refused", "Requests answered with an error.", ["code"], registry=self._registry
        )
        self._runs = Counter("photo_container_runs", "Containers started.", registry=self._registry)
        self._run_failures = Counter(
            "photo_container_failures", "Containers that left photos undone.", registry=self._registry
        )
        self._batch = Histogram(
            "photo_batch_size", "Photos in one container.", buckets=(1, 2, 4, 8, 16, 32), registry=self._registry
        )
        self._works = Gauge("photo_engine_works", "1 if the engine can work now.", ["engine"], registry=self._registry)

    def job_ended(self, state: str, engine: str, seconds: float) -> None:
        """A photo is done, failed or cancelled."""
        self._jobs.labels(state, engine).inc()
        if state == "done":
            self._seconds.labels(engine).observe(seconds)

    def active(self, count: int) -> None:
        """How many photos are in the service."""
        self._active.set(count)

    def refused(self, code: str) -> None:
        """A request was answered with this error."""
        self._refused.labels(code).inc()

    def container_run(self, photos: int) -> None:
        """A container starts with so many photos."""
        self._runs.inc()
        self._batch.observe(photos)

    def container_failure(self) -> None:
        """A container ended without all of its photos."""
        self._run_failures.inc()

    def engines(self, state: dict[str, str]) -> None:
        """Which engines work (no reason against them)."""
        for name, reason in state.items():
            self._works.labels(name).set(0 if reason else 1)

    def page(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self._registry)
