"""A photo on its way: offered, enhanced, compared, remembered, enhanced again."""

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from benchmarks.photo_quality import reference
from tests.backend_api.pictures import encoded, jpeg
from tests.backend_api.test_hostile_pictures import encoded_heif
from tests.journeys.stage import Person, buttons, until
from tests.photos.stage import MENU, PhotoStage, gets, opened, opens_the_mode, stored

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_photo_is_offered_enhancement_and_answered(stage: PhotoStage, person: Person) -> None:
    sent = await person.sends(jpeg(640, 480), "photo")
    offer = await person.hears()
    assert list(buttons(offer)) == [MENU]
    assert offer["reply_to_message"]["message_id"] == sent["message_id"]
    person.presses(offer, MENU)
    answer = await gets(person)
    assert answer.picture.size == (1920, 1440), "automatic: near 2000 pixels"
    assert answer.document["reply_to_message"]["message_id"] == sent["message_id"]
    assert "classical enhancement, without the neural network GFPGAN" in answer.caption
    assert "no faces found" in answer.caption
    assert "1920 × 1440, scale ×3" in answer.caption
    shown = opened(stored(stage.telegram, answer.preview["photo"][-1]["file_id"]))
    assert shown.size == (640, 480 * 2 + 8), "before above after, for a wide picture"
    assert list(buttons(answer.document)) == [MENU, "🗑 Delete"]


async def test_an_open_mode_starts_at_once_and_counts_faces(stage: PhotoStage, person: Person) -> None:
    await opens_the_mode(person)
    await person.sends(encoded(Image.fromarray(reference("astronaut")), "JPEG"), "photo")
    assert "1 face found" in (await gets(person)).caption


async def test_a_document_keeps_its_full_quality(stage: PhotoStage, person: Person) -> None:
    await opens_the_mode(person)
    clean = reference("coffee")
    person_has = encoded(Image.fromarray(clean), "PNG")
    prompt = person.from_bot()[-1]
    person.presses(prompt, "×1")
    await until(lambda: "✅ ×1" in buttons(person.chat[prompt["message_id"]]), "the choice")
    await person.sends(person_has, "document", name="Мой кофе.png")
    answer = await gets(person)
    assert answer.document["document"]["file_name"] == "Мой кофе_x1.png"
    assert np.array_equal(np.asarray(answer.picture.convert("RGB")), clean), "a clean picture is not touched"


async def test_heic_and_turned_pictures(stage: PhotoStage, person: Person) -> None:
    await opens_the_mode(person)
    photo = opened(jpeg(640, 480))
    await person.sends(encoded_heif(pillow_heif.from_pillow(photo)), "document", name="IMG_1.HEIC")
    answer = await gets(person)
    assert answer.document["document"]["file_name"] == "IMG_1_x3.jpg"
    assert answer.picture.size == (1920, 1440)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    await person.sends(encoded(photo, "JPEG", exif=exif.tobytes()), "document", name="turned.jpg")
    turned = await gets(person)
    assert turned.picture.size == (1440, 1920)
    assert not turned.picture.getexif(), "no place and no camera go out"


async def test_options_are_remembered_and_in_the_settings(stage: PhotoStage, person: Person) -> None:
    prompt = await opens_the_mode(person)
    for label, chosen in (("×2", "✅ ×2"), ("only the central one", "✅ only the central one"), ("png", "✅ png")):
        person.presses(prompt, label)
        await until(lambda chosen=chosen: chosen in buttons(person.chat[prompt["message_id"]]), f"{label} chosen")  # type: ignore[misc]
    for _ in range(2):
        await person.sends(jpeg(300, 200), "photo")
        answer = await gets(person)
        assert answer.picture.size == (600, 400)
        assert answer.document["document"]["file_name"] == "photo_x2.png"
    person.says("/settings")
    page = await person.hears()
    assert {"🔍 Photo scale: ×2", "🙂 Faces in photos: only the central one", "🖼 Photo format: png"} <= set(
        buttons(page)
    )


async def test_a_result_is_enhanced_again_from_the_history(stage: PhotoStage, person: Person) -> None:
    prompt = await opens_the_mode(person)
    person.presses(prompt, "×2")
    await until(lambda: "✅ ×2" in buttons(person.chat[prompt["message_id"]]), "the choice")
    await person.sends(jpeg(200, 150), "photo")
    await gets(person)
    person.says("/history")
    page = await person.hears()
    uploads = len(person.calls("sendDocument"))
    entry = next(label for label in buttons(page) if "Enhance photo" in label)
    person.presses(page, entry)
    again = await gets(person)
    assert again.picture.size == (400, 300)
    assert isinstance(person.calls("sendDocument")[uploads].parameters["document"], str), "by its id, not uploaded"
    person.presses(again.document, MENU)
    twice = await gets(person)
    assert twice.picture.size == (800, 600)
    assert twice.document["document"]["file_name"] == "photo_x2_x2.jpg"


async def test_a_scale_that_would_be_too_large_is_reduced_and_said(stage: PhotoStage, person: Person) -> None:
    prompt = await opens_the_mode(person)
    person.presses(prompt, "×4")
    await until(lambda: "✅ ×4" in buttons(person.chat[prompt["message_id"]]), "the choice")
    await person.sends(encoded(Image.new("RGB", (2400, 1600), "teal"), "JPEG"), "document", name="wall.jpg")
    answer = await gets(person, 40)
    assert answer.picture.size == (4800, 3200)
    assert "4800 × 3200, scale ×2 (×4 would be too large)" in answer.caption


async def test_in_russian(stage: PhotoStage) -> None:
    person = stage.person("ru")
    person.says("✨ Улучшить фото")
    await person.hears()
    await person.sends(jpeg(64, 64), "photo")
    answer = await gets(person)
    assert "обычная обработка, без нейросети GFPGAN" in answer.caption
    assert "лиц не найдено" in answer.caption
    assert answer.preview["caption"] == "До и после"
