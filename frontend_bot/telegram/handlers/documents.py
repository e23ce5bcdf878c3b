"""Documents made of transcripts: found again where they were made before, made anew where that is wished."""

from dataclasses import dataclass, field, replace
from itertools import count

from aiogram.types import CallbackQuery

from frontend_bot.core.job import DIFFERENTLY
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Order
from frontend_bot.telegram.callback_data import Differently
from frontend_bot.telegram.handlers.context import Counter, Visitor
from frontend_bot.telegram.handlers.replies import reply, toast
from frontend_bot.telegram.handlers.submit import choices_of, job_id_of_press, order
from frontend_bot.telegram.next_steps import as_input, transcript_of
from frontend_bot.telegram.redelivery import deliver_again


@dataclass(frozen=True, slots=True)
class Occasion:
    """What asked for a document: the job's id, the message that the result answers, and the press, if it was one."""

    job_id: str
    message_id: int
    query: CallbackQuery | None = field(default=None)

    @classmethod
    def of_press(cls, visitor: Visitor, query: CallbackQuery) -> "Occasion":
        """A button under a message."""
        message_id = query.message.message_id if query.message else 0
        return cls(job_id_of_press(visitor, query.id), message_id, query)


async def make_document(
    counter: Counter, visitor: Visitor, wanted: Order, occasion: Occasion, *, differently: bool = False
) -> None:
    """A document of a transcript. What is kept of it costs nothing again, unless it is wished ``differently``."""
    mode = counter.modes.jobs.get(wanted.mode)
    source = await counter.history.get(visitor.user_id, wanted.record_id)
    if mode is None or source is None:
        await _say(counter, visitor, occasion, phrase("record-gone"))
        return
    choices = {**choices_of(visitor, mode), **wanted.choices}
    kept = None if differently or not mode.is_kept else await _kept(counter, visitor, mode, source, choices)
    if kept is not None:
        await _say(counter, visitor, occasion, phrase("document-kept"))
        await deliver_again(counter, visitor, kept)
        return
    if differently:
        choices[DIFFERENTLY] = "yes"
    id = await _free_id(counter, visitor, mode, source, choices) if mode.is_kept else occasion.job_id
    if id in await counter.jobs.unfinished(visitor.user_id):
        await _say(counter, visitor, occasion, phrase("document-under-way"))
        return
    if occasion.query is not None:
        await toast(counter, visitor, occasion.query, phrase("document-anew") if differently else None)
    content = replace(as_input(source, mode)[0], text=wanted.words)
    await order(counter, visitor, mode, content, occasion.message_id, id, choices=choices)


async def make_next(query: CallbackQuery, mode: JobMode, record: Record, visitor: Visitor, counter: Counter) -> None:
    """A button under a transcript, or under what was made of one."""
    await make_document(counter, visitor, Order(mode.id, transcript_of(record)), Occasion.of_press(visitor, query))


async def make_differently(
    query: CallbackQuery, callback_data: Differently, visitor: Visitor, counter: Counter
) -> None:
    """🔁 under a document: the same once more, written anew. This costs, and says so."""
    record = await counter.history.get(visitor.user_id, callback_data.record)
    if record is None:
        await toast(counter, visitor, query, phrase("record-gone"))
        return
    wanted = Order(record.mode, transcript_of(record))
    await make_document(counter, visitor, wanted, Occasion.of_press(visitor, query), differently=True)


async def _free_id(counter: Counter, visitor: Visitor, mode: JobMode, source: Record, choices: dict[str, str]) -> str:
    """The job's id: while one such document is being made a second press gets the same, so it is paid once.

    The next one has another, whether the last came to something (it is counted then) or not (its job is there).
    """
    made = [record for record in await counter.history.made_of(visitor.user_id, source.id) if record.mode == mode.id]
    unfinished = await counter.jobs.unfinished(visitor.user_id)
    for attempt in count():
        what = repr((source.id, mode.id, sorted(choices.items()), len(made), attempt))
        id = job_id_of_press(visitor, what)
        if id in unfinished or await counter.jobs.find(id) is None:
            return id
    raise AssertionError("endless")


async def _kept(
    counter: Counter, visitor: Visitor, mode: JobMode, source: Record, choices: dict[str, str]
) -> Record | None:
    """The newest whole result of this mode, made of this record with these choices and its speakers' present names."""
    made = await counter.history.made_of(visitor.user_id, source.id)
    fitting = (r for r in made if r.mode == mode.id and r.choices == choices and not r.result.is_partial)
    return next((r for r in fitting if r.created_at > source.result.renamed_at), None)


async def _say(counter: Counter, visitor: Visitor, occasion: Occasion, what: Phrase) -> None:
    if occasion.query is not None:
        await toast(counter, visitor, occasion.query, what)
    else:
        await reply(counter, visitor, what, answering=occasion.message_id)
