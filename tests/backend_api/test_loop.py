"""Twenty photos at once, and the service's loop goes on turning."""

import asyncio
import sys
import time
from pathlib import Path

from tests.backend_api.pictures import jpeg
from tests.backend_api.service import Client, ServiceUnderTest
from tests.loop_watch.held import LIMIT


async def test_no_callback_over_50_ms(tmp_path: Path) -> None:
    watched = tmp_path / "callbacks"
    command = (sys.executable, "-m", "tests.backend_api.watched_service")
    service = ServiceUnderTest(tmp_path, {"PHOTO_ENGINE": "classical", "LOOP_WATCH": str(watched)}, command)
    service.start()
    try:
        async with Client(service) as client:
            await client.enhanced(jpeg())
            watched.write_text("")
            photos = asyncio.gather(*(client.enhanced(jpeg(600, 400, seed), upscale=2) for seed in range(20)))
            slowest = 0.0
            while not photos.done():
                started = time.monotonic()
                assert (await client.ask("GET", "/healthz"))[0] == 200
                slowest = max(slowest, time.monotonic() - started)
                await asyncio.sleep(0.02)
            assert [job["state"] for job in await photos] == ["done"] * 20
    finally:
        service.stop()
    lines = watched.read_text().splitlines()
    print("\n".join(sorted(lines, reverse=True)[:5]))
    assert lines, "nothing above 2 ms: the watch does not watch"
    longest = max(float(line.split()[0]) for line in lines)
    print(f"longest callback {longest * 1000:.0f} ms, /healthz at the worst after {slowest * 1000:.0f} ms")
    assert longest < LIMIT
