"""Documents made of transcripts: found again where they were made before, made anew where that is wished."""

from aiogram.types import CallbackQuery

from frontend_bot.core.job import DIFFERENTLY
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import phrase
from frontend_bot.core.record import Record
from frontend_bot.telegram.following import as_input, transcript_of
from frontend_bot.telegram.ordering import choices_of, job_id_of_press, order
from frontend_bot.telegram.pages import deliver_again
from frontend_bot.telegram.presses import Differently
from frontend_bot.telegram.replies import toast
from frontend_bot.telegram.visitor import Counter, Visitor


async def make_document(
    query: CallbackQuery,
    mode: JobMode,
    record: Record,
    visitor: Visitor,
    counter: Counter,
    *,
    differently: bool = False,
) -> None:
    """A document of the transcript that this record is, or was made of. What is kept of it costs nothing again."""
    source = await counter.history.get(visitor.user_id, transcript_of(record))
    if source is None:
        await toast(counter, visitor, query, phrase("record-gone"))
        return
    kept = None if differently else await _kept(counter, visitor, mode, source)
    if kept is not None:
        await toast(counter, visitor, query, phrase("document-kept"))
        await deliver_again(counter, visitor, kept)
        return
    await toast(counter, visitor, query, phrase("document-anew") if differently else None)
    choices = {DIFFERENTLY: "yes"} if differently else {}
    content = as_input(source, mode)[0]
    answered = query.message.message_id if query.message else 0
    await order(counter, visitor, mode, content, answered, job_id_of_press(visitor, query.id), choices=choices)


async def make_differently(
    query: CallbackQuery, callback_data: Differently, visitor: Visitor, counter: Counter
) -> None:
    """🔁 under a document: the same once more, written anew. This costs, and says so."""
    record = await counter.history.get(visitor.user_id, callback_data.record)
    mode = counter.modes.jobs.get(record.mode) if record else None
    if mode is None or record is None:
        await toast(counter, visitor, query, phrase("record-gone"))
        return
    await make_document(query, mode, record, visitor, counter, differently=True)


async def _kept(counter: Counter, visitor: Visitor, mode: JobMode, source: Record) -> Record | None:
    """The newest whole result of this mode, made of this record with the choices that count now."""
    if not mode.is_kept:
        return None
    choices = choices_of(visitor, mode)
    made = await counter.history.made_of(visitor.user_id, source.id)
    return next((r for r in made if r.mode == mode.id and r.choices == choices and not r.result.is_partial), None)
