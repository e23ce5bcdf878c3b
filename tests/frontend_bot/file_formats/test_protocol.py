"""Protocols in Word: our own template, those of people, and what is wrong with some of them."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest

from frontend_bot.core.minutes import Decision, Evidence, Member, Minutes, Place, Point, Task, Topic
from frontend_bot.core.protocol import ProtocolFields, ProtocolRoles, fields_of
from frontend_bot.errors import BotError, NoTemplate, TemplateBroken, TemplateTooHeavy, TemplateWithoutFields
from frontend_bot.file_formats.protocol import ProtocolWriting
from frontend_bot.file_formats.protocol_process import ALIASES, example
from frontend_bot.media.programs import Limits, Programs
from frontend_bot.services.translations import Translations

DOCS = (Path(__file__).parents[3] / "docs" / "protocol-template.md").read_text("utf-8")


def _proof(seconds: float) -> Evidence:
    return Evidence("…", Place(seconds))


MINUTES = Minutes(
    title="Запуск <v2> & планы", organisation="ООО «Ромашка & Ко»", date="12 марта", venue="переговорная № 3",
    members=(Member("Иванова А. П.", "председатель"), Member("Петров Б.")), agenda=("Релиз", "Бюджет"),
    topics=(Topic("Релиз", (Point("Осталось две ошибки\x00.", _proof(192), "Петров"),)),),
    decisions=(Decision("Перенести релиз.", _proof(451), votes="за — 3"), Decision("{{ 7 * 7 }} {% raw %}", _proof(9))),
    tasks=(Task("Исправить ошибки", _proof(490), owner="Петров", deadline="до 17 марта"), Task("Позвонить", _proof(7))),
    language="ru",
)  # fmt: skip
ROLES = ProtocolRoles(("председател", "chair"), ("секретар", "secretary"))
FIELDS = fields_of(MINUTES, lambda evidence: f"{evidence.place.seconds:.0f} с", "", ROLES)
SAY = Translations().say


@pytest.fixture
def writing() -> ProtocolWriting:
    return ProtocolWriting(Programs(), SAY)


def _template(*lines: str) -> bytes:
    document, target = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def _lines(document: bytes) -> list[str]:
    opened = docx.Document(io.BytesIO(document))
    cells = [" | ".join(cell.text for cell in row.cells) for table in opened.tables for row in table.rows]
    return [line for line in [*(paragraph.text for paragraph in opened.paragraphs), *cells] if line]


async def test_our_own_template_holds_everything(writing: ProtocolWriting) -> None:
    lines = _lines(await writing.fill(b"", FIELDS))
    for line in (
        "ООО «Ромашка & Ко»", "Запуск <v2> & планы", "1. Иванова А. П. — председатель", "2. Петров Б.", "2. Бюджет",
        "Петров: Осталось две ошибки.  [192 с]", "1. Перенести релиз.  [451 с]", "Голосование: за — 3",
        "2. {{ 7 * 7 }} {% raw %}  [9 с]", "1 | Исправить ошибки  [490 с] | Петров | до 17 марта",
        "2 | Позвонить  [7 с] | — | —",
    ):  # fmt: skip
        assert line in lines
    assert any(line.startswith("Председатель | ") and "/ Иванова А. П. /" in line for line in lines)
    assert not any("{%" in line and "raw" not in line for line in lines), "no tag is left"


async def test_nothing_said_leaves_lines_to_fill_in(writing: ProtocolWriting) -> None:
    lines = _lines(await writing.fill(b"", ProtocolFields(language="en")))
    assert {"MINUTES No. ____", "No decisions were made.", "No actions were assigned."} <= set(lines)
    assert "Agenda" not in lines


async def test_the_words_of_a_language_may_hold_any_character() -> None:
    writing = ProtocolWriting(Programs(), lambda what, language: f'{what.id}: l\'été «a» “b” ‘c’ <d> & "e"')
    assert {"members", "date", "chair"} <= set(await writing.check(await writing.sample("fr")))
    lines = _lines(await writing.fill(b"", ProtocolFields(language="fr")))
    for word in ("protocol", "organisation", "members", "decisions", "no-decisions", "tasks", "no-tasks"):
        assert f'protocol-word-{word}: l\'été «a» “b” ‘c’ <d> & "e"' in lines
    assert any("protocol-word-blank-date: l'été «a» “b” ‘c’ <d> &" in line for line in lines)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_sample_is_a_template(writing: ProtocolWriting, language: str) -> None:
    sample = await writing.sample(language)
    assert {"members", "decisions", "tasks", "chair", "secretary"} <= set(await writing.check(sample))
    assert _lines(await writing.fill(sample, FIELDS))[0] == "ООО «Ромашка & Ко»"


async def test_the_example_of_the_documentation_works(writing: ProtocolWriting) -> None:
    block = DOCS.split("```")[1].strip().split("\n")
    template = _template("{{ организация }}: {{ title }}", *block)
    assert await writing.check(template) == ("decisions", "organisation", "tasks", "title")
    assert _lines(await writing.fill(template, FIELDS)) == [
        "ООО «Ромашка & Ко»: Запуск <v2> & планы", "1. Перенести релиз. (за — 3)",
        "2. {{ 7 * 7 }} {% raw %} (без голосования)", "☐ Исправить ошибки, Петров, до 17 марта", "☐ Позвонить",
    ]  # fmt: skip


def test_the_documentation_names_every_field_in_both_languages() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", DOCS, re.MULTILINE)
    assert dict(rows) == {name: ALIASES[name] for name in example(1)}
    named = set(re.findall(r"`(\w+)`", DOCS))
    assert {*ALIASES, *ALIASES.values()} <= named
    assert set(example(1)) == set(ProtocolFields.__dataclass_fields__)


BROKEN = {
    "a field that no protocol has": (("{{ organisaton }}",), "organisaton"),
    "one that is hidden": (("{% if false %}{{ wrong }}{% endif %}{{ title }}",), "wrong"),
    "one of an item": (("{%p for t in tasks %}", "{{ t.ownr }}", "{%p endfor %}"), "ownr"),
    "an item that may not be there": (("{{ tasks[0].text }}",), "0"),
    "not closed": (("{{ title",), "{{ title"),
    "no end of a loop": (("{%p for t in tasks %}", "{{ t.owner }}"), "{{ t.owner }}"),
    "an unknown word": (("{% fr x in tasks %}",), "{% fr x in tasks %}"),
    "Python": (("{{ ''.__class__.__mro__[1].__subclasses__() }}{{ title }}",), "__class__"),
    "another file": (("{% include '/etc/passwd' %}{{ title }}",), "no loader for this environment specified"),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_a_broken_template_is_told_by_its_placeholder(writing: ProtocolWriting, what: str) -> None:
    lines, placeholder = BROKEN[what]
    with pytest.raises(TemplateBroken) as raised:
        await writing.check(_template(*lines))
    assert raised.value.variables == {"placeholder": placeholder}


def _with_macros() -> bytes:
    target = io.BytesIO(_template("{{ title }}"))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    return target.getvalue()


LOOP = "{% for a in (1,) * 99999 %}{% for b in (1,) * 99999 %}{% if a > b %}{% endif %}{% endfor %}{% endfor %}"
REFUSED: dict[str, tuple[bytes, type[BotError]]] = {
    "no fields": (_template("Протокол"), TemplateWithoutFields),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, NoTemplate),
    "half a file": (_template("{{ title }}")[:900], NoTemplate),
    "macros": (_with_macros(), NoTemplate),
    "endless": (_template(LOOP, "{{ title }}"), TemplateTooHeavy),
    "too much memory": (_template("{{ 'x' * 9999999999 }}{{ title }}"), TemplateTooHeavy),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_no_template_is_refused(what: str) -> None:
    data, error = REFUSED[what]
    writing = ProtocolWriting(Programs(), SAY, Limits(cpu_seconds=2, memory_bytes=384 * 2**20))
    with pytest.raises(error):
        await writing.check(data)
