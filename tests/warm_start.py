"""A process that has imported a program and waits: whoever asks gets a fork of it, and is spared seconds of imports.

``python -m tests.warm_start LISTENER LIFE MODULE...`` imports the modules and then serves the socket with the file
descriptor ``LISTENER``. A connection brings one JSON object (see ``Order``) and is told, a line each, the process's id
and, when it has ended, its exit code as ``subprocess`` has it. What is forked is a session of its own with nothing of
ours but the imported modules: no thread, no event loop, no settings. When ``LIFE``, a pipe, is closed at its other end
(the tests are over, however they ended), all ends.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coverage import Coverage


@dataclass(frozen=True)
class Order:
    """A program to start: ``python -m module`` in a folder, with its whole environment and a file for what it says."""

    module: str
    folder: str
    environment: Mapping[str, str]
    output: str

    def run(self) -> None:
        """Become this program; raises SystemExit at its end."""
        os.setsid()
        os.chdir(self.folder)
        for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, self.output, os.O_WRONLY | os.O_APPEND)):
            file = os.open(path, flags | os.O_CREAT, 0o644)
            os.dup2(file, number)
            os.close(file)
        os.dup2(1, 2)
        os.environ.clear()
        os.environ.update(self.environment)
        if not any(name.startswith("COVERAGE") for name in self.environment) and (measuring := Coverage.current()):
            measuring.stop()
        sys.argv = [self.module]
        sys.modules.pop(self.module, None)  # where it was imported it was not yet the program
        runpy.run_module(self.module, run_name="__main__", alter_sys=True)


class WarmProcess:
    """Forks on demand, and tells how the forks end."""

    def __init__(self, listener: socket.socket, life: int) -> None:
        self._listener, self._life = listener, life
        self._waiting: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._bell, bell = socket.socketpair()
        bell.setblocking(False)
        self._ring = bell

    def serve(self) -> Order | None:
        """Until the tests are over, which is None here; in a fork its order."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._ring.fileno(), warn_on_full_buffer=False)
        for source in (self._listener, self._life, self._bell):
            self._selector.register(source, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._life:
                    self._end_all()
                    return None
                if key.fileobj is self._bell:
                    self._tell_who_ended()
                elif order := self._fork():
                    return order

    def _fork(self) -> Order | None:
        """In the fork its order; None here."""
        connection, _ = self._listener.accept()
        with connection.makefile("rb") as lines:
            told = lines.readline()
        if not told:
            return None  # whoever asked is gone
        pid = os.fork()
        if pid == 0:
            connection.close()
            self._forget()
            return Order(**json.loads(told))
        self._waiting[pid] = connection
        _send(connection, pid)
        return None

    def _forget(self) -> None:
        """Everything of the waiting process that the new program must not have."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._selector.close()
        for one in (self._listener, self._bell, self._ring, *self._waiting.values()):
            one.close()
        os.close(self._life)

    def _tell_who_ended(self) -> None:
        self._bell.recv(4096)
        while self._waiting:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            connection = self._waiting.pop(pid)
            _send(connection, os.waitstatus_to_exitcode(status))
            connection.close()

    def _end_all(self) -> None:
        """Nobody looks after them any more."""
        for pid in self._waiting:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def _send(connection: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # whoever asked is gone
        connection.sendall(f"{number}\n".encode())


def main() -> None:
    """Import, then serve; a fork goes on as the program that it was ordered to be."""
    listener, life, *modules = sys.argv[1:]
    for module in modules:
        importlib.import_module(module)
    if threads := [*Path("/proc/self/task").iterdir()][1:]:
        sys.exit(f"{len(threads)} more threads after the imports, and none of them would be in a fork")
    gc.collect()
    gc.freeze()  # its pages stay shared
    order = WarmProcess(socket.socket(fileno=int(listener)), int(life)).serve()
    if order:
        order.run()


if __name__ == "__main__":
    main()
