"""Recordings that somebody forwarded at once or sent as an album: collected, asked about once, done as they say."""

from aiogram.types import CallbackQuery, Message

from frontend_bot.core.content import Content
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import phrase
from frontend_bot.telegram.callback_data import JoinBatch
from frontend_bot.telegram.handlers.context import Actor, Services, zone_of
from frontend_bot.telegram.handlers.replies import edit, toast
from frontend_bot.telegram.handlers.submit import job_id, submit_job
from frontend_bot.telegram.message_content import batch_album_of, with_sender


async def collect(message: Message, content: Content, mode: JobMode, actor: Actor, services: Services) -> None:
    """Keep one recording, and make durable the job that waits for the others; it goes on by itself if none come.

    Raises StoreUnavailable.
    """
    albums, content = services.albums, with_sender(content, message, zone_of(actor, services))
    if message.forward_origin:
        date = message.date.timestamp()
        batch = await albums.batch_of(actor.user_id, actor.chat_id, message.message_id, date)
    else:
        batch = batch_album_of(message)
    first = await albums.add(actor.user_id, batch, message.message_id, content)
    if first is None:  # closed in this very moment, or long ago
        batch, first = "", message.message_id
    await submit_job(services, actor, mode, content, first, job_id(actor, first), album=batch)


async def answer_batch(query: CallbackQuery, callback_data: JoinBatch, actor: Actor, services: Services) -> None:
    """One transcript of all, or one of each. Ids come from the messages: pressed twice, nothing is done twice."""
    parts = await services.albums.parts(actor.user_id, callback_data.batch)
    # Whatever mode asked is the one that takes such content and joins it.
    mode = next((m for m in services.modes.accepting(parts[0][1].kind) if m.joins_batches), None) if parts else None
    if mode is None:
        await toast(services, actor, query, phrase("source-gone"))
        return
    await toast(services, actor, query)
    if callback_data.is_joined:
        (first, content), *rest = parts
        id = job_id(actor, f"{first}j")
        await submit_job(services, actor, mode, content, first, id, rest=[content for _, content in rest])
    else:
        for message_id, content in parts:
            await submit_job(services, actor, mode, content, message_id, job_id(actor, f"{message_id}s"))
    if query.message:
        done = phrase("batch-joined" if callback_data.is_joined else "batch-apart", count=len(parts))
        await edit(services, actor, query.message.message_id, services.renderer.say(done, actor.language), None)
