"""Real servers for the tests: a Redis and a PostgreSQL of our own on free ports, ended with the session.

Import the fixtures into a ``conftest.py``: ``from tests.services import redis_url, postgres_url  # noqa: F401``.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
import redis

from tests.patience import patience

DATABASE_USER = "bot"


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_up: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Ask until the answer is yes; fails the test after ``seconds``."""
    end = time.monotonic() + patience(seconds)
    while not is_up():
        if time.monotonic() > end:
            pytest.fail(f"{what} did not come up within {seconds} s")
        time.sleep(0.02)


class RedisServer:
    """A redis-server that can be stopped and started again with its data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        options += ["--save", "", "--appendonly", "yes", "--appendfsync", "always"]
        self._process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        wait_until(self._answers, "redis-server")

    def stop(self) -> None:
        """End it, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=patience(10))
            self._process = None

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


@pytest.fixture(scope="session")
def _session_redis() -> Iterator[str]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(Path(folder))
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


@pytest.fixture
def redis_url(_session_redis: str) -> str:
    """The url of an empty database of a running Redis."""
    with redis.Redis.from_url(_session_redis) as client:
        client.flushall()
    return _session_redis


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis for one test alone, running, which the test may stop and start."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    server = RedisServer(tmp_path)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def postgres_programs() -> Path | None:
    """The folder of the newest installed PostgreSQL server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def _as_server_user(*command: str) -> None:
    """Run a command of PostgreSQL, which refuses to be root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=patience(60))


@pytest.fixture(scope="session")
def _session_postgres() -> Iterator[str]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="bot-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data, port = str(folder / "data"), free_port()
    _as_server_user(str(programs / "initdb"), "-D", data, "-U", DATABASE_USER, "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    _as_server_user(str(programs / "pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://{DATABASE_USER}@127.0.0.1:{port}"
    finally:
        _as_server_user(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(_session_postgres: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The url of an empty database of a running PostgreSQL, dropped after the test."""
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    with psycopg.connect(f"{_session_postgres}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield f"{_session_postgres}/{quote(name)}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
