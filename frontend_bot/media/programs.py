"""Running ffmpeg and its like: limited, killable, never heavier than the machine can carry."""

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakValueDictionary

from frontend_bot.errors import ProgramMissing, StorageFull, UnreasonableMedia

READ_AT_ONCE = 65536
MORE_TASKS = 256
"""Threads and processes that may come while a program runs; ffmpeg's newest versions start some thirty threads each."""
STDERR_KEPT = 4096
LINE_KEPT = 4096

Reader = Callable[[bytes], None]
"""Gets every piece of a pipe as it comes. Must be quick and must not raise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use before the kernel, or we, end it.

    ``memory_bytes`` bounds what it allocates (RLIMIT_DATA), which the address space does not: threads and libraries
    reserve far more of that than they ever touch.
    """

    wall_seconds: float = 60.0
    cpu_seconds: int = 30
    memory_bytes: int = 160 * 2**20
    address_space_bytes: int = 2 * 2**30
    file_bytes: int = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended. ``returncode`` is negative for a signal; ``stderr`` holds the last 4 KB of what it said."""

    returncode: int
    stderr: str


class Programs:
    """Starts programs, at most ``at_once`` of them together: more would only slow each other down."""

    def __init__(self, at_once: int | None = None) -> None:
        self._free = asyncio.Semaphore(at_once or os.cpu_count() or 1)
        self._turn: AbstractAsyncContextManager[object] = contextlib.nullcontext()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def share_of(self, user_id: int) -> "Programs":
        """The same slots for one person, whose programs come one after the other: nobody can hold all of the slots.

        All shares of a person are one, in this process; they cost nothing once they are let go.
        """
        share = copy(self)
        share._turn = self._turns.setdefault(user_id, asyncio.Lock())
        return share

    async def run(
        self,
        *command: str | Path,
        limits: Limits,
        on_output: Reader,
        on_errors: Reader | None = None,
        given: bytes = b"",
    ) -> Finished:
        """Run to the end. ``on_output`` gets the standard output, ``on_errors`` the standard error as well; ``given``
        is what the program reads from its standard input.

        Raises ProgramMissing if it is not installed, UnreasonableMedia if it used up its time or memory, StorageFull
        if the disk is full. A cancelled call leaves no process behind.
        """
        program = shutil.which(command[0])
        if program is None:
            raise ProgramMissing(f"{Path(command[0]).name} is not installed", program=Path(command[0]).name)
        async with self._turn, self._free:  # first one's own turn: who waits for it keeps no slot from others
            finished = await _run(program, command[1:], limits, on_output, on_errors, given)
        if finished.returncode in {-signal.SIGXCPU, -signal.SIGKILL} or "Cannot allocate memory" in finished.stderr:
            raise UnreasonableMedia(f"{Path(program).name} used up its limits (code {finished.returncode})")
        if "No space left on device" in finished.stderr:
            raise StorageFull(f"{Path(program).name} found no space for its output")
        return finished


async def _run(
    program: str,
    arguments: tuple[str | Path, ...],
    limits: Limits,
    on_output: Reader,
    on_errors: Reader | None,
    given: bytes,
) -> Finished:
    process = await start(program, *arguments, stdin=PIPE if given else DEVNULL)
    tail = _Tail(on_errors)
    try:
        _restrict(process.pid, limits)
        async with asyncio.timeout(limits.wall_seconds):
            await asyncio.gather(
                _feed(process.stdin, given), _drain(process.stdout, on_output), _drain(process.stderr, tail)
            )
            returncode = await process.wait()
    except TimeoutError:
        raise UnreasonableMedia(f"{Path(program).name} ran longer than {limits.wall_seconds:.0f} s") from None
    finally:
        await end(process)
    return Finished(returncode, tail.kept.decode(errors="replace"))


async def start(*command: str | Path, stdin: int, stderr: int = PIPE, longest_line: int = READ_AT_ONCE) -> Process:
    """A process in a group of its own, with nothing of our environment. Whoever starts one calls ``end``."""
    # A start that is cancelled halfway leaves an unlimited orphan (uvloop): it is finished first, and then undone.
    starting = asyncio.gather(
        asyncio.create_subprocess_exec(
            *command,
            stdin=stdin,
            stdout=PIPE,
            stderr=stderr,
            limit=longest_line,
            start_new_session=True,
            env=_environment(),
        )
    )
    try:
        (process,) = await asyncio.shield(starting)
    except asyncio.CancelledError:
        (process,) = await starting
        await end(process)
        raise
    return process


def _environment() -> Mapping[str, str]:
    # Nothing of ours: a program that reads hostile files has no business with tokens and proxies.
    return {"PATH": os.defpath, "LC_ALL": "C"}


def be_nice(pid: int) -> None:
    """The bot itself goes first. Raises ProcessLookupError."""
    os.setpriority(os.PRIO_PROCESS, pid, min(19, os.nice(0) + 10))


def _restrict(pid: int, limits: Limits) -> None:
    # From outside and not in preexec_fn, which would fork the whole bot and block the loop for tens of milliseconds.
    with contextlib.suppress(ProcessLookupError):
        be_nice(pid)
        if sys.platform != "linux":
            return  # no other system lets a parent limit its child; the time-out and the kill remain
        resource.prlimit(pid, resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
        resource.prlimit(pid, resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
        resource.prlimit(pid, resource.RLIMIT_AS, (limits.address_space_bytes, limits.address_space_bytes))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
        tasks = min(_most_tasks(), *(limit for limit in resource.prlimit(pid, resource.RLIMIT_NPROC) if limit >= 0))
        resource.prlimit(pid, resource.RLIMIT_NPROC, (tasks, tasks))


def _most_tasks() -> int:
    """How many threads and processes our user may have before a program gets no more.

    The limit is set for one program, but the kernel compares it with all that its user has, the bot and other programs
    among them. All tasks of the machine are more than those, and a look at this file costs nothing. A program that
    begins to multiply comes this far, and no further; for root the kernel does not look.
    """
    running_and_all = Path("/proc/loadavg").read_text().split()[3]
    return int(running_and_all.partition("/")[2]) + MORE_TASKS


async def _feed(stream: asyncio.StreamWriter | None, given: bytes) -> None:
    if stream is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it ended without reading all: its code says why
        stream.write(given)
        await stream.drain()
        stream.close()
        await stream.wait_closed()


async def _drain(stream: asyncio.StreamReader | None, reader: Reader) -> None:
    assert stream is not None  # both pipes were asked for
    while piece := await stream.read(READ_AT_ONCE):
        reader(piece)


async def end(process: Process) -> None:
    """Kill what is left of the group and reap it. Nothing to do after an ordinary end."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.communicate()  # empties the pipes as well, so that their transports close


