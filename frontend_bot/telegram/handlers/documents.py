"""Documents made of transcripts: found again where they were made before, made again where that is wished."""

from dataclasses import dataclass, field, replace
from itertools import count

from aiogram.types import CallbackQuery

from frontend_bot.core.job import DIFFERENTLY
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import DocumentRequest
from frontend_bot.telegram.callback_data import Differently
from frontend_bot.telegram.handlers.context import Actor, Services
from frontend_bot.telegram.handlers.replies import deliver_again, reply, toast
from frontend_bot.telegram.handlers.submit import choices_of, job_id_of_press, submit_job
from frontend_bot.telegram.next_steps import as_input, transcript_of


@dataclass(frozen=True, slots=True)
class Trigger:
    """What asked for a document: the job's id, the message that the result answers, and the press, if it was one."""

    job_id: str
    message_id: int
    query: CallbackQuery | None = field(default=None)

    @classmethod
    def of_press(cls, actor: Actor, query: CallbackQuery) -> "Trigger":
        """A button under a message."""
        message_id = query.message.message_id if query.message else 0
        return cls(job_id_of_press(actor, query.id), message_id, query)


async def make_document(
    services: Services, actor: Actor, wanted: DocumentRequest, trigger: Trigger, *, differently: bool = False
) -> None:
    """A document of a transcript. What is kept of it costs nothing again, unless it is wished ``differently``."""
    mode = services.modes.jobs.get(wanted.mode)
    source = await services.history.get(actor.user_id, wanted.record_id)
    if mode is None or source is None:
        await _say(services, actor, trigger, phrase("record-gone"))
        return
    choices = {**choices_of(actor, mode), **wanted.choices}
    kept = None if differently or not mode.is_kept else await _kept(services, actor, mode, source, choices)
    if kept is not None:
        await _say(services, actor, trigger, phrase("document-kept"))
        await deliver_again(services, actor, kept)
        return
    if differently:
        choices[DIFFERENTLY] = "yes"
    id = await _free_id(services, actor, mode, source, choices) if mode.is_kept else trigger.job_id
    if id in await services.jobs.unfinished(actor.user_id):
        await _say(services, actor, trigger, phrase("document-under-way"))
        return
    if trigger.query is not None:
        await toast(services, actor, trigger.query, phrase("document-anew") if differently else None)
    content = replace(as_input(source, mode)[0], text=wanted.words)
    await submit_job(services, actor, mode, content, trigger.message_id, id, choices=choices)


async def make_next(query: CallbackQuery, mode: JobMode, record: Record, actor: Actor, services: Services) -> None:
    """A button under a transcript, or under what was made of one."""
    await make_document(
        services, actor, DocumentRequest(mode.id, transcript_of(record)), Trigger.of_press(actor, query)
    )


async def make_differently(query: CallbackQuery, callback_data: Differently, actor: Actor, services: Services) -> None:
    """🔁 under a document: the same once more, written again. This costs, and says so."""
    record = await services.history.get(actor.user_id, callback_data.record)
    if record is None:
        await toast(services, actor, query, phrase("record-gone"))
        return
    wanted = DocumentRequest(record.mode, transcript_of(record))
    await make_document(services, actor, wanted, Trigger.of_press(actor, query), differently=True)


async def _free_id(services: Services, actor: Actor, mode: JobMode, source: Record, choices: dict[str, str]) -> str:
    """The job's id: while one such document is being made a second press gets the same, so it is paid once.

    The next one has another, whether the last came to something (it is counted then) or not (its job is there).
    """
    made = [record for record in await services.history.made_of(actor.user_id, source.id) if record.mode == mode.id]
    unfinished = await services.jobs.unfinished(actor.user_id)
    for attempt in count():
        what = repr((source.id, mode.id, sorted(choices.items()), len(made), attempt))
        id = job_id_of_press(actor, what)
        if id in unfinished or await services.jobs.find(id) is None:
            return id
    raise AssertionError("endless")


async def _kept(
    services: Services, actor: Actor, mode: JobMode, source: Record, choices: dict[str, str]
) -> Record | None:
    """The newest whole result of this mode, made of this record with these choices and its speakers' present names."""
    made = await services.history.made_of(actor.user_id, source.id)
    fitting = (r for r in made if r.mode == mode.id and r.choices == choices and r.result.is_whole)
    return next((r for r in fitting if r.created_at > source.result.renamed_at), None)


async def _say(services: Services, actor: Actor, trigger: Trigger, what: Phrase) -> None:
    if trigger.query is not None:
        await toast(services, actor, trigger.query, what)
    else:
        await reply(services, actor, what, answering=trigger.message_id)
