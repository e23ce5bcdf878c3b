import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend_api.containers import Podman, set_up_podman
from tests.services import _session_postgres, postgres_url  # noqa: F401  # fixtures


@pytest.fixture(scope="session")
def podman() -> Iterator[Podman]:
    # Not pytest's own folder: podman puts sockets there, and a socket's path has at most 107 characters (unix(7)).
    folder = Path(tempfile.mkdtemp(prefix="podman-"))
    works = set_up_podman(folder)
    if works.why_not:
        pytest.skip(works.why_not)
    yield works
    for name in works.left():
        works("rm", "-f", name)
    works("rmi", "--all", "--force")
    shutil.rmtree(folder, ignore_errors=True)
