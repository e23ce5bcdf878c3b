"""Twenty photos at once, and the service's loop goes on turning."""

import asyncio
import time
from pathlib import Path

from tests.backend_api.pictures import jpeg
from tests.backend_api.service import Client, ServiceUnderTest


async def twenty_at_once(folder: Path) -> tuple[float, float, float]:
    """Longest callback by the wall clock, by processor time, and the slowest /healthz meanwhile; in seconds."""
    watched = folder / "callbacks"
    command = ("-m", "tests.backend_api.watched_service")
    service = ServiceUnderTest(folder, {"PHOTO_ENGINE": "classical", "LOOP_WATCH": str(watched)}, command)
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
    seconds = [tuple(map(float, line.split()[:2])) for line in lines]
    return max((wall for wall, _ in seconds), default=0), max((cpu for _, cpu in seconds), default=0), slowest


async def test_no_callback_over_50_ms(tmp_path: Path) -> None:
    """A callback that blocks does so every time; a busy machine may stop any one, so the best of three counts."""
    walls = []
    for attempt in range(3):
        wall, processor, slowest = await twenty_at_once(tmp_path / str(attempt))
        work, health = processor * 1000, slowest * 1000
        print(f"longest callback {wall * 1000:.0f} ms ({work:.0f} ms of work), /healthz {health:.0f} ms")
        assert processor < 0.05
        walls.append(wall)
        if wall < 0.05:
            break
    assert min(walls) < 0.05
