"""A worker without an intake once ended with a traceback at SIGTERM: there was nothing left to wait for."""

from pathlib import Path

from playground.server import Playground
from tests.processes import Bot


async def test_a_worker_alone_ends_with_code_0(tmp_path: Path) -> None:
    async with Playground() as telegram:
        worker = Bot(tmp_path, telegram.base_url, module="frontend_bot.worker", WORKER="separate")
        await worker.start()
        assert await worker.stop() == 0, worker.output()
        assert "Traceback" not in worker.output()
