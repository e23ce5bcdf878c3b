"""Callback data: 64 bytes are enough for the longest ids that can come together."""

import pytest
from aiogram.filters.callback_data import CallbackData

from frontend_bot.core.state import UserState
from frontend_bot.telegram.callback_data import AgainJob, CancelJob, Choose, DoNext, DoWith, OpenPage, SendFile
from frontend_bot.telegram.handlers.context import Actor
from frontend_bot.telegram.handlers.submit import job_id, job_id_of_press

USER, CHAT, MESSAGE, QUERY = 10**11 - 1, -1_009_999_999_999, 2**31 - 1, str(2**64 - 1)
"""Two digits more than users have today; a supergroup; the largest numbers of messages and presses."""
MODE, WORD = "m" * 20, "w" * 16
"""The longest that the registry accepts."""


def _ids() -> list[str]:
    found = []
    for is_private in (True, False):
        visitor = Actor(USER, USER if is_private else CHAT, is_private, False, "ru", UserState())
        found += [job_id(visitor, MESSAGE), job_id(visitor, f"{MESSAGE}a"), job_id_of_press(visitor, QUERY)]
    return found


@pytest.mark.parametrize("id", _ids())
def test_the_longest_ids_fit_and_come_back(id: str) -> None:
    presses: list[CallbackData] = [
        AgainJob(job=id),
        CancelJob(job=id),
        DoNext(mode=MODE, record=id),
        SendFile(format="docx", record=id),
        OpenPage(mode="history", action=f"delete {id}"),
    ]
    for press in presses:
        packed = press.pack()  # raises ValueError above 64 bytes
        assert type(press).unpack(packed) == press


def test_modes_and_options_fit() -> None:
    for press in (Choose(mode=MODE, option=WORD, value=WORD), DoWith(mode=MODE)):
        assert type(press).unpack(press.pack()) == press
    OpenPage(mode="settings", action=f"{MODE} {WORD}").pack()


def test_different_presses_are_different_jobs() -> None:
    visitor = Actor(USER, USER, True, False, "ru", UserState())
    ids = {job_id_of_press(visitor, str(number)) for number in range(1000)}
    assert len(ids) == 1000
    assert all(id.startswith(f"{USER}:") for id in ids), "a user's jobs are found by the beginning of their ids"
    assert job_id_of_press(visitor, "7") == job_id_of_press(visitor, "7")
