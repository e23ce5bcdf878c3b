"""What a monitoring system hears."""

import asyncio

import aiohttp
import pytest

from frontend_bot.core.job import Job
from frontend_bot.errors import SettingsError
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.observability.health import Health
from frontend_bot.services.observability.metrics import Metrics
from tests.services import free_port


async def test_alive_ready_and_counted() -> None:
    lanes, port = Lanes(slots=1, per_user=1), free_port()
    metrics = Metrics()
    health = Health(port, lanes, metrics)
    await health.start()
    job = Job("1:1", "m", 1, 1, 1, "en", ())
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:

        async def ask(path: str) -> tuple[int, str]:
            async with session.get(path) as response:
                return response.status, await response.text()

        assert await ask("/healthz") == (200, "alive")
        assert (await ask("/readyz"))[0] == 503
        health.is_ready = True
        assert await ask("/readyz") == (200, "ready")
        async with lanes.slot(job):
            waiting = asyncio.create_task(_hold(lanes))
            await asyncio.sleep(0.01)
            metrics.booked({"audio": 90_000, "cost": 250_000, "done m": 1, "failed m": 2, "refused m": 3})
            metrics.worked("m", 4.0)
            _, figures = await ask("/metrics")
            assert "bot_jobs_running 1.0" in figures
            assert "bot_jobs_waiting 1.0" in figures
            for outcome, count in (("done", 1.0), ("failed", 2.0), ("refused", 3.0)):
                assert f'bot_jobs_total{{mode="m",outcome="{outcome}"}} {count}' in figures
            assert "bot_audio_minutes_total 1.5" in figures
            assert "bot_cost_total 0.25" in figures
            assert 'bot_job_seconds_bucket{le="5.0",mode="m"} 1.0' in figures
        await waiting
        with pytest.raises(SettingsError, match=f"METRICS_PORT.*{port}"):
            await Health(port, lanes, Metrics()).start()
    await health.close()
    assert not health.is_ready


async def _hold(lanes: Lanes) -> None:
    async with lanes.slot(Job("1:2", "m", 1, 1, 2, "en", ())):
        pass


async def test_without_a_port_nobody_listens() -> None:
    health = Health(None, Lanes(1, 1), Metrics())
    await health.start()
    await health.close()
