"""The service files name programs that exist, and the service managers' own checkers accept them."""

import configparser
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.patience import patience

DEPLOY = Path(__file__).parent.parent / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
_COMMAND = re.compile(r"^(?:ExecStart|command)=/opt/telegram-ai-bot/\.venv/bin/python -m ([a-z_.]+)$", re.MULTILINE)


@pytest.mark.parametrize("file", [*UNITS, DEPLOY / "supervisor.conf"], ids=lambda path: path.name)
def test_programs_exist(file: Path) -> None:
    modules = _COMMAND.findall(file.read_text("utf-8"))
    assert modules
    assert all(find_spec(module) for module in modules)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_accepts_the_unit(unit: Path, tmp_path: Path) -> None:
    """With a path that exists here; a machine without systemd checks the form only."""
    text = unit.read_text("utf-8")
    assert all(f"[{part}]" in text for part in ("Unit", "Service", "Install"))
    if shutil.which("systemd-analyze") is None:
        return
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(text.replace("/opt/telegram-ai-bot/.venv/bin/python", sys.executable), "utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)],
        check=False,
        capture_output=True,
        text=True,
        timeout=patience(60),
    )
    assert [line for line in said.stderr.splitlines() if "telegram-ai-bot" in line] == []


MOST_EXPOSED = 2.0
"""Of 10, as systemd reckons: https://www.freedesktop.org/software/systemd/man/systemd-analyze.html. Without the
restrictions it was 8.5. What is left is the network, which the programs are for, and graphics cards for photos."""


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_gets_what_systemd_offers(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text("utf-8")
    assert {"UMask=0077", "CapabilityBoundingSet=", "ProtectProc=invisible", "MemoryMax=4G"} <= set(text.splitlines())
    if shutil.which("systemd-analyze") is None:
        return
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(text.replace("/opt/telegram-ai-bot/.venv/bin/python", sys.executable), "utf-8")
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(copy)]
    said = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stdout
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert score, said
    print(unit.name, score[1])
    assert float(score[1]) <= MOST_EXPOSED


def test_supervisor_gives_each_worker_its_own_port() -> None:
    parsed = configparser.RawConfigParser(inline_comment_prefixes=(";",))
    parsed.read_string((DEPLOY / "supervisor.conf").read_text("utf-8"))
    programs = [name for name in parsed.sections() if name.startswith("program:")]
    assert len(programs) == 3
    worker = parsed["program:telegram-ai-bot-worker"]
    ports = [worker["environment"] % {"process_num": number} for number in range(int(worker["numprocs"]))]
    assert len(set(ports)) == len(ports)
