"""Key sentences and possible tasks without a model: what matters is among them, and all of it was said."""

import pytest

from frontend_bot.core.minutes import Place
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.engines.key_sentences.extraction import Extraction
from frontend_bot.file_formats.reading.spoken_lines import transcript_of
from frontend_bot.media.programs import Programs

TALKS = {
    "ru": """Анна: Добрый день, коллеги. Как вы знаете, на прошлой неделе упал платёжный сервис.
Борис: Да, причина оказалась в сертификате, который истёк в воскресенье ночью.
Анна: Решили, что релиз переносим на двадцатое марта, чтобы успеть проверить платежи.
Мария: А что с бюджетом на рекламу? Я считаю, что он завышен процентов на десять.
Борис: Согласен. Мария, подготовь, пожалуйста, новую смету до среды.
Мария: Хорошо, подготовлю и пришлю всем.
Анна: Нужно ещё предупредить заказчика о переносе релиза.
Мария: Кстати, на море в этом году было отлично, пальмы, солнце.
Анна: Давайте вернёмся к платежам. Сертификат надо продлевать автоматически, иначе сервис упадёт снова.""",
    "en": """Ann: Good morning everyone, the payment service went down last week because the certificate had expired.
Bob: We decided to move the release to the twentieth of March so that payments can be tested.
Mary: I think the advertising budget is about ten percent too high.
Bob: Mary, could you please prepare a new estimate by Wednesday?
Mary: Sure, I'll send it to everyone.
Ann: We need to tell the customer about the new release date.
Mary: The beach was great this year, palm trees and sun.
Ann: The certificate should renew automatically, otherwise the payment service will fail again.""",
}
FOUND = {
    "ru": (("Решили, что релиз",), ("Мария, подготовь", "Хорошо, подготовлю", "Нужно ещё предупредить"), "пальмы"),
    "en": (("We decided to move",), ("Mary, could you", "Sure, I'll send", "We need to tell"), "palm trees"),
}


@pytest.fixture
def extraction() -> Extraction:
    return Extraction(Programs())


@pytest.mark.parametrize("language", TALKS)
async def test_decisions_and_tasks_are_found_and_small_talk_is_not(extraction: Extraction, language: str) -> None:
    transcript = transcript_of(TALKS[language])
    found = await extraction.extract(transcript)
    wanted, tasks, chatter = FOUND[language]
    assert all(any(one.text.startswith(start) for one in found.sentences) for start in wanted)
    assert all(any(one.text.startswith(start) for one in found.tasks) for start in tasks)
    assert not any(start in one.text for start in wanted for one in found.tasks), "what was decided is no task"
    for one in (*found.sentences, *found.tasks):
        line = transcript.segments[one.place.line - 1]
        assert one.text in line.text and one.speaker == line.speaker
        assert chatter not in one.text
    assert len({one.text for one in found.sentences}) == len(found.sentences)


async def test_a_sentence_in_several_phrases_has_the_time_of_its_first(extraction: Extraction) -> None:
    words = [
        "Мы решили, что ",
        " новый сервер купим ",
        " в следующем квартале. Сервер для тестов ",
        " пока остаётся старый.",
    ]
    said = tuple(Segment(10.0 * n, 10.0 * n + 9, text.strip()) for n, text in enumerate(words * 3))
    found = await extraction.extract(Transcript("…", "openai", language="ru", segments=said))
    assert found.sentences[0].text == "Мы решили, что новый сервер купим в следующем квартале."
    assert found.sentences[0].place in [Place(0.0), Place(40.0), Place(80.0)]


async def test_nothing_is_made_of_a_text_without_sentences(extraction: Extraction) -> None:
    found = await extraction.extract(transcript_of("раз два три " * 200))
    assert not found.sentences and not found.tasks


async def test_hours_of_talk(extraction: Extraction) -> None:
    found = await extraction.extract(transcript_of("\n".join([TALKS["ru"]] * 150)))
    assert 3 <= len(found.sentences) <= 12
    lines = [one.place.line for one in found.sentences]
    assert lines == sorted(lines)
