"""A worker's name: a restart gets it back, a second worker gets the next one."""

import signal
import subprocess
import sys
from pathlib import Path

from frontend_bot.services.jobs.executor_id import ExecutorId


def test_names_are_taken_and_given_back(tmp_path: Path) -> None:
    first, second = ExecutorId(tmp_path / "workers"), ExecutorId(tmp_path / "workers")
    assert first.name.endswith("-0")
    assert second.name.endswith("-1")
    assert first.name.rpartition("-")[0] == second.name.rpartition("-")[0]
    first.release()
    again = ExecutorId(tmp_path / "workers")
    assert again.name == first.name
    again.release()
    second.release()


def test_workers_without_a_common_folder_are_told_apart_whatever_their_hosts_are_called(tmp_path: Path) -> None:
    here, there = ExecutorId(tmp_path / "here"), ExecutorId(tmp_path / "there")
    assert here.name != there.name
    here.release()
    there.release()


def test_the_name_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from frontend_bot.services.jobs.executor_id import ExecutorId\n"
        "mine = ExecutorId(Path(sys.argv[1])); print(mine.name, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    name = process.stdout.readline().strip()
    second = ExecutorId(tmp_path)
    assert second.name != name
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    first = ExecutorId(tmp_path)
    assert first.name == name
    first.release()
    second.release()
