"""Finds the modes of this folder. Strict: a file that is not exactly one well-formed mode stops the start."""

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from inspect import getmembers, isabstract, isclass
from types import ModuleType

from frontend_bot.core.content import Kind
from frontend_bot.core.mode import JobMode, Mode, PageMode
from frontend_bot.errors import SettingsError


class Modes:
    """All modes, in menu order."""

    def __init__(self, modes: Iterable[Mode]) -> None:
        self.all: tuple[Mode, ...] = tuple(sorted(modes, key=lambda mode: (mode.order, mode.id)))
        self.by_id: dict[str, Mode] = {mode.id: mode for mode in self.all}
        self.jobs: dict[str, JobMode] = {mode.id: mode for mode in self.all if isinstance(mode, JobMode)}
        self.pages: dict[str, PageMode] = {mode.id: mode for mode in self.all if isinstance(mode, PageMode)}

    def accepting(self, kind: Kind) -> list[JobMode]:
        """The job modes that take content of this kind, in menu order."""
        return [mode for mode in self.jobs.values() if kind in mode.accepts]


def find_modes() -> Modes:
    """Import every file of this folder. Raises SettingsError naming the file that is not a mode and why."""
    return Modes(_mode_of(import_module(f"{__name__}.{info.name}")) for info in pkgutil.iter_modules(__path__))


def needed_phrases(modes: Modes) -> Iterator[str]:
    """Ids of every sentence that the declarations promise, for the check at the start."""
    for mode in modes.all:
        yield f"mode-{mode.id}"
        yield f"mode-{mode.id}-prompt"
        for option in mode.options:
            yield f"option-{mode.id}-{option.id}"
            yield from (f"option-{mode.id}-{option.id}-{value}" for value in option.values)


def _mode_of(module: ModuleType) -> Mode:
    name = module.__name__.rpartition(".")[2]
    found = [
        member
        for _, member in getmembers(module, isclass)
        if issubclass(member, Mode) and not isabstract(member) and member.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise SettingsError(f"modes/{name}.py must define exactly one mode, it defines {len(found)}.")
    mode: Mode = found[0]()
    if getattr(mode, "id", None) != name:
        raise SettingsError(f"modes/{name}.py: the mode's id must be {name!r}, the name of its file.")
    if isinstance(mode, JobMode) and not getattr(mode, "accepts", None):
        raise SettingsError(f"modes/{name}.py: the mode must say what it accepts.")
    return mode
