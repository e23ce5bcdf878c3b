"""The picture worker: ``python -m backend_api.app.pictures.server``. Answers JSON lines; forks for every picture.

All libraries are loaded once, in this process, which never touches a picture itself. Each picture gets a fork of it
(a few milliseconds) with its own memory and time limit, so that a hostile file harms nobody but that fork.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import cv2
from PIL import Image

from backend_api.app.errors import PhotoError, TooManyPixels
from backend_api.app.pictures.limits import die_with_parent, limit_this_process
from backend_api.app.pictures.tasks import TASKS

Task = Callable[[dict[str, Any]], dict[str, Any]]


def main() -> None:
    """Answer questions until standard input closes, which it does when the service is gone."""
    die_with_parent()
    cv2.setNumThreads(1)
    Image.init()
    _say({"ready": True})
    for line in sys.stdin:
        sys.stdout.write(_answer_in_fork(json.loads(line)) + "\n")
        sys.stdout.flush()


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _answer_in_fork(question: dict[str, Any]) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(question, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        text = answer.read()
    _, status = os.waitpid(child, 0)
    if text:
        return text
    return json.dumps({"error": "damaged_picture", "message": "", "how": os.waitstatus_to_exitcode(status)})


def _work(question: dict[str, Any], writing: int) -> None:
    """The forked process: never returns, so that its copy of the loop above does not go on."""
    try:
        # A fork has a copy of our standard input: it must not read the next question.
        os.close(0)
        die_with_parent()
        limit_this_process(int(question["memory_mb"]), int(question["seconds"]))
        answer = _answer(TASKS[question["task"]], question)
        os.write(writing, json.dumps(answer).encode())
    except BaseException:  # noqa: BLE001  # this process ends here whatever it was
        # Unforeseen: the parent answers "damaged picture"; the operator finds the reason in the log.
        traceback.print_exc()
    finally:
        os._exit(0)


def _answer(task: Task, question: dict[str, Any]) -> dict[str, Any]:
    try:
        return task(question)
    except PhotoError as error:
        return {"error": error.code, "message": error.message}
    except MemoryError:
        return {"error": TooManyPixels.code, "message": "The picture needs more memory than one photo may have."}
    except OSError as error:
        if error.errno == 28:  # ENOSPC
            return {"error": "storage_full", "message": ""}
        raise
    except cv2.error as error:
        if error.code == cv2.Error.StsNoMem:
            return {"error": TooManyPixels.code, "message": "The picture needs more memory than one photo may have."}
        raise


if __name__ == "__main__":
    main()
