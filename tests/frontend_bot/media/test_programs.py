"""Programs are limited and leave nothing behind."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from frontend_bot.errors import ProgramMissing, StorageFull, UnreasonableMedia
from frontend_bot.media.programs import Collected, Limits, Lines, Programs
from tests.media_fixtures import children_gone, working_in
from tests.patience import patience

SMALL = Limits(wall_seconds=patience(20), cpu_seconds=10)


def python(code: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", code, *arguments)


async def test_output_and_the_end_of_the_errors_are_kept(programs: Programs) -> None:
    output = Collected(limit=10)
    code = "import sys; print('0123456789abcdef' * 100000); sys.stderr.write('x' * 100000 + 'the end'); sys.exit(3)"
    finished = await programs.run(*python(code), limits=SMALL, on_output=output)
    assert finished.returncode == 3
    assert output.value == b"0123456789"
    assert finished.stderr.endswith("the end")
    assert len(finished.stderr) == 4096


async def test_lines_come_whole_however_they_are_cut() -> None:
    seen: list[str] = []
    lines = Lines(seen.append)
    for piece in (b"one\ntw", b"o", b"\nthr", b"ee\n" + b"x" * 9000, b"yyy\n"):
        lines(piece)
    assert seen[:3] == ["one", "two", "three"]
    assert len(seen) == 4
    assert len(seen[3]) <= 4096


async def test_a_missing_program_is_named(programs: Programs) -> None:
    with pytest.raises(ProgramMissing) as missing:
        await programs.run("no-such-program-here", limits=SMALL, on_output=Collected())
    assert missing.value.variables == {"program": "no-such-program-here"}


async def test_programs_see_nothing_of_our_environment(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    output = Collected()
    await programs.run(*python("import os; print(sorted(os.environ))"), limits=SMALL, on_output=output)
    assert b"OPENAI" not in output.value
    assert b"PATH" in output.value


async def test_a_program_that_sleeps_too_long_is_ended_with_its_children(programs: Programs, tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time; child = 'import time; time.sleep(60)';"
        "subprocess.Popen([sys.executable, '-c', child, sys.argv[1]]); time.sleep(60)"
    )
    with pytest.raises(UnreasonableMedia):
        await programs.run(*python(code, str(tmp_path)), limits=Limits(wall_seconds=1.0), on_output=Collected())
    assert await children_gone(tmp_path)


async def test_a_cancelled_call_leaves_no_process(programs: Programs, tmp_path: Path) -> None:
    running = asyncio.create_task(
        programs.run(*python("import time; time.sleep(60)", str(tmp_path)), limits=SMALL, on_output=Collected())
    )
    while not working_in(tmp_path):
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not working_in(tmp_path)


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_cancelled_at_any_moment_of_the_start(
    new_loop: Callable[[], asyncio.AbstractEventLoop], tmp_path: Path
) -> None:
    async def start_and_cancel(turns: int) -> None:
        programs = Programs(at_once=2)
        command = python("import time; time.sleep(60)", str(tmp_path))
        running = asyncio.create_task(programs.run(*command, limits=SMALL, on_output=Collected()))
        for _ in range(turns):
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert not working_in(tmp_path)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        for turns in range(60):
            runner.run(start_and_cancel(turns))


async def test_endless_work_is_ended_by_the_cpu_limit(programs: Programs) -> None:
    with pytest.raises(UnreasonableMedia):
        await programs.run(*python("while True: pass"), limits=Limits(cpu_seconds=1), on_output=Collected())


async def test_memory_is_limited(programs: Programs) -> None:
    greedy = "x = bytearray(300_000_000)"
    finished = await programs.run(*python(greedy), limits=Limits(memory_bytes=200_000_000), on_output=Collected())
    assert "MemoryError" in finished.stderr


async def test_files_are_limited(programs: Programs, tmp_path: Path) -> None:
    target = tmp_path / "big"
    code = (  # the limits come at once, but from outside
        "import resource, sys, time\n"
        "while resource.getrlimit(resource.RLIMIT_FSIZE)[0] < 0: time.sleep(0.01)\n"
        "open(sys.argv[1], 'wb', 0).write(bytes(5_000_000))"
    )
    await programs.run(*python(code, str(target)), limits=Limits(file_bytes=1_000_000), on_output=Collected())
    assert target.stat().st_size == 1_000_000


_MULTIPLIES = """
import os, sys, time
NOBODY = 61234  # nobody has this number, and so no process yet
if os.geteuid() == 0:  # root may have as many as it likes
    os.setresuid(NOBODY, NOBODY, NOBODY)
time.sleep(1)  # limits come at once
children = 0
try:
    while children < 3000:
        if os.fork() == 0:
            time.sleep(60)
        children += 1
except BlockingIOError:
    pass
print(children, flush=True)
os.killpg(0, 9)
"""


async def test_a_program_that_multiplies_is_stopped(programs: Programs, tmp_path: Path) -> None:
    output = Collected()
    limits = Limits(wall_seconds=60, cpu_seconds=30)
    with pytest.raises(UnreasonableMedia):
        await programs.run(*python(_MULTIPLIES, str(tmp_path)), limits=limits, on_output=output)
    assert 0 < int(output.value) < 2900
    assert await children_gone(tmp_path)


async def test_a_full_disk_is_told_as_such(programs: Programs) -> None:
    code = "import sys; sys.stderr.write('av_interleaved_write_frame(): No space left on device'); sys.exit(1)"
    with pytest.raises(StorageFull):
        await programs.run(*python(code), limits=SMALL, on_output=Collected())


async def test_programs_run_nicely(programs: Programs) -> None:
    output = Collected()
    code = "import os, sys, time\nwhile os.nice(0) < int(sys.argv[1]): time.sleep(0.01)"
    nice = str(min(19, os.nice(0) + 10))
    assert (await programs.run(*python(code, nice), limits=SMALL, on_output=output)).returncode == 0


async def test_no_more_at_once_than_allowed(tmp_path: Path) -> None:
    programs = Programs(at_once=2)
    code = (
        "import os, sys, time; folder, seen = sys.argv[1], [0]\n"
        "mine = f'{folder}/{os.getpid()}'; open(mine, 'w').close()\n"
        "while len(seen) < 20 or max(seen) < 2 and len(seen) < 200:\n"
        "    time.sleep(0.01); seen.append(len(os.listdir(folder)))\n"
        "print(max(seen)); os.unlink(mine)"
    )
    outputs = [Collected() for _ in range(6)]
    await asyncio.gather(
        *(programs.run(*python(code, str(tmp_path)), limits=SMALL, on_output=output) for output in outputs)
    )
    assert max(int(output.value) for output in outputs) == 2
