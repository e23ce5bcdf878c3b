"""The cheapest thing to do with a recording, decided from what ffprobe found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.errors import InputError, NoSound, NotMedia, TooLong, UnreasonableMedia
from frontend_bot.media.ogg_opus import OggOpus
from frontend_bot.media.plan import (
    FLAC,
    M4A,
    MP3,
    OGG,
    WAV,
    WEBM,
    Bounds,
    PassThrough,
    Plan,
    Reencode,
    Remux,
    Shape,
    plan_recording,
    plan_voice_note,
    tracks_to_try,
)
from frontend_bot.media.probe import AudioTrack, Probe

BOUNDS = Bounds()


def track(codec: str, number: int = 0, channels: int = 1, rate: int = 48000, **more: object) -> AudioTrack:
    return AudioTrack(number, codec, channels, rate, **more)  # type: ignore[arg-type]


def planned(probe: Probe, bounds: Bounds = BOUNDS, language: str = "") -> Plan:
    return plan_recording(probe, bounds, tracks_to_try(probe, language)[0])


def found(formats: str, *audio: AudioTrack, duration: float = 60, size: int = 500_000, **more: bool) -> Probe:
    return Probe(frozenset(formats.split(",")), duration, size, audio, **more)


@pytest.mark.parametrize(
    ("formats", "codec", "shape"),
    [
        ("ogg", "opus", OGG),
        ("ogg", "vorbis", OGG),
        ("mp3", "mp3", MP3),
        ("mov,mp4,m4a,3gp,3g2,mj2", "aac", M4A),
        ("wav", "pcm_s16le", WAV),
        ("flac", "flac", FLAC),
        ("matroska,webm", "opus", WEBM),
    ],
)
def test_what_providers_take_goes_as_it_is(formats: str, codec: str, shape: Shape) -> None:
    assert planned(found(formats, track(codec))) == PassThrough(shape)


@pytest.mark.parametrize(
    ("probe", "shape"),
    [
        (found("aac", track("aac")), M4A),
        (found("matroska,webm", track("aac")), M4A),
        (found("matroska,webm", track("mp3"), has_video=True), MP3),
        (found("mov,mp4", track("aac"), has_video=True), M4A),
        (found("matroska,webm", track("opus"), has_video=True), OGG),
        (found("mp3", track("mp3"), has_cover=True), MP3),
        (found("flv", track("mp3")), MP3),
        (found("mpegts", track("aac"), has_video=True), M4A),
        (found("caf", track("pcm_s16le")), WAV),
        (found("mov,mp4", track("aac"), track("aac", 1), has_video=True), M4A),
        (found("mov,mp4", track("aac"), has_video=True, size=900_000_000, duration=500), M4A),
    ],
)
def test_sound_is_copied_out_of_what_providers_do_not_take(probe: Probe, shape: Shape) -> None:
    plan = planned(probe)
    assert isinstance(plan, Remux)
    assert (plan.shape, plan.track.number) == (shape, 0)


@pytest.mark.parametrize(
    "probe",
    [
        found("amr", track("amr_nb", rate=8000)),
        found("asf", track("wmav2")),
        found("avi", track("ac3")),
        found("mov,mp4", track("alac")),
        found("mov,mp4", track("aac", channels=6)),
        found("wav", track("pcm_s16le"), size=90_000_000, duration=500),
        found("flac", track("flac", rate=192_000)),
        found("wav", track("pcm_s16le", channels=10)),
        found("mov,mp4", track("aac", is_trimmed=True)),
    ],
)
def test_only_the_rest_is_encoded(probe: Probe) -> None:
    plan = planned(probe)
    assert isinstance(plan, Reencode)
    assert plan.shape == MP3


@pytest.mark.parametrize(
    ("probe", "error"),
    [
        (found("mov,mp4", has_video=True), NoSound),
        (found("mp3", has_cover=True), NotMedia),
        (found("flac", track("flac", rate=500_000)), UnreasonableMedia),
        (found("flac", track("flac", channels=100)), UnreasonableMedia),
    ],
)
def test_refusals(probe: Probe, error: type[InputError]) -> None:
    with pytest.raises(error):
        planned(probe)


def test_a_duration_that_the_size_belies_does_not_refuse() -> None:
    lying = found("mp3", track("mp3"), duration=315_360_000)
    assert planned(lying, Bounds(longest=14_400)) == PassThrough(MP3)


def test_too_long_tells_the_minutes() -> None:
    with pytest.raises(TooLong) as refused:
        plan_voice_note(OggOpus(duration=600, channels=1, size=2_000_000), BOUNDS)
    assert refused.value.variables == {"minutes": 9}


def test_the_default_track_then_the_language_then_the_first() -> None:
    english, russian = track("aac", 0, language="eng"), track("aac", 1, language="rus")
    marked = track("aac", 2, is_default=True)
    assert tracks_to_try(found("mov", english, russian, marked), "ru") == (marked, english, russian)
    assert tracks_to_try(found("mov", english, russian), "ru") == (russian, english)
    assert tracks_to_try(found("mov", english, russian), "") == (english, russian)


tracks = st.builds(
    AudioTrack,
    number=st.integers(0, 3),
    codec=st.sampled_from(["opus", "aac", "mp3", "flac", "pcm_s16le", "pcm_s24le", "ac3", "", "vorbis"]),
    channels=st.integers(0, 20),
    sample_rate=st.integers(0, 400_000),
    language=st.sampled_from(["", "rus", "eng"]),
    is_default=st.booleans(),
)
probes = st.builds(
    Probe,
    formats=st.sampled_from(["ogg", "mp3", "mov,mp4", "wav", "flac", "matroska,webm", "aac", "avi", ""]).map(
        lambda names: frozenset(names.split(","))
    ),
    duration=st.floats(0, 1e9),
    size=st.integers(0, 2_000_000_000),
    audio=st.lists(tracks, max_size=4).map(tuple),
    has_video=st.booleans(),
    has_cover=st.booleans(),
)


@given(probe=probes, language=st.sampled_from(["", "ru", "en"]))
def test_every_file_gets_a_sound_plan_or_a_sentence(probe: Probe, language: str) -> None:
    try:
        chosen = tracks_to_try(probe, language)[0]
    except InputError:
        return
    plan = plan_recording(probe, BOUNDS, chosen)
    assert plan.shape in {OGG, MP3, M4A, WAV, FLAC, WEBM}
    if isinstance(plan, PassThrough):
        assert probe.size <= BOUNDS.bytes
        assert len(probe.audio) == 1
        assert not probe.has_video
        assert chosen.channels <= 2
    else:
        assert plan.track == chosen
    if isinstance(plan, Reencode):
        assert plan.shape == MP3
