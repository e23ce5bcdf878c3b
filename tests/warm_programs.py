"""The programs without the seconds that their imports take: forks of a process that has imported them (warm_start.py).

One such process serves the whole run, all workers of xdist included. A fork is the real program, run as ``python -m``
runs it; what a fork cannot show (an import that fails or speaks, the memory of one program alone, a changed
``PYTHONPATH``) is tested with a start from scratch.
"""

import atexit
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.warm_start import Order

ROOT = Path(__file__).parent.parent
_BOT, _PHOTOS = "bot", "photos"
_IMPORTS = {_BOT: ("tests.telegram_types", "frontend_bot.run", "frontend_bot.app"), _PHOTOS: ("backend_api.app.main",)}
_PROGRAMS = {"frontend_bot.main": _BOT, "frontend_bot.worker": _BOT, "backend_api.app.main": _PHOTOS}


class Forked:
    """A running program, with the methods of ``subprocess.Popen`` that the tests use."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._told = connection.makefile("rb", buffering=0)
        self.pid = int(self._told.readline() or 0)
        self._code: int | None = None

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self.poll()

    def poll(self) -> int | None:
        """As ``returncode``."""
        if self._code is None and self._has_told(0):
            self._code = int(self._told.readline() or -9)  # with its parent it has ended, too
            self._told.close()
            self._connection.close()
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code once it has ended. Raises subprocess.TimeoutExpired."""
        if self._code is None and not self._has_told(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, number: int) -> None:
        """To this process alone, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _has_told(self, timeout: float | None) -> bool:
        return bool(select.select([self._connection], [], [], timeout)[0])


@dataclass
class WarmPrograms:
    """Where the waiting processes are reached. Whoever starts one ends it, at the latest at its own end."""

    is_on: bool = False
    addresses: dict[str, str] = field(default_factory=dict)
    lives: dict[str, tuple[int, subprocess.Popen[bytes]]] = field(default_factory=dict)

    def begin(self, addresses: dict[str, str] | None) -> None:
        """From now on programs are forked, from the processes at these addresses where there are any."""
        self.is_on, self.addresses = True, dict(addresses or {})

    def start_all(self) -> dict[str, str]:
        """Start what will be needed, without waiting for it; answers the addresses, for other processes."""
        for name in _IMPORTS:
            self.address(name)
        return self.addresses

    def address(self, name: str) -> str:
        """Of a waiting process, which is started unless it is there."""
        if name not in self.addresses:
            listener, (reading, writing) = socket.socket(socket.AF_UNIX), os.pipe()
            path = str(Path(tempfile.mkdtemp(prefix="warm-")) / "socket")
            listener.bind(path)
            listener.listen(64)
            inherited = (listener.fileno(), reading)
            command = (sys.executable, "-m", "tests.warm_start", *map(str, inherited), *_IMPORTS[name])
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                pass_fds=inherited,
                env=dict(os.environ) if name == _BOT else without_coverage(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # what a file is to Python's buffers: a fork keeps them
            )
            listener.close()
            os.close(reading)
            self.addresses[name], self.lives[name] = path, (writing, process)
        return self.addresses[name]

    def end_all(self) -> None:
        """End what was started here, and wait until its coverage is written."""
        while self.lives:
            name, (life, process) = self.lives.popitem()
            os.close(life)
            process.wait()
            path = Path(self.addresses.pop(name))
            path.unlink()
            path.parent.rmdir()


WARM = WarmPrograms()
atexit.register(WARM.end_all)


def module_to_fork(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """The module that a command runs, where a fork is the same program as a start from scratch; "" where it is not."""
    is_our_code = environment.get("PYTHONPATH") == os.environ.get("PYTHONPATH")
    match command:
        case [_, "-m", module] if WARM.is_on and module in _PROGRAMS and is_our_code:
            return module
    return ""


def fork(module: str, folder: Path, environment: Mapping[str, str], output: Path) -> Forked:
    """Start a program in a folder, with this environment and nothing else, writing to the end of ``output``.

    Blocks until it is there: for seconds, while the first imports last. Raises RuntimeError if they fail.
    """
    order = Order(module, str(folder), dict(environment), str(output))
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(WARM.address(_PROGRAMS[module]))
    connection.sendall(json.dumps(asdict(order)).encode() + b"\n")
    running = Forked(connection)
    if not running.pid:
        raise RuntimeError(f"nothing that {module} could be forked from")
    return running


def without_coverage(environment: Mapping[str, str]) -> dict[str, str]:
    """For programs in which nothing is measured: measuring makes them half as fast."""
    return {name: value for name, value in environment.items() if not name.startswith(("COV_", "COVERAGE"))}
