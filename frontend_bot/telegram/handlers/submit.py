"""From content to a job: which mode takes it, and what is refused before any work."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from time import time

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.errors import TooManyJobs
from frontend_bot.telegram.handlers.context import Actor, Services, zone_of
from frontend_bot.telegram.handlers.replies import reply
from frontend_bot.telegram.message_content import lane_of

_LONG_TEXT = 400
"""Characters from which a text that nobody asked for is taken for work and not for talk."""


def job_id(actor: Actor, message: int | str) -> str:
    """The same update always makes the same id; it begins with the user's id, which finds all jobs of a user."""
    place = "" if actor.is_private else f"{actor.chat_id}:"
    return f"{actor.user_id}:{place}{message}"


def job_id_of_press(actor: Actor, query_id: str) -> str:
    """The same for a press, shortened: what is ordered here comes back in buttons, which carry 64 bytes."""
    return job_id(actor, blake2b(query_id.encode(), digest_size=5).hexdigest())


def candidates(services: Services, actor: Actor, content: Content) -> list[JobMode]:
    """The modes that may be meant. A short text without an open mode is talk, not work."""
    modes = takers(services, actor, content.kind)
    is_asked_for = any(mode.id == actor.state.mode for mode in modes)
    is_talk = content.kind is Kind.TEXT and not content.file_id and len(content.text) < _LONG_TEXT
    return [] if is_talk and not is_asked_for else modes


def takers(services: Services, actor: Actor, kind: Kind) -> list[JobMode]:
    """The open mode if it takes this kind, else the one that receives it, else all that take it."""
    accepting = services.modes.accepting(kind)
    opened = [mode for mode in accepting if mode.id == actor.state.mode]
    offered = [mode for mode in accepting if not mode.in_settings]
    return opened or [mode for mode in offered if kind in mode.receives] or offered


async def submit_job(
    services: Services,
    actor: Actor,
    mode: JobMode,
    content: Content,
    message_id: int,
    id: str,
    *,
    rest: Sequence[Content] = (),
    album: str = "",
    choices: Mapping[str, str] | None = None,
) -> None:
    """Make the job durable, or say why not. ``message_id`` is what the result will answer. Raises StoreUnavailable.

    ``rest`` is what the job works on beside ``content``; ``album`` names an album that the job collects by itself;
    ``choices`` are made for this job alone.
    """
    refusal = _refusal(services, mode, content, is_one_of_many=bool(album or rest))
    if refusal is not None:
        await reply(services, actor, refusal, answering=message_id)
        return
    job = Job(
        id=id,
        mode=mode.id,
        user_id=actor.user_id,
        chat_id=actor.chat_id,
        message_id=message_id,
        language=actor.language,
        content=(content, *rest),
        choices={**choices_of(actor, mode), **(choices or {})},
        lane=lane_of(content, *rest),
        created_at=time(),
        album=album,
        zone=zone_of(actor, services),
    )
    try:
        await services.jobs.submit(job)
    except TooManyJobs as error:
        await reply(services, actor, Phrase(error.sentence, error.variables), answering=message_id)


def choices_of(actor: Actor, mode: JobMode) -> dict[str, str]:
    """The actor's answers to the mode's options."""
    return {option.id: mode.choice(actor.state, option.id) for option in mode.options}


def _refusal(services: Services, mode: JobMode, content: Content, *, is_one_of_many: bool) -> Phrase | None:
    limit = services.limits.file_bytes
    if limit is not None and content.size > limit and not is_one_of_many:
        return phrase("error-file-too-big", megabytes=limit >> 20)
    return services.why_unavailable(mode)
