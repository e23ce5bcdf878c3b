"""Logs: lines for people or JSON for machines, with every secret taken out before anything is written."""

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

_HIDDEN = "***"
_NOISY = ("aiogram.event", "aiohttp.access", "alembic", "asyncio")


def set_up_logs(level: str, form: str, secrets: Iterable[str]) -> None:
    """Log to standard error. ``form`` is "console" or "json"; ``secrets`` are the values that must never appear."""
    hide = _Hider([secret for secret in secrets if secret])
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    as_text: Any = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    last: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(last if form == "json" else [as_text]),
                hide,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared[:3], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )


class _Hider:
    """The last processor: works on the finished line, so nothing gets past it, tracebacks included."""

    def __init__(self, secrets: list[str]) -> None:
        # The longest first: a secret may be a part of another one.
        self._secrets = sorted({*secrets, *(s.partition(":")[2] for s in secrets)} - {""}, key=len, reverse=True)
        self._secrets = [secret for secret in self._secrets if len(secret) > 5]

    def __call__(self, _logger: object, _name: str, line: str | MutableMapping[str, Any]) -> str:
        text = str(line)
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text
