"""Which engine does a photo: the one asked for, or the first that works. An engine that keeps failing rests for a
while.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from backend_api.app.engines.engine import Engine, Wish
from backend_api.app.errors import EngineBroken, EngineFailed, NoEngine, TooManyPixels
from backend_api.app.images import Photo

_log = structlog.get_logger(__name__)
_FAILURES = 3
_REST = 60.0
_LONGEST_REST = 600.0


class Breaker:
    """Closed while an engine works; opens after 3 failures in a row, or at once when the engine is broken as such.

    An open one rests for a minute (then two, four … ten), after which one single photo tries the engine again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._rest = _REST
        self._until = 0.0
        self._trying = False
        self.reason = ""

    def allows(self) -> bool:
        """True if a photo may be given to the engine now. After a rest this is true once, until that photo has
        ended.
        """
        if not self.reason or self._failures < _FAILURES:
            return True
        if self._clock() < self._until or self._trying:
            return False
        self._trying = True
        return True

    @property
    def is_open(self) -> bool:
        """True while the engine rests."""
        return self._failures >= _FAILURES

    def succeeded(self) -> None:
        """A photo passed."""
        self._failures, self._rest, self._trying, self.reason = 0, _REST, False, ""

    def failed(self, reason: str, *, at_once: bool = False) -> None:
        """A photo did not pass, for this reason."""
        self._failures = max(self._failures + 1, _FAILURES if at_once else 0)
        self.reason = reason
        if self._failures >= _FAILURES:
            self._until = self._clock() + self._rest
            self._rest = min(self._rest * 2, _LONGEST_REST)
        self._trying = False

    def gave_up(self) -> None:
        """The photo was cancelled: it says nothing about the engine."""
        self._trying = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """An engine that did not do a photo, and why, as one sentence."""

    engine: str
    reason: str


@dataclass(frozen=True, slots=True)
class Enhanced:
    """A finished photo: where it lies, which engine did it, how many faces it found, and what was not available."""

    path: Path
    engine: str
    faces: int | None
    skipped: tuple[Skipped, ...]


FinishCall = Callable[[Path], Awaitable[Path]]


class Choice:
    """The engines in the order in which they are tried."""

    def __init__(self, engines: Sequence[Engine], clock: Callable[[], float] = time.monotonic) -> None:
        self._engines = tuple(engines)
        self._breakers = {engine.name: Breaker(clock) for engine in engines}
        self._missing: dict[str, str] = {}

    async def look(self) -> None:
        """Ask every engine what it misses; called at start and every now and then."""
        for engine in self._engines:
            before, now = self._missing.get(engine.name), await engine.why_not()
            self._missing[engine.name] = now
            if now != before:
                _log.info("engine looked at", engine=engine.name, works=not now, reason=now)

    def state(self) -> dict[str, str]:
        """Every engine's name with the reason why it does not work, empty if it does."""
        return {
            engine.name: self._missing.get(engine.name, "") or self._open_reason(engine.name)
            for engine in self._engines
        }

    def _open_reason(self, name: str) -> str:
        breaker = self._breakers[name]
        return breaker.reason if breaker.is_open else ""

    async def enhance(self, photo: Photo, wish: Wish, finish: FinishCall) -> Enhanced:
        """Let the first engine that can do it do it; ``finish`` checks and encodes what an engine wrote.

        Raises NoEngine, or the last engine's error, when none could.
        """
        skipped: list[Skipped] = []
        last: EngineFailed | None = None
        for engine in self._engines:
            reason = self._missing.get(engine.name, "")
            if reason or not self._breakers[engine.name].allows():
                skipped.append(Skipped(engine.name, reason or self._breakers[engine.name].reason))
                continue
            try:
                path, faces = await self._try(engine, photo, wish, finish)
            except EngineFailed as error:
                last = error
                skipped.append(Skipped(engine.name, error.message))
            else:
                return Enhanced(path, engine.name, faces, tuple(skipped))
        raise last or NoEngine(" ".join(s.reason for s in skipped))

    async def _try(self, engine: Engine, photo: Photo, wish: Wish, finish: FinishCall) -> tuple[Path, int | None]:
        breaker = self._breakers[engine.name]
        target = photo.folder / f"{engine.name}.png"
        # A run that was cut off by a crash may have left one.
        await asyncio.to_thread(target.unlink, missing_ok=True)
        try:
            faces = await engine.enhance(photo, wish, target)
            path = await finish(target)
        except EngineFailed as error:
            _log.warning("engine failed", engine=engine.name, code=error.code, reason=error.message)
            breaker.failed(error.message, at_once=isinstance(error, EngineBroken))
            raise
        except TooManyPixels as error:
            breaker.gave_up()
            raise EngineFailed(error.message) from None
        except BaseException:
            breaker.gave_up()
            raise
        breaker.succeeded()
        return path, faces