class _Tail:
    """Keeps the end of what a program says and hands everything on."""

    def __init__(self, on_errors: Reader | None) -> None:
        self.kept = b""
        self._on_errors = on_errors

    def __call__(self, piece: bytes) -> None:
        self.kept = (self.kept + piece)[-STDERR_KEPT:]
        if self._on_errors is not None:
            self._on_errors(piece)


class Lines:
    """A Reader that calls ``on_line`` with each line. A line beyond 4 KB is cut, not collected."""

    def __init__(self, on_line: Callable[[str], None]) -> None:
        self._on_line = on_line
        self._rest = b""

    def __call__(self, piece: bytes) -> None:
        *lines, rest = (self._rest + piece).split(b"\n")
        self._rest = rest[:LINE_KEPT]
        for line in lines:
            self._on_line(line[:LINE_KEPT].decode(errors="replace"))


class Collected:
    """A Reader that keeps the first ``limit`` bytes."""

    def __init__(self, limit: int = 2**20) -> None:
        self._room = limit
        self._pieces: list[bytes] = []

    def __call__(self, piece: bytes) -> None:
        self._pieces.append(piece[: self._room])
        self._room -= len(self._pieces[-1])

    @property
    def value(self) -> bytes:
        """All of them together; put together here and not piece by piece, which would take the square of the time."""
        return b"".join(self._pieces)
