"""Finds the modes of this folder. Strict: a file that is not exactly one well-formed mode stops the start."""

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from inspect import getmembers, isabstract, isclass
from types import ModuleType

from frontend_bot.core.mode import JobMode, Mode
from frontend_bot.core.registry import Modes
from frontend_bot.errors import SettingsError

_LONGEST_ID = 20
_LONGEST_WORD = 16


def find_modes(languages: Sequence[str] = ()) -> Modes:
    """Import every file of this folder. ``languages`` are the codes that options of languages offer.

    Raises SettingsError naming the file that is not a mode and why.
    """
    names = (info.name for info in pkgutil.iter_modules(__path__))
    return Modes(_mode_of(import_module(f"{__name__}.{name}"), languages) for name in names)


def _mode_of(module: ModuleType, languages: Sequence[str]) -> Mode:
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
    mode.options = tuple(option.offering(languages) for option in mode.options)
    words = (word for option in mode.options for word in (option.id, *option.values))
    if len(name) > _LONGEST_ID or any(len(word) > _LONGEST_WORD for word in words):
        raise SettingsError(
            f"modes/{name}.py: buttons carry 64 bytes, so an id has at most {_LONGEST_ID} letters, "
            f"and an option's id and values have at most {_LONGEST_WORD}."
        )
    return mode
