"""What to do with a recording before a provider gets it. Pure decisions; conversion.py carries them out.

The cheapest plan that the provider accepts wins: send as it is, else copy the sound into another container, else
encode.
"""

from dataclasses import dataclass

from frontend_bot.errors import NoSound, NotMedia, TooLong, UnreasonableMedia
from frontend_bot.media.ogg_opus import OggOpus
from frontend_bot.media.probe import AudioTrack, Probe

MOST_CHANNELS = 8
HIGHEST_SAMPLE_RATE = 96_000
LEAST_BITS_PER_SECOND = 400
"""A header that claims fewer bits for a second is not believed; silence in Opus takes some 1800."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The longest recording (seconds) and the largest file (bytes) that goes to the provider in one request."""

    seconds: float = 590.0
    bytes: int = 24_000_000

    def too_long(self) -> TooLong:
        """The error for a recording beyond ``seconds``, with the sentence's variable."""
        return TooLong(minutes=max(1, int(self.seconds // 60)))


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of file that providers take: its extension (which they go by), its type, ffmpeg's name of its writer."""

    extension: str
    mime_type: str
    muxer: str


OGG = Shape("ogg", "audio/ogg", "ogg")
MP3 = Shape("mp3", "audio/mpeg", "mp3")
M4A = Shape("m4a", "audio/mp4", "ipod")
WAV = Shape("wav", "audio/wav", "wav")
FLAC = Shape("flac", "audio/flac", "flac")
WEBM = Shape("webm", "audio/webm", "webm")

_HOMES = {"opus": OGG, "vorbis": OGG, "mp3": MP3, "aac": M4A, "flac": FLAC, "pcm_s16le": WAV}
"""The container in which each codec is accepted everywhere. A codec that is not here is encoded anew."""
_SENDABLE = {
    "ogg": (OGG, {"opus", "vorbis"}),
    "mp3": (MP3, {"mp3"}),
    "mov": (M4A, {"aac"}),
    "wav": (WAV, {"pcm_s16le", "pcm_u8", "pcm_s24le"}),
    "flac": (FLAC, {"flac"}),
    "webm": (WEBM, {"opus", "vorbis"}),
}
"""By ffprobe's name of a container: what it is called at the provider and which codecs in it are taken as they are."""


@dataclass(frozen=True, slots=True)
class PassThrough:
    """Send the file as it is."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Remux:
    """Copy one track, without decoding it, into a container of its own."""

    shape: Shape
    track: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reencode:
    """Decode one track and encode it small: mono, 16 kHz, mp3 at 48 kb/s (or wav for a server that refuses mp3)."""

    shape: Shape
    track: int
    reason: str


Plan = PassThrough | Remux | Reencode


def plan_voice_note(header: OggOpus, bounds: Bounds) -> PassThrough | None:
    """The plan for an Ogg/Opus file from its header alone; None if a closer look is needed.

    Raises TooLong.
    """
    if not header.is_plausible or header.channels > 2:
        return None
    if header.duration > bounds.seconds:
        raise bounds.too_long()
    return PassThrough(OGG) if header.size <= bounds.bytes else None


def plan_recording(probe: Probe, bounds: Bounds, language: str = "") -> Plan:
    """The plan for a file that ffprobe has looked at. ``language`` chooses between several tracks.

    Raises NoSound, NotMedia, UnreasonableMedia, TooLong (only by a claim that the size bears out).
    """
    track = choose_track(probe, language)
    if track.channels > MOST_CHANNELS or track.sample_rate > HIGHEST_SAMPLE_RATE:
        raise UnreasonableMedia(f"{track.channels} channels at {track.sample_rate} Hz")
    if probe.duration > bounds.seconds and is_believable(probe.duration, probe.size):
        raise bounds.too_long()
    home = _HOMES.get(track.codec)
    shape, codecs = next((_SENDABLE[name] for name in sorted(probe.formats) if name in _SENDABLE), (None, set()))
    if track.channels > 2:
        return Reencode(MP3, track.number, "more than two channels")
    if shape is None or track.codec not in codecs:
        if home is None:
            return Reencode(MP3, track.number, f"codec {track.codec}")
        return Remux(home, track.number, "the container")
    return _of_sendable(probe, bounds, track, shape, home or shape)


def _of_sendable(probe: Probe, bounds: Bounds, track: AudioTrack, shape: Shape, home: Shape) -> Plan:
    only_sound = len(probe.audio) == 1 and not probe.has_video
    if only_sound and not probe.has_cover and probe.size <= bounds.bytes:
        return PassThrough(shape)
    if only_sound and not probe.has_cover:
        return Reencode(MP3, track.number, "too many bytes")
    return Remux(shape if track.codec not in _HOMES else home, track.number, "more in it than the sound")


def choose_track(probe: Probe, language: str = "") -> AudioTrack:
    """The track that is meant: the default one, else one in this language (ISO 639-1), else the first.

    Raises NoSound for a film without sound, NotMedia where there is no film either.
    """
    if not probe.audio:
        raise NoSound("video without sound") if probe.has_video else NotMedia("no sound in it")
    spoken = [track for track in probe.audio if language and track.language[:2] == language[:2]]
    marked = [track for track in probe.audio if track.is_default]
    if len(marked) == 1:
        return marked[0]
    return (spoken or marked or list(probe.audio))[0]


def is_believable(duration: float, size: int) -> bool:
    """True if ``size`` bytes can hold ``duration`` seconds of any sound."""
    return duration * LEAST_BITS_PER_SECOND <= size * 8
