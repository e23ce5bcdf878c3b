"""schemathesis against the OpenAPI description of the running service: whatever it sends, no 5xx."""

import json
import subprocess
import sys
from pathlib import Path

from tests.backend_api.service import running
from tests.patience import patience


def test_schemathesis_finds_no_server_error(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical") as service:
        report = tmp_path / "report.ndjson"
        done = subprocess.run(
            [
                *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{service.url}/openapi.json"),
                *("--checks", "not_a_server_error,status_code_conformance,content_type_conformance"),
                *("--phases", "examples,coverage,fuzzing", "--max-examples", "20", "--seed", "1"),
                *("--exclude-path", "/metrics", "--no-color", "--request-timeout", f"{patience(20):.0f}"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=patience(110),
            check=False,
        )
        said = done.stdout + done.stderr
        print(said[-3000:])
        assert done.returncode == 0, said[-6000:]
        assert "Traceback" not in service.log
    assert not report.exists() or json.loads(report.read_text())
