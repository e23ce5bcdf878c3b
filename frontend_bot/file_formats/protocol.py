"""Protocols in Word: templates checked and filled in, in a process that can be limited and killed."""

import asyncio
import base64
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.protocol import ProtocolFields
from frontend_bot.errors import (
    BotError,
    DocumentNotWritten,
    NoTemplate,
    TemplateBroken,
    TemplateTooHeavy,
    TemplateWithoutFields,
    UnreasonableMedia,
)
from frontend_bot.media.programs import Collected, Limits, Programs

_PROCESS = Path(__file__).with_name("protocol_process.py")
_LIMITS = Limits(wall_seconds=60, cpu_seconds=10, memory_bytes=384 * 2**20, file_bytes=0)
_LARGEST = 48 * 2**20
_ZIP = b"PK\x03\x04"
_WORDS = (
    "protocol", "organisation", "date", "venue", "blank-date", "members", "agenda", "topics", "decisions", "votes",
    "tasks", "column-number", "column-task", "column-owner", "column-deadline", "dates", "no-decisions", "no-tasks",
    "chair", "secretary", "signature", "name",
)  # fmt: skip
"""Of the built-in template, each ``protocol-word-<word>``."""


class ProtocolWriting:
    """Templates are the bytes of a Word document; b"" is the built-in one, in any language that the bot speaks.
    ``say`` puts its words into a language."""

    def __init__(self, programs: Programs, say: Callable[[Phrase, str], str], limits: Limits = _LIMITS) -> None:
        self._programs, self._say, self._limits = programs, say, limits

    async def check(self, template: bytes) -> tuple[str, ...]:
        """The English names of the fields that a template uses.

        Raises NoTemplate, TemplateBroken (naming the placeholder), TemplateWithoutFields, TemplateTooHeavy.
        """
        told = json.loads(await self._done(task="check", template=template))
        return tuple(told["found"])

    async def fill(self, template: bytes, fields: ProtocolFields) -> bytes:
        """The Word document. Raises as ``check`` does."""
        words = self._words(fields.language)
        return await self._done(task="fill", template=template, words=words, fields=asdict(fields))

    async def sample(self, language: str) -> bytes:
        """The built-in template as it is, placeholders and all."""
        return await self._done(task="sample", template=b"", words=self._words(language))

    def _words(self, language: str) -> dict[str, str]:
        return {word: self._say(phrase(f"protocol-word-{word}"), language) for word in _WORDS}

    async def _done(self, *, template: bytes, **wanted: Any) -> bytes:
        given = await asyncio.to_thread(_as_json, template, wanted)
        collected = Collected(_LARGEST)
        # -I: templates come from people; what fills them in sees neither our environment nor our working folder.
        command = (sys.executable, "-I", _PROCESS)
        try:
            finished = await self._programs.run(*command, limits=self._limits, on_output=collected, given=given)
        except UnreasonableMedia as error:
            raise TemplateTooHeavy(error.detail) from error
        if "MemoryError" in finished.stderr:
            raise TemplateTooHeavy("out of memory")
        if finished.returncode != 0:
            raise DocumentNotWritten(f"the protocol's process ended with {finished.returncode}")
        if not collected.value.startswith(_ZIP):
            _raise_refusal(json.loads(collected.value))
        return collected.value


def _as_json(template: bytes, wanted: dict[str, Any]) -> bytes:
    coded = base64.b64encode(template).decode()
    return json.dumps(wanted | {"template": coded}, ensure_ascii=False).encode("utf-8", "replace")


def _raise_refusal(told: dict[str, str]) -> None:
    if "refused" not in told:
        return
    errors: dict[str, BotError] = {
        "broken": TemplateBroken(placeholder=told["placeholder"]),
        "no fields": TemplateWithoutFields(),
    }
    raise errors.get(told["refused"], NoTemplate())
