"""Which worker am I: a name that a restart gets back, so that it goes on with the jobs of the process before it."""

import fcntl
import secrets
import socket
from io import TextIOWrapper
from pathlib import Path


class ExecutorId:
    """A name like ``host-5f3a9c1e-0``, held by a lock on a file of ``folder`` for as long as this process lives.

    The middle stands for the folder: machines that share a database may well share a host name (clones, containers).
    The lowest free number is taken: the restart of a single worker always finds its own. A second worker beside it
    gets the next number. The kernel frees the lock of a killed process at once.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._number, self._lock = _first_free(folder)
        self.name = f"{socket.gethostname()}-{_name_of(folder)}-{self._number}"

    def release(self) -> None:
        """Give the number back."""
        self._lock.close()


def _name_of(folder: Path) -> str:
    """Drawn at random by the first process that works in this folder, and kept there."""
    with (folder / "name").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two first processes agree on one
        file.seek(0)
        name = file.read()
        if not name:
            name = secrets.token_hex(4)
            file.write(name)
        return name


def _first_free(folder: Path) -> tuple[int, TextIOWrapper]:
    number = 0
    while True:
        lock = (folder / f"{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            number += 1
        else:
            return number, lock
