"""Protocols for one job: its person's own template, fetched from Telegram, or the operator's."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import aiofiles

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job
from frontend_bot.core.protocol import ProtocolFields
from frontend_bot.core.tools import Source
from frontend_bot.errors import (
    FileGone,
    NoTemplate,
    OperatorTemplateBroken,
    TemplateBroken,
    TemplateGone,
    TemplateTooHeavy,
)
from frontend_bot.services.storage.templates import Template, Templates
from frontend_bot.telegram.files import TelegramFiles

_LARGEST_TEMPLATE = 5 * 2**20
"""Bytes; a form with a logo has a few hundred thousand."""


class Writing(Protocol):
    """What file_formats/protocol.py can do."""

    async def check(self, template: bytes) -> Sequence[str]:
        """The fields that a template uses."""

    async def fill(self, template: bytes, fields: ProtocolFields) -> bytes:
        """The Word document."""

    async def sample(self, language: str) -> bytes:
        """The built-in template."""


class TelegramProtocols:
    """A frontend_bot.core.tools.Protocols."""

    def __init__(
        self,
        writing: Writing,
        templates: Templates,
        files: TelegramFiles,
        job: Job,
        operators: Path | None,
    ) -> None:
        """``operators`` is the template of the operator, None for the built-in one."""
        self._writing, self._templates, self._files = writing, templates, files
        self._job, self._operators = job, operators

    async def take_template(self, source: Source) -> tuple[str, ...]:
        """Check it, then keep it. See the contract for what it raises."""
        if source.content.size > _LARGEST_TEMPLATE:
            raise NoTemplate("too large")
        found = await self._writing.check(await _bytes_of(await source.path()))
        template = Template(source.content.file_id, source.content.file_name)
        await self._templates.keep(self._job.user_id, template)
        return tuple(found)

    async def sample(self) -> Path:
        """In the language of the job's person."""
        return await self._saved(await self._writing.sample(self._job.language))

    async def write(self, fields: ProtocolFields, *, own: bool) -> Path:
        """Filled in. See the contract for what it raises."""
        template = await self._templates.get(self._job.user_id) if own else None
        if template is not None:
            return await self._saved(await self._writing.fill(await self._fetched(template), fields))
        try:
            operators = await _bytes_of(self._operators) if self._operators else b""
            return await self._saved(await self._writing.fill(operators, fields))
        except (TemplateBroken, TemplateTooHeavy, NoTemplate, OSError) as error:
            variables = error.variables if isinstance(error, TemplateBroken) else {"placeholder": "?"}
            raise OperatorTemplateBroken(type(error).__name__, **variables) from error

    async def _fetched(self, template: Template) -> bytes:
        content = Content(Kind.DOCUMENT, file_id=template.file_id, file_name=template.file_name)
        try:
            return await _bytes_of(await self._files.source(content).path())
        except FileGone as error:
            raise TemplateGone(error.detail) from error

    async def _saved(self, document: bytes) -> Path:
        path = await self._files.folder() / "protocol.docx"
        async with aiofiles.open(path, "wb") as file:
            await file.write(document)
        return path


async def _bytes_of(path: Path) -> bytes:
    async with aiofiles.open(path, "rb") as file:
        return await file.read()
