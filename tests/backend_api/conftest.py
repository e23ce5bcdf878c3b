from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend_api.containers import Podman, set_up_podman
from tests.services import _session_postgres, postgres_url  # noqa: F401  # fixtures


@pytest.fixture(scope="session")
def podman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podman]:
    folder: Path = tmp_path_factory.mktemp("podman")
    works = set_up_podman(folder)
    if works.why_not:
        pytest.skip(works.why_not)
    yield works
    for name in works.left():
        works("rm", "-f", name)
    works("rmi", "--all", "--force")
