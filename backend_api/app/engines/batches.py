"""Photos that wait with equal wishes share one container run, so that the model is loaded once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from backend_api.app.engines.engine import Wish
from backend_api.app.images import Photo
from backend_api.app.task_keeper import TaskKeeper

_MOST_MEGAPIXELS = 200.0
"""Of output in one run, so that its time stays bounded."""


@dataclass(eq=False, slots=True)
class Waiting:
    """A photo in line. ``alone`` marks one that may have spoilt a run: it gets a run of its own."""

    photo: Photo
    wish: Wish
    target: Path
    answer: asyncio.Future[int | None]
    alone: bool = False

    @property
    def megapixels(self) -> float:
        """Size of its result."""
        return self.photo.megapixels * self.wish.scale**2

    def succeed(self, faces: int | None) -> None:
        """Answer whoever waits, if anybody still does."""
        if not self.answer.done():
            self.answer.set_result(faces)

    def fail(self, error: Exception) -> None:
        """Answer with an error, if anybody still waits."""
        if not self.answer.done():
            self.answer.set_exception(error)


@dataclass(slots=True)
class Leftover:
    """What a run did not settle: ``suspects`` may be the reason, ``innocent`` were only in the same run."""

    suspects: list[Waiting] = field(default_factory=list)
    innocent: list[Waiting] = field(default_factory=list)


Run = Callable[[list[Waiting]], Awaitable[Leftover]]
"""Works on one batch: settles each photo, or hands it back."""


class Batches:
    """The line before the containers: at most ``slots`` runs at once, ``size`` photos a run, ``window`` seconds to
    gather.
    """

    def __init__(self, run: Run, keeper: TaskKeeper, *, slots: int, size: int, window: float) -> None:
        self._run = run
        self._keeper = keeper
        self._slots = slots
        self._size = size
        self._window = window
        self._line: list[Waiting] = []
        self._serving = 0

    async def enhance(self, photo: Photo, wish: Wish, target: Path) -> int | None:
        """Wait in line and in a run; returns the number of faces. Cancelling leaves the line."""
        waiting = Waiting(photo, wish, target, asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        self._serve_if_free()
        return await waiting.answer

    def _serve_if_free(self) -> None:
        if self._serving < self._slots:
            self._serving += 1
            self._keeper.start(self._serve(), "container slot")

    async def _serve(self) -> None:
        try:
            while self._line:
                if len(self._line) < self._size:
                    await asyncio.sleep(self._window)
                batch = self._take()
                if batch:
                    await self._work(batch)
        finally:
            self._serving -= 1

    async def _work(self, batch: list[Waiting]) -> None:
        try:
            left = await self._run(batch)
        except asyncio.CancelledError:
            for waiting in batch:
                waiting.answer.cancel()
            raise
        except Exception as error:  # noqa: BLE001  # whatever it was, whoever waits must hear of it
            for waiting in batch:
                waiting.fail(error)
            return
        for suspect in left.suspects:
            suspect.alone = True
        self._line[:0] = [*left.innocent, *left.suspects]

    def _take(self) -> list[Waiting]:
        """The next batch: equal wishes, oldest first, bounded in number and pixels."""
        self._line = [waiting for waiting in self._line if not waiting.answer.done()]
        if not self._line:
            return []
        first = self._line[0]
        batch, pixels = [first], first.megapixels
        for other in self._line[1:]:
            if first.alone or len(batch) >= self._size:
                break
            if other.wish == first.wish and not other.alone and pixels + other.megapixels <= _MOST_MEGAPIXELS:
                batch.append(other)
                pixels += other.megapixels
        taken = set(map(id, batch))
        self._line = [waiting for waiting in self._line if id(waiting) not in taken]
        return batch
