"""A file as it goes to a provider, and what is known of it."""

from dataclasses import dataclass
from pathlib import Path

from frontend_bot.core.timeline import STRAIGHT, Timeline
from frontend_bot.media.plan import Shape
from frontend_bot.media.probe import ONLY_TRACK, AudioTrack


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to be sent. ``file_name`` is what the provider is told; ``duration`` is measured, in seconds of
    sound; ``size`` is in bytes; ``source`` and ``track`` say what it was made of.

    ``timeline`` says when its sound is heard in the recording. ``is_silent`` is true where there is nothing but digital
    silence in it, ``is_quiet`` where nothing sounds that could be speech in an ordinary recording; ``promised`` is how
    long the header says the recording is, in seconds, where clearly less is in the file; else 0. ``has_more_tracks`` is
    true where another track may be tried.
    """

    path: Path
    shape: Shape
    duration: float
    size: int
    source: Path
    track: AudioTrack = ONLY_TRACK
    timeline: Timeline = STRAIGHT
    is_quiet: bool = False
    is_silent: bool = False
    promised: float = 0.0
    has_more_tracks: bool = False

    @property
    def file_name(self) -> str:
        """Providers go by the extension, and refuse Telegram's own ``.oga``."""
        return f"voice.{self.shape.extension}"

    @property
    def own_track(self) -> AudioTrack:
        """The track in ``path``: what was made for this recording has one only."""
        return self.track if self.path == self.source else ONLY_TRACK
