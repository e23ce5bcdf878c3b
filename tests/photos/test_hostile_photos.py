"""What is no photo, or a harmful one: one sentence, nothing left behind."""

import asyncio
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image

from tests.backend_api.pictures import encoded, jpeg, jpeg_claiming, opened, png_claiming
from tests.backend_api.test_hostile_pictures import EPS, SVG
from tests.journeys.stage import Person
from tests.photos.stage import PhotoStage, gets, opens_the_mode

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOO_LARGE = "The picture is too large to work on."
UNSUPPORTED = "I cannot read pictures in this format."
DAMAGED = "The picture is damaged or cut off."
NO_PICTURE = "This is not a picture."

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "30000.png": (lambda: png_claiming(30000, 30000, 1, 0), TOO_LARGE),
    "12000.png": (lambda: png_claiming(12000, 12000, 8, 2), TOO_LARGE),
    "65000.jpg": (lambda: jpeg_claiming(65000, 65000), TOO_LARGE),
    "svg.jpg": (lambda: SVG, UNSUPPORTED),
    "eps.jpg": (lambda: EPS, UNSUPPORTED),
    "cut.jpg": (lambda: jpeg(640, 480)[:9000], DAMAGED),
    "notes.jpg": ("Встреча в пятницу".encode, NO_PICTURE),
    "thin.png": (lambda: encoded(Image.new("RGB", (3000, 10)), "PNG"), "The picture is too small or too narrow."),
    "heavy.jpg": (lambda: jpeg() + bytes(20_500_000), TOO_LARGE),
    "huge.jpg": (lambda: jpeg() + bytes(21_000_000), "The file is larger than 20 MB"),
}


def unusual() -> Iterator[tuple[str, bytes]]:
    """Odd, but pictures."""
    photo = opened(jpeg(320, 240))
    yield "cmyk.jpg", encoded(photo.convert("CMYK"), "JPEG")
    sixteen = Image.fromarray((np.asarray(photo.convert("L")).astype(np.uint16) << 8) + 7)
    yield "sixteen.png", encoded(sixteen, "PNG")
    yield "moving.gif", encoded(photo, "GIF", save_all=True, append_images=[photo.rotate(9)] * 5)


@pytest.mark.parametrize("name", REFUSED)
async def test_one_sentence_says_what_is_wrong(stage: PhotoStage, person: Person, name: str) -> None:
    make, sentence = REFUSED[name]
    await opens_the_mode(person)
    sent = await person.sends(make(), "document", name=name)
    answer = await person.hears(40)
    assert answer["text"].startswith(sentence)
    assert "\n" not in answer["text"]
    assert answer["reply_to_message"]["message_id"] == sent["message_id"]
    assert "reply_markup" not in answer, "again would not help"


async def test_zero_bytes_are_named(stage: PhotoStage, person: Person) -> None:
    """Telegram refuses to send an empty file, so it is emptied on its way."""
    await opens_the_mode(person)
    sent = await person.sends(jpeg(), "document", name="empty.jpg")
    stage.telegram.world.files.get(sent["document"]["file_id"]).path.write_bytes(b"")
    assert (await person.hears())["text"].startswith("The file is empty.")


async def test_a_text_is_no_photo_even_with_the_mode_open(stage: PhotoStage, person: Person) -> None:
    await opens_the_mode(person)
    await person.sends("Встреча в пятницу".encode(), "document", name="notes.txt")
    assert "text" in await person.hears()


@pytest.mark.parametrize(("name", "content"), [*unusual()], ids=[name for name, _ in unusual()])
async def test_odd_pictures_are_enhanced(stage: PhotoStage, person: Person, name: str, content: bytes) -> None:
    await opens_the_mode(person)
    await person.sends(content, "document", name=name)
    assert max((await gets(person)).picture.size) == 1280, "four times is the most"


async def test_bad_ones_disturb_nobody(stage: PhotoStage, person: Person) -> None:
    other = stage.person()
    await opens_the_mode(person)
    await opens_the_mode(other)
    for make, _ in list(REFUSED.values())[:6]:
        await person.sends(make(), "document", name="bad.jpg")
    await other.sends(jpeg(), "photo")
    await gets(other)
    said = [await person.hears(40) for _ in range(6)]
    assert all("text" in answer for answer in said)
    await asyncio.sleep(0.3)
    assert len(person.from_bot()) == 7, "six sentences and the prompt"
