"""A text to a protocol in Word: from the minutes that are there, by our template and by one's own."""

import io

import docx
import pytest

from playground.world import Message
from tests.journeys.stage import Person, Stage, buttons, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALK = (
    "Анна: Доброе утро, начнём совещание о новых серверах.\n"
    "Борис: РЕШЕНИЕ: купить два сервера. Возражений не было.\n"
    "Анна: ЗАДАЧА: Борис — подготовить смету, до пятницы."
)
PROTOCOL, OWN = "📑 Protocol (Word)", "📑 Send your own protocol template"


def _template(*lines: str) -> bytes:
    document, target = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def _text(stage: Stage, message: Message) -> str:
    assert message["document"]["file_name"].endswith(".docx")
    opened = docx.Document(str(stage.telegram.world.files.get(message["document"]["file_id"]).path))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


async def _opens_the_template_mode(person: Person) -> None:
    person.says("/settings")
    person.presses(await person.hears(), OWN)
    assert (await person.hears())["text"].startswith("Send a template: a Word document (.docx) with fields such as {{ ")


async def test_by_our_template_and_by_ones_own(stage: Stage, person: Person) -> None:
    await person.sends(TALK.encode(), "document", name="Серверы.txt")
    talk = await person.hears()
    person.presses(talk, "📋 MoM")
    assert "купить два сервера" in (await person.hears())["text"]
    asked = len(stage.provider.chat.asked)

    person.presses(talk, PROTOCOL)
    document = await person.hears()
    assert document["caption"].startswith("📑 Protocol: 1 decision, 1 action item.")
    assert document["document"]["file_name"] == "Minutes Серверы.docx"
    told = _text(stage, document)
    assert "ПРОТОКОЛ №" in told and "1. купить два сервера  [строка 2]" in told
    assert "Борис" in told and "до пятницы" in told

    await _opens_the_template_mode(person)
    person.says("a sample, please")
    assert "{%tr for task in tasks %}" in _text(stage, await person.hears())
    await person.sends(_template("{{ title }}", "{{ resheniya }}"), "document", name="broken.docx")
    assert "the field “resheniya” cannot be filled in" in (await person.hears())["text"]
    own = _template("Наш бланк {{ тема }}", "{%p for решение in решения %}", "= {{ решение.текст }}", "{%p endfor %}")
    await person.sends(own, "document", name="own.docx")
    taken = await person.hears()
    assert taken["text"].endswith("Fields found in it: decisions, title.")

    person.presses(talk, PROTOCOL)
    told = _text(stage, await person.hears())
    assert told.startswith("Наш бланк") and "= купить два сервера" in told and "ПРОТОКОЛ №" not in told
    await _back_to_the_usual_one(person)
    person.presses(talk, PROTOCOL)
    assert "ПРОТОКОЛ №" in _text(stage, await person.hears())
    assert len(stage.provider.chat.asked) == asked, "all of it from the minutes that were there"


async def _back_to_the_usual_one(person: Person) -> None:
    person.says("/settings")
    page = await person.hears()
    person.presses(page, "📑 Template of protocols: yours, if you sent one")
    usual = "📑 Template of protocols: the usual one"
    await until(lambda: usual in buttons(person.chat[page["message_id"]]), "the other choice")


async def test_a_picture_is_no_template(stage: Stage, person: Person) -> None:
    await _opens_the_template_mode(person)
    await person.sends(b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "document", name="form.docx")
    assert (await person.hears())["text"].startswith("A template is a Word document (.docx)")
