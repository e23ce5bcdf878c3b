"""What programs do before anything else."""

import subprocess
import sys

import pytest

_CHILD = """
import ctypes, os, subprocess
from frontend_bot.run import hide_memory

NOBODY = 65534
if os.geteuid() == 0:  # root reads everything
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # as after an ordinary start
def seen():
    return b"sk-secret" in subprocess.run(["cat", f"/proc/{os.getpid()}/environ"], capture_output=True).stdout
print(seen())
hide_memory()
print(seen())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can")
def test_a_program_that_it_starts_cannot_read_its_environment() -> None:
    environment = {"PATH": "/usr/bin:/bin", "OPENAI_API_KEY": "sk-secret", "PYTHONPATH": "."}
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.split() == ["True", "False"]
