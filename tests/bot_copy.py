"""A copy of the bot that a test may change: the real tree stays as it is."""

import shutil
from pathlib import Path

from tests.processes import ROOT


def copy_of_the_bot(folder: Path) -> Path:
    """Copy the package into ``folder``, which comes back."""
    shutil.copytree(ROOT / "frontend_bot", folder / "frontend_bot", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run_from(tree: Path) -> dict[str, str]:
    """What makes a Python take the package from ``tree``; coverage counts the real files only."""
    return {"PYTHONSAFEPATH": "1", "PYTHONPATH": str(tree), "COVERAGE_PROCESS_START": "", "COVERAGE_PROCESS_CONFIG": ""}
