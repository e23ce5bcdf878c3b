"""The modes that are there, however they were found."""

from collections.abc import Iterable, Iterator

from frontend_bot.core.content import Kind
from frontend_bot.core.mode import JobMode, Mode, PageMode


class Modes:
    """All modes, in menu order."""

    def __init__(self, modes: Iterable[Mode]) -> None:
        self.all: tuple[Mode, ...] = tuple(sorted(modes, key=lambda mode: (mode.order, mode.id)))
        self.by_id: dict[str, Mode] = {mode.id: mode for mode in self.all}
        self.jobs: dict[str, JobMode] = {mode.id: mode for mode in self.all if isinstance(mode, JobMode)}
        self.pages: dict[str, PageMode] = {mode.id: mode for mode in self.all if isinstance(mode, PageMode)}

    def accepting(self, kind: Kind) -> list[JobMode]:
        """The job modes that take content of this kind as it is sent, in menu order."""
        return [mode for mode in self.jobs.values() if kind in mode.accepts and not mode.needs_transcript]

    def needed_phrases(self) -> Iterator[str]:
        """Ids of every sentence that the declarations promise, for the check at the start."""
        for mode in self.all:
            yield f"mode-{mode.id}"
            yield f"mode-{mode.id}-prompt"
            for option in (option for option in mode.options if not option.asked_by):
                yield mode.name_of(option).id
                yield from (mode.label_of(option, value).id for value in option.values)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Language and Fluent source of the modes that bring their own words."""
        for mode in self.all:
            yield from mode.texts.items()
