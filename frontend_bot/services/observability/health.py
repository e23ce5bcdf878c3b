"""What a monitoring system asks: is the process alive, is it ready, and figures for Prometheus."""

from typing import Protocol

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from frontend_bot.errors import SettingsError
from frontend_bot.services.observability.metrics import Metrics


class Load(Protocol):
    """How busy a process is."""

    @property
    def running(self) -> int:
        """Jobs that hold a slot."""

    @property
    def waiting(self) -> int:
        """Jobs that wait for one."""


class _LoadCollector(Collector):
    """Read when somebody asks, so that counting costs nothing in between."""

    def __init__(self, load: Load) -> None:
        self._load = load

    def collect(self) -> list[GaugeMetricFamily]:
        return [
            GaugeMetricFamily("bot_jobs_running", "Jobs that hold a slot in this process", self._load.running),
            GaugeMetricFamily("bot_jobs_waiting", "Jobs that wait for a slot in this process", self._load.waiting),
        ]


class Health:
    """``/metrics``, ``/healthz`` and ``/readyz`` on 127.0.0.1; nothing at all without a port."""

    def __init__(self, port: int | None, load: Load, metrics: Metrics) -> None:
        self._port = port
        self._registry = metrics.registry
        self._registry.register(_LoadCollector(load))
        self._runner: web.AppRunner | None = None
        self.is_ready = False

    async def start(self) -> None:
        """Listen; ``is_ready`` is set by whoever knows it. Raises SettingsError if the port is taken."""
        if self._port is None:
            return
        app = web.Application()
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError as error:
            raise SettingsError(f"METRICS_PORT: nobody can listen on {self._port} ({error.strerror}).") from None

    async def close(self) -> None:
        """Not ready any more, then gone."""
        self.is_ready = False
        if self._runner is not None:
            await self._runner.cleanup()

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), content_type="text/plain")

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive")

    async def _readyz(self, _request: web.Request) -> web.Response:
        return web.Response(text="ready") if self.is_ready else web.Response(status=503, text="not ready")
