"""Faults on demand: what a test or a curious person wants to go wrong."""

import itertools
import random
from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal["error", "delay", "drop_before", "drop_after", "bad_json", "duplicate_update", "conflict", "file_gone"]
KINDS: frozenset[str] = frozenset(get_args(Kind))
UPDATE = "update"
"""Stands for the method where an update on its way is meant."""
_ONLY = {"duplicate_update": (UPDATE,), "conflict": ("getupdates",), "file_gone": ("getfile", "file")}
"""Kinds that make sense in one place only."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to go wrong.

    ``method`` is a Bot API method in lower case, ``file`` for downloads, ``*`` for all but getUpdates:
    that one is asked so often that it would use the fault up before anybody notices.
    ``delay`` and ``retry_after`` are seconds. ``times`` None means until it is taken back.
    """

    id: int
    kind: str
    method: str = "*"
    chat_id: int | None = None
    times: int | None = None
    probability: float = 1.0
    error_code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    delay: float = 1.0

    def as_json(self) -> dict[str, Any]:
        """The fault as it was asked for."""
        return {name: getattr(self, name) for name in self.__slots__}


def _is_meant(fault: Fault, method: str) -> bool:
    only = _ONLY.get(fault.kind)
    if only is not None:
        return method in only and fault.method in ("*", "getupdates", method)
    return fault.method == method or (fault.method == "*" and method not in ("getupdates", UPDATE))


class Faults:
    """The faults in force, oldest first. The dice are seeded: the same test goes wrong in the same place."""

    def __init__(self, seed: int = 0) -> None:
        self._dice = random.Random(seed)
        self._numbers = itertools.count(1)
        self._left: dict[int, int] = {}
        self.active: list[Fault] = []

    def add(self, kind: str, method: str = "*", **rest: Any) -> int:
        """Put a fault in force and return its id; ValueError for an unknown kind or field."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
        try:
            fault = Fault(next(self._numbers), kind, method.lower(), **rest)
        except TypeError as error:
            raise ValueError(str(error)) from None
        if fault.times is not None:
            self._left[fault.id] = fault.times
        self.active.append(fault)
        return fault.id

    def clear(self) -> None:
        """Everything works again."""
        self.active.clear()
        self._left.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The first fault that hits this call, counted as used; None for nearly every call."""
        for fault in self.active:
            if _is_meant(fault, method) and self._hits(fault, chat_id):
                self._use(fault)
                return fault
        return None

    def _hits(self, fault: Fault, chat_id: int | None) -> bool:
        if fault.chat_id is not None and fault.chat_id != chat_id:
            return False
        return fault.probability >= 1 or self._dice.random() < fault.probability

    def _use(self, fault: Fault) -> None:
        if fault.id not in self._left:
            return
        self._left[fault.id] -= 1
        if self._left[fault.id] <= 0:
            self.active.remove(fault)
