"""What is in the history, sent once more."""

from frontend_bot.core.job import Job
from frontend_bot.core.record import Record
from frontend_bot.services.rate_limit.limiter import Urgency
from frontend_bot.telegram.handlers.context import Counter, Visitor
from frontend_bot.telegram.output.sender import NotSent


async def deliver_again(counter: Counter, visitor: Visitor, record: Record) -> None:
    """A finished job's result once more: nothing is paid, files go by their Telegram ids."""
    for send in counter.courier.parcels(job_for_record(visitor, record), record, Urgency.REPLY):
        try:
            await send()
        except NotSent:
            return


def job_for_record(visitor: Visitor, record: Record) -> Job:
    """What the courier needs to know to deliver a record to this visitor, standing alone."""
    return Job(
        id=record.id,
        mode=record.mode,
        user_id=visitor.user_id,
        chat_id=visitor.chat_id,
        message_id=0,
        language=visitor.language,
        content=(),
    )
