"""What files say about themselves; a browser's recording as a voice note."""

import io
from collections.abc import Awaitable, Callable

import pytest
from aiogram import Bot
from PIL import Image

from playground.refusals import Refusal
from playground.server import Playground
from tests.playground.conftest import ANNA

Sound = Callable[..., Awaitable[bytes]]
OPUS = ("-c:a", "libopus", "-f")


@pytest.mark.parametrize("container", ["webm", "ogg"])
async def test_a_browsers_recording_becomes_ogg(bot: Bot, telegram: Playground, sound: Sound, container: str) -> None:
    message = await telegram.send(ANNA, await sound(*OPUS, container), "voice", name=f"v.{container}")
    assert message["voice"]["mime_type"] == "audio/ogg"
    assert message["voice"]["duration"] == 1
    file = await bot.get_file(message["voice"]["file_id"])
    content = await bot.download_file(str(file.file_path))
    assert content is not None
    assert content.read(4) == b"OggS"


async def test_another_codec_is_encoded(telegram: Playground, sound: Sound) -> None:
    aac = await sound("-c:a", "aac", "-f", "mp4", "-movflags", "frag_keyframe+empty_moov")
    message = await telegram.send(ANNA, aac, "voice", name="v.mp4")
    stored = telegram.world.files.get(message["voice"]["file_id"])
    assert b"OpusHead" in stored.path.read_bytes()[:512]


async def test_noise_is_no_voice_note(telegram: Playground) -> None:
    with pytest.raises(Refusal, match="the recording cannot be read as sound"):
        await telegram.send(ANNA, b"noise" * 100, "voice")
    assert not telegram.world.chats[ANNA].messages


async def test_a_video_is_measured_unless_its_sender_knows(telegram: Playground, sound: Sound) -> None:
    video = await sound(
        "-f", "lavfi", "-i", "color=size=64x48:duration=1", "-c:v", "mpeg4", "-f", "mp4", "-movflags",
        "frag_keyframe+empty_moov",
    )  # fmt: skip
    measured = (await telegram.send(ANNA, video, "video", name="v.mp4"))["video"]
    assert (measured["width"], measured["height"], measured["duration"]) == (64, 48, 1)
    told = (await telegram.send(ANNA, video, "video", name="v.mp4", duration=9, width=1, height=2))["video"]
    assert (told["width"], told["height"], told["duration"]) == (1, 2, 9)


async def test_a_large_png_becomes_a_jpeg(telegram: Playground) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (3000, 1500)).save(out, "PNG")
    sizes = (await telegram.send(ANNA, out.getvalue(), "photo", name="p.png"))["photo"]
    assert [size["width"] for size in sizes] == [90, 320, 2560]
    stored = telegram.world.files.get(sizes[-1]["file_id"])
    assert stored.path.read_bytes().startswith(b"\xff\xd8")
