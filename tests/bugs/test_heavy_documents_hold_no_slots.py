"""A few Word files of one person, each made to take a minute, held all slots in which documents are read and written,
and everybody else waited: bare loops in a template, text without an end, an archive of sixty thousand members.
"""

import asyncio
import io
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import docx
import pytest

from frontend_bot.core.job import Job
from frontend_bot.core.transcript import Transcript
from frontend_bot.engines.not_configured import NoLanguageModel
from frontend_bot.errors import BotError, NoTemplate, TemplateBroken, TemplateTooHeavy
from frontend_bot.file_formats import protocol_process
from frontend_bot.file_formats.protocol import ProtocolWriting
from frontend_bot.media import programs
from frontend_bot.media.programs import Finished, Programs
from frontend_bot.services.translations import Translations
from frontend_bot.wiring.job_tools import JobTools
from tests.patience import patience

HEAVY, OTHER = 1, 2


def _tools_for(desk: Programs, user: int) -> Any:
    nothing = cast(Any, None)
    made = JobTools(
        bot=nothing, scratch=nothing, history=nothing, ledger=cast(Any, SimpleNamespace(budget=lambda *_: None)),
        vocabulary=nothing, templates=nothing, translations=Translations(), statuses=nothing, speech_to_text=nothing,
        language_model=NoLanguageModel(), text_to_speech=nothing, photo_enhancer=nothing, links=None, desk=desk,
        operators_template=None,
    )  # fmt: skip
    return made(Job(f"{user}:1", "m", user, user, 1, "en", ()))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was given to each program that has a slot; none of them ever ends."""
    given: list[bytes] = []

    async def never_ending(*arguments: Any) -> Finished:
        given.append(arguments[-1])
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(programs, "_run", never_ending)
    return given


async def test_one_person_holds_one_slot_however_many_documents_there_are(started: list[bytes]) -> None:
    desk = Programs(2)
    works = [_tools_for(desk, HEAVY).extract(Transcript(f"heavy {number}", "")) for number in range(6)]
    works.append(_tools_for(desk, OTHER).extract(Transcript("light", "")))
    tasks = [asyncio.create_task(work) for work in works]
    try:
        async with asyncio.timeout(patience(20)):
            while len(started) < 2:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert len([given for given in started if b"heavy" in given]) == 1
        assert len([given for given in started if b"light" in given]) == 1
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _template(*paragraphs: str) -> bytes:
    document, target = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(target)
    return target.getvalue()


def _with_members(count: int) -> bytes:
    target = io.BytesIO(_template("{{ title }}"))
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(count):
            archive.writestr(f"word/{number}.xml", b"")
    return target.getvalue()


LOOP = "{% for a in (1,) * 99999 %}{% for b in (1,) * 99999 %}{% if a > b %}{% endif %}{% endfor %}{% endfor %}"
HOSTILE: dict[str, tuple[Callable[[], bytes], type[BotError]]] = {
    "ranges in ranges": (lambda: _template("{% for a in range(9999) %}{{ a }}{% endfor %}{{ title }}"), TemplateBroken),
    "text without an end": (lambda: _template("{{ lipsum(100000) }}{{ title }}"), TemplateBroken),
    "loops without ranges": (lambda: _template(LOOP, "{{ title }}"), TemplateTooHeavy),
    "sixty thousand members": (lambda: _with_members(60_000), NoTemplate),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_template_takes_a_few_seconds_at_the_most(what: str) -> None:
    build, error = HOSTILE[what]
    template = build()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(error) as raised:
        await ProtocolWriting(Programs(), Translations().say).check(template)
    assert type(raised.value) is error
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # Loading the libraries is not counted in the limit, and takes as long as the machine takes for it.
    assert used < protocol_process.MOST_SECONDS + patience(6)


def test_programs_of_one_person_share_their_turn_and_leave_nothing_behind() -> None:
    desk = Programs(2)
    share, again, other = desk.share_of(HEAVY), desk.share_of(HEAVY), desk.share_of(OTHER)
    assert share._turn is again._turn
    assert share._turn is not other._turn
    assert share._free is other._free
    del share, again
    assert list(desk._turns) == [OTHER]


def test_the_members_are_counted_before_python_makes_objects_of_them(tmp_path: Path) -> None:
    from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal
    from frontend_bot.file_formats.reading.zip_container import opened

    (tmp_path / "many").write_bytes(_with_members(60_000))
    for file in ((tmp_path / "many").open("rb"), io.BytesIO((tmp_path / "many").read_bytes()[:-5] + b"\0" * 5)):
        with file, pytest.raises(ReadingRefused) as raised, opened(file):
            pass
        assert raised.value.why in (Refusal.TOO_HEAVY, Refusal.UNREADABLE)
