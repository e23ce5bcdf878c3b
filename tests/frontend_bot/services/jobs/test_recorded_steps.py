"""Steps as DBOS keeps them: asked once, and the answer or the error comes back whole when the job runs again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOS, SetWorkflowID

from frontend_bot import errors
from frontend_bot.errors import BotError
from frontend_bot.services.jobs.steps import dbos_step
from frontend_bot.services.jobs.store import dbos_config, prepare_sqlite

Call = Callable[[], Awaitable[Any]]
Twice = Callable[[Sequence[Call]], Awaitable[tuple[list[Any], list[Any]]]]
VARIABLES: dict[str, str | int | float] = {"minutes": 240, "left": 0.5, "whose": "mine", "program": "ffmpeg «ы»"}
ERRORS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, BotError)]
ANSWERS: list[Any] = [None, "текст\0 ☐ 😀", {"text": "a", "segments": [[0.5, 1e9, None]]}, [], 0, 0.1, ""]


@pytest.fixture
async def run_twice(tmp_path: Path) -> AsyncIterator[Twice]:
    """Runs a job of these steps and, as after a crash, once more from its record; what came out of each, both times."""
    url, steps, came = f"sqlite:///{tmp_path}/jobs.sqlite", list[Call](), list[Any]()
    await asyncio.to_thread(prepare_sqlite, url)
    DBOS(config=dbos_config(url, "worker-0"))

    @DBOS.workflow(name="job")
    async def job() -> None:
        for number, step in enumerate(steps):
            try:
                came.append(await dbos_step(f"ask {number}", step))
            except BotError as error:
                came.append(error)

    DBOS.launch()

    async def run(calls: Sequence[Call]) -> tuple[list[Any], list[Any]]:
        steps.extend(calls)
        with SetWorkflowID("1:1"):
            first = await DBOS.start_workflow_async(job)
        await first.get_result()
        again = await DBOS.fork_workflow_async("1:1", len(calls) + 1)
        await again.get_result()
        return came[: len(calls)], came[len(calls) :]

    yield run
    await asyncio.to_thread(DBOS.destroy, destroy_registry=True)


async def test_every_error_comes_back_with_all_that_its_sentence_needs(run_twice: Twice) -> None:
    asked = list[type[BotError]]()

    def failing(kind: type[BotError]) -> Call:
        async def fail() -> None:
            asked.append(kind)
            raise kind("for the log", **VARIABLES)

        return fail

    assert len(ERRORS) > 50
    for came in await run_twice([failing(kind) for kind in ERRORS]):
        assert [type(error) for error in came] == ERRORS
        assert all((error.detail, error.variables) == ("for the log", VARIABLES) for error in came)
    assert asked == ERRORS, "what failed for good is not tried again"


async def test_an_answer_comes_back_exactly(run_twice: Twice) -> None:
    asked = list[Any]()

    def answering(answer: Any) -> Call:
        async def ask() -> Any:
            asked.append(answer)
            return answer

        return ask

    assert await run_twice([answering(answer) for answer in ANSWERS]) == (ANSWERS, ANSWERS)
    assert asked == ANSWERS
