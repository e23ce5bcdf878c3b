"""What to do with a recording before a provider gets it. Pure decisions; conversion.py carries them out.

The cheapest plan that the provider accepts wins: send as it is, else copy the sound into another container, else
encode.
"""

from dataclasses import dataclass

from frontend_bot.core.recording import Way
from frontend_bot.errors import NoSound, NotMedia, TooLong, UnreasonableMedia
from frontend_bot.media.ogg_opus import OggOpus
from frontend_bot.media.probe import AudioTrack, Probe

MOST_CHANNELS = 64
HIGHEST_SAMPLE_RATE = 384_000
"""Beyond these it is no recording but a file made to take an absurd amount of work."""
HIGHEST_SENT_RATE = 96_000
LEAST_SENSE = 1500.0
"""Bits a second. Opus writes silence with 150 to 700 that are no repetition, speech with 3000 at the very least."""
LEAST_BITS_PER_SECOND = 400
"""A header that claims fewer bits for a second is not believed; silence in Opus takes some 1800."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The longest recording (seconds) and the largest file (bytes) that goes to the provider in one request.

    ``longest`` is the longest recording at all, in seconds; what exceeds ``seconds`` is cut. 0: nothing is ever cut.
    """

    seconds: float = 590.0
    bytes: int = 24_000_000
    longest: float = 0.0

    @property
    def most_seconds(self) -> float:
        """Beyond this a recording is refused."""
        return max(self.seconds, self.longest)

    @property
    def cuts(self) -> bool:
        """Whether longer recordings than one request carries are taken at all."""
        return self.longest > self.seconds

    def whole(self) -> "Bounds":
        """For one file with all the sound of a long recording in it, at a bit rate that chunks can have."""
        return Bounds(self.most_seconds, int(self.bytes * max(1.0, self.most_seconds / self.seconds)))

    def too_long(self) -> TooLong:
        """The error for a recording beyond ``most_seconds``, with the sentence's variable."""
        return TooLong(minutes=max(1, int(self.most_seconds // 60)))


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
"""The container in which each codec is accepted everywhere. A codec that is not here is encoded again."""
_BY_EXTENSION = {shape.extension: shape for shape in (OGG, MP3, M4A, WAV, FLAC, WEBM)}
_CUT_IN_PLACE = {"ogg", "mp3", "mov", "wav", "matroska", "aac"}
"""Containers out of which a piece is copied right into its shape, tried with each codec; others are extracted first."""
_CUT_BY_COPYING = {codec: shape for codec, shape in _HOMES.items() if shape is not FLAC}
"""A piece of a FLAC file would keep the whole file's length in its header, which some servers believe."""
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
    track: AudioTrack
    reason: str


@dataclass(frozen=True, slots=True)
class Reencode:
    """Decode one track and encode it small: mono, 16 kHz, mp3 at 48 kb/s (or wav for a server that refuses mp3)."""

    shape: Shape
    track: AudioTrack
    reason: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Longer than one request: bring the sound into one file that can be cut by copying, and cut it at silences."""

    shape: Shape
    track: AudioTrack
    way: Way
    reason: str


Plan = PassThrough | Remux | Reencode | Cut


def plan_voice_note(header: OggOpus, bounds: Bounds) -> PassThrough | None:
    """The plan for an Ogg/Opus file that was counted through; None if a closer look is needed.

    Raises TooLong.
    """
    if not header.is_plausible or header.channels > 2 or header.bits_per_second < LEAST_SENSE:
        return None
    if header.duration > bounds.most_seconds:
        raise bounds.too_long()
    if header.duration > bounds.seconds:
        return None
    return PassThrough(OGG) if header.size <= bounds.bytes else None


def plan_recording(probe: Probe, bounds: Bounds, track: AudioTrack) -> Plan:
    """The plan for one track of a file that ffprobe has looked at. How long it is was claimed, not measured."""
    if bounds.cuts and probe.duration > bounds.seconds and is_believable(probe.duration, probe.size):
        return plan_cuts(probe, bounds, probe.duration, track)
    home = _HOMES.get(track.codec)
    shape, codecs = next((_SENDABLE[name] for name in sorted(probe.formats) if name in _SENDABLE), (None, set()))
    if reason := _why_decoded(track):
        return Reencode(MP3, track, reason)
    if shape is None or track.codec not in codecs:
        if home is None:
            return Reencode(MP3, track, f"codec {track.codec}")
        return Remux(home, track, "the container")
    return _of_sendable(probe, bounds, track, shape, home or shape)


def plan_cuts(probe: Probe, bounds: Bounds, duration: float, track: AudioTrack) -> Cut:
    """The plan for a recording of ``duration`` seconds that must go in several requests."""
    shape, reason = _CUT_BY_COPYING.get(track.codec), _why_decoded(track)
    if shape is None or reason:
        return Cut(MP3, track, Way.ENCODE, reason or f"codec {track.codec}")
    if probe.has_video or len(probe.audio) > 1 or not probe.formats & _CUT_IN_PLACE:
        return Cut(shape, track, Way.EXTRACT, "more in it than the sound, or an odd container")
    if probe.size / duration * bounds.seconds > bounds.bytes:
        return Cut(MP3, track, Way.ENCODE, "too many bytes")
    return Cut(shape, track, Way.IN_PLACE, "")


def _why_decoded(track: AudioTrack) -> str:
    """Why a copy of the track would not do, whatever the codec; "" if it would."""
    if track.channels > 2 or track.sample_rate > HIGHEST_SENT_RATE:
        return f"{track.channels} channels at {track.sample_rate} Hz"
    return "sound from before the beginning" if track.is_trimmed else ""


def shape_named(extension: str) -> Shape:
    """The shape with this extension. Raises KeyError."""
    return _BY_EXTENSION[extension]


def _of_sendable(probe: Probe, bounds: Bounds, track: AudioTrack, shape: Shape, home: Shape) -> Plan:
    only_sound = len(probe.audio) == 1 and not probe.has_video
    if only_sound and not probe.has_cover and probe.size <= bounds.bytes:
        return PassThrough(shape)
    if only_sound and not probe.has_cover:
        return Reencode(MP3, track, "too many bytes")
    return Remux(shape if track.codec not in _HOMES else home, track, "more in it than the sound")


def tracks_to_try(probe: Probe, language: str = "") -> tuple[AudioTrack, ...]:
    """The tracks, the likeliest first: the default one, else one in this language (ISO 639-1), else the first.

    Raises NoSound for a video without sound, NotMedia where there is no video either, UnreasonableMedia where all are
    absurd.
    """
    if not probe.audio:
        raise NoSound("video without sound") if probe.has_video else NotMedia("no sound in it")
    spoken = [track for track in probe.audio if language and track.language[:2] == language[:2]]
    marked = [track for track in probe.audio if track.is_default]
    first = (marked if len(marked) == 1 else spoken or marked or list(probe.audio))[0]
    tracks = (first, *(track for track in probe.audio if track is not first))
    sane = [one for one in tracks if one.channels <= MOST_CHANNELS and one.sample_rate <= HIGHEST_SAMPLE_RATE]
    if not sane:
        raise UnreasonableMedia(f"{first.channels} channels at {first.sample_rate} Hz")
    return tuple(sane)


def is_believable(duration: float, size: int) -> bool:
    """True if ``size`` bytes can hold ``duration`` seconds of any sound."""
    return duration * LEAST_BITS_PER_SECOND <= size * 8
