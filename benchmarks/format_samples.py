"""Recordings in every container and codec that people send, and in some that they do not: made by ffmpeg from tones."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.tone_code import write_tones

WORDS = tuple(range(1, 11))
SECONDS = 7.3
"""How long ten words last."""
_PICTURE = "-f lavfi -i color=c=teal:s=352x288:r=25:d=7.3"


@dataclass(frozen=True, slots=True)
class FormatSample:
    """``arguments`` are ffmpeg's for its output; ``picture`` names the codec of the picture of a video, if it is one.

    ``has_words`` is false where the codec is too rough for tones, or nothing but its frames could be made.
    """

    name: str
    container: str
    codec: str
    arguments: str
    picture: str = ""
    seconds: float = SECONDS
    has_words: bool = True


def _sound(name: str, container: str, codec: str, arguments: str, *, has_words: bool = True) -> FormatSample:
    return FormatSample(name, container, codec, arguments, has_words=has_words)


def _video(name: str, container: str, codec: str, arguments: str, picture: str) -> FormatSample:
    return FormatSample(name, container, codec, arguments, picture)


_TEN = "pan=10C|" + "|".join(f"c{number}=c0" for number in range(10))
_PCM = "pcm_u8 pcm_s16le pcm_s24le pcm_s32le pcm_f32le pcm_f64le pcm_alaw pcm_mulaw"
_WAV = (
    *(_sound(f"{codec}.wav", "WAV", codec, f"-c:a {codec}") for codec in _PCM.split()),
    _sound("adpcm.wav", "WAV", "IMA ADPCM", "-c:a adpcm_ima_wav"),
    _sound("ms-adpcm.wav", "WAV", "Microsoft ADPCM", "-c:a adpcm_ms"),
    _sound("yamaha.wav", "WAV", "Yamaha ADPCM", "-c:a adpcm_yamaha"),
    _sound("g726.wav", "WAV", "G.726", "-c:a g726"),
    _sound("g723.wav", "WAV", "G.723.1", "-c:a g723_1 -ar 8000 -ac 1 -b:a 6300", has_words=False),
    _sound("gsm.wav", "WAV", "GSM 06.10", "-c:a libgsm_ms", has_words=False),
    _sound("mp3.wav", "WAV", "MP3", "-c:a libmp3lame"),
    _sound("192-khz.wav", "WAV", "PCM, 192 kHz", "-ar 192000 -c:a pcm_s16le"),
    _sound("ten-channels.wav", "WAV", "PCM, 10 channels", f"-filter:a {_TEN} -c:a pcm_s16le"),
    _sound("rf64.wav", "RF64", "PCM", "-rf64 always -c:a pcm_s16le"),
    _sound("pcm.w64", "Wave64", "PCM", "-c:a pcm_s16le"),
)
_OGG = (
    _sound("voice.ogg", "Ogg", "Opus", "-c:a libopus -b:a 32k"),
    _sound("stereo.opus", "Ogg", "Opus, stereo", "-c:a libopus -b:a 64k -ac 2"),
    _sound("surround.opus", "Ogg", "Opus, 6 channels", "-c:a libopus -ac 6"),
    _sound("vorbis.ogg", "Ogg", "Vorbis", "-c:a libvorbis"),
    _sound("flac.oga", "Ogg", "FLAC", "-c:a flac"),
    _sound("speex.spx", "Ogg", "Speex", "-c:a libspeex -ar 16000"),
    _video("theora.ogv", "Ogg", "Vorbis", "-c:a libvorbis", "libtheora"),
)
_MP3 = (
    _sound("cbr.mp3", "MP3", "MP3", "-c:a libmp3lame -b:a 64k"),
    _sound("vbr.mp3", "MP3", "MP3, variable", "-c:a libmp3lame -q:a 4 -ar 44100"),
    _sound("no-header.mp3", "MP3", "MP3, no Xing header", "-c:a libmp3lame -write_xing 0"),
    _sound("layer-2.mp2", "MPEG audio", "MP2", "-c:a mp2 -ar 44100"),
)
_MP4 = (
    _sound("aac.m4a", "MP4", "AAC", "-c:a aac -b:a 64k"),
    _sound("surround.m4a", "MP4", "AAC, 6 channels", "-c:a aac -ac 6 -ar 48000"),
    _sound("alac.m4a", "MP4", "ALAC", "-c:a alac"),
    _sound("book.m4b", "MP4", "AAC", "-c:a aac -f ipod"),
    _sound("fragmented.mp4", "MP4, fragmented", "AAC", "-c:a aac -movflags frag_keyframe+empty_moov"),
    _sound("opus.mp4", "MP4", "Opus", "-c:a libopus"),
    _sound("flac.mp4", "MP4", "FLAC", "-c:a flac -strict -2"),
    _sound("mp3.mp4", "MP4", "MP3", "-c:a libmp3lame -ar 44100"),
    _sound("ac3.mp4", "MP4", "AC-3", "-c:a ac3 -ar 48000"),
    _video("h264.mp4", "MP4", "AAC", "-c:a aac", "libx264"),
    _video("hevc.mp4", "MP4", "AAC", "-c:a aac", "libx265"),
    _video("av1.mp4", "MP4", "AAC", "-c:a aac", "libaom-av1 -cpu-used 8"),
    _video("phone.3gp", "3GP", "AAC", "-c:a aac", "mpeg4"),
    _video("phone.3g2", "3G2", "AAC", "-c:a aac", "mpeg4"),
    _video("camera.mov", "QuickTime", "PCM", "-c:a pcm_s16le", "mjpeg"),
    _video("twos.mov", "QuickTime", "PCM, big-endian", "-c:a pcm_s16be", "prores"),
    _video("ima.mov", "QuickTime", "IMA ADPCM", "-c:a adpcm_ima_qt", "libx264"),
    _video("ulaw.mov", "QuickTime", "µ-law", "-c:a pcm_mulaw", "libx264"),
)
_MATROSKA = (
    _sound("vorbis.mka", "Matroska", "Vorbis", "-c:a libvorbis"),
    _sound("browser.webm", "WebM", "Opus", "-c:a libopus"),
    _sound("live.webm", "WebM, streamed", "Opus", "-c:a libopus -live 1"),
    _sound("flac.mka", "Matroska", "FLAC", "-c:a flac"),
    _sound("wavpack.mka", "Matroska", "WavPack", "-c:a wavpack"),
    _sound("tta.mka", "Matroska", "TTA", "-c:a tta"),
    _video("vp8.webm", "WebM", "Vorbis", "-c:a libvorbis", "libvpx -deadline realtime -cpu-used 8"),
    _video("vp9.webm", "WebM", "Opus", "-c:a libopus", "libvpx-vp9 -deadline realtime -cpu-used 8"),
    _video("mp3.mkv", "Matroska", "MP3", "-c:a libmp3lame", "libx264"),
    _video("ac3.mkv", "Matroska", "AC-3", "-c:a ac3 -ar 48000", "libx264"),
    _video("eac3.mkv", "Matroska", "E-AC-3", "-c:a eac3 -ar 48000", "libx264"),
    _video("dts.mkv", "Matroska", "DTS", "-c:a dca -strict -2 -ar 48000", "libx264"),
    _video("truehd.mkv", "Matroska", "TrueHD", "-c:a truehd -strict -2 -ar 48000 -ac 2", "libx264"),
    _video("magicyuv.mkv", "Matroska", "AAC, MagicYUV picture", "-c:a aac", "magicyuv"),
    _video("huffyuv.avi", "AVI", "PCM, HuffYUV picture", "-c:a pcm_s16le", "huffyuv"),
)
_TRANSPORT = (
    _video("tv.ts", "MPEG-TS", "AAC", "-c:a aac", "mpeg2video"),
    _video("latm.ts", "MPEG-TS", "AAC in LATM", "-c:a aac -mpegts_flags latm", "libx264"),
    _video("camera.mts", "MPEG-TS", "AC-3", "-c:a ac3 -ar 48000 -f mpegts", "libx264"),
    _video("disc.m2ts", "M2TS", "Blu-ray PCM", "-c:a pcm_bluray -ar 48000 -mpegts_m2ts_mode 1 -f mpegts", "libx264"),
    _video("opus.ts", "MPEG-TS", "Opus", "-c:a libopus", "libx264"),
    _video("disc.mpg", "MPEG-PS", "MP2", "-c:a mp2 -ar 44100", "mpeg1video"),
    _video("disc.vob", "DVD", "AC-3", "-c:a ac3 -ar 48000", "mpeg2video"),
    _video("dvd-pcm.vob", "DVD", "DVD PCM", "-c:a pcm_dvd -ar 48000 -ac 2", "mpeg2video"),
)
_OTHERS = (
    _sound("raw.aac", "ADTS", "AAC", "-c:a aac"),
    _sound("latm.latm", "LATM", "AAC", "-c:a aac -f latm"),
    _sound("flac.flac", "FLAC", "FLAC", "-c:a flac -sample_fmt s16"),
    _sound("192-khz.flac", "FLAC", "FLAC, 192 kHz", "-c:a flac -ar 192000"),
    _sound("pcm.aiff", "AIFF", "PCM", "-c:a pcm_s16be"),
    _sound("ulaw.aifc", "AIFF-C", "µ-law", "-c:a pcm_mulaw -f aiff"),
    _sound("pcm.caf", "CAF", "PCM", "-c:a pcm_s16le"),
    _sound("opus.caf", "CAF", "Opus", "-c:a libopus"),
    _sound("ulaw.caf", "CAF", "µ-law", "-c:a pcm_mulaw"),
    _sound("ima.caf", "CAF", "IMA ADPCM", "-c:a adpcm_ima_qt"),
    _sound("alac.caf", "CAF", "ALAC", "-c:a alac"),
    _sound("pcm.au", "AU", "PCM", "-c:a pcm_s16be"),
    _sound("ulaw.au", "AU", "µ-law", "-c:a pcm_mulaw"),
    _sound("wave.wv", "WavPack", "WavPack", "-c:a wavpack"),
    _sound("surround.ac3", "AC-3", "AC-3", "-c:a ac3 -ar 48000"),
    _sound("surround.eac3", "E-AC-3", "E-AC-3", "-c:a eac3 -ar 48000"),
    _sound("surround.dts", "DTS", "DTS", "-c:a dca -strict -2 -ar 48000"),
    _sound("windows.wma", "ASF", "WMA 2", "-c:a wmav2"),
    _sound("old-windows.wma", "ASF", "WMA 1", "-c:a wmav1"),
    _video("windows.wmv", "ASF", "WMA 2", "-c:a wmav2", "wmv2"),
    _video("divx.avi", "AVI", "MP3", "-c:a libmp3lame -ar 44100", "mpeg4"),
    _video("camera.avi", "AVI", "PCM", "-c:a pcm_s16le", "mjpeg"),
    _video("flash.flv", "FLV", "MP3", "-c:a libmp3lame -ar 44100", "flv"),
    _video("nellymoser.flv", "FLV", "Nellymoser", "-c:a nellymoser -ar 22050", "flv"),
    _video("f4v.f4v", "MP4", "AAC", "-c:a aac", "libx264"),
    FormatSample("phone.amr", "AMR", "AMR-NB", "", seconds=10.0, has_words=False),
    FormatSample("phone.awb", "AMR", "AMR-WB", "", seconds=10.0, has_words=False),
)
_REFUSED = (
    _sound("tta.tta", "TTA", "TTA", "-c:a tta"),
    _sound("creative.voc", "VOC", "PCM", "-c:a pcm_u8"),
    _sound("real.rm", "RealMedia", "RealAudio", "-c:a real_144"),
    _sound("game.adx", "ADX", "ADX ADPCM", "-c:a adpcm_adx"),
    _sound("nut.nut", "NUT", "PCM", "-c:a pcm_s16le"),
    _sound("sonic.mka", "Matroska", "Sonic", "-c:a sonic -strict -2"),
    _sound("sbc.sbc", "SBC", "SBC", "-c:a sbc"),
    FormatSample("silent.mp4", "MP4", "no sound", "-an", "libx264"),
    FormatSample("picture.png", "PNG", "no sound", "-an -frames:v 1", "png"),
)
SAMPLES = (*_WAV, *_OGG, *_MP3, *_MP4, *_MATROSKA, *_TRANSPORT, *_OTHERS, *_REFUSED)


def make(sample: FormatSample, folder: Path) -> Path | None:
    """The file, None where this ffmpeg cannot write it."""
    target = folder / sample.name
    if sample.container == "AMR":
        target.write_bytes(_amr(sample.codec))
        return target
    words = folder / "words.wav"
    if not words.exists():
        write_tones(words, WORDS)
    inputs, tracks = [*_PICTURE.split()] if sample.picture else [], ["-map", "0:v"] if sample.picture else []
    if "-an" not in sample.arguments:
        inputs += ["-i", str(words)]
        tracks += ["-map", "1:a" if sample.picture else "0:a"]
    codec = ["-c:v", *sample.picture.split()] if sample.picture else []
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *inputs, *tracks, *codec, *sample.arguments.split()]
    made = subprocess.run([*command, str(target)], capture_output=True, check=False)
    return target if made.returncode == 0 and target.stat().st_size else None


def _amr(codec: str) -> bytes:
    """Ten seconds of frames. Few ffmpegs can write AMR, but all can read it."""
    if codec == "AMR-WB":
        return b"#!AMR-WB\n" + (b"\x44" + bytes(range(60))) * 500
    return b"#!AMR\n" + (b"\x3c" + bytes(range(31))) * 500
