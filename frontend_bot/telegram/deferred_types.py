"""Telegram's types, each built when it is first used and not all of them when aiogram is imported.

aiogram declares some 600 pydantic models, the types and the methods of the Bot API, and builds every one of them when
it is imported: seconds of CPU and a hundred megabytes. A bot needs a few dozen. Here their building is put off.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError

log = structlog.get_logger()

Names = dict[str, Any]
"""What the names in the annotations of a model stand for."""


class _ChangedShape(Exception):
    """aiogram or pydantic no longer does what this file relies on."""


def import_aiogram(*, eager_types: bool = False) -> None:
    """Import aiogram with the building of its models put off; does nothing where aiogram has been imported before.

    Relies on ``aiogram.types`` asking for its models by ``model_rebuild(_types_namespace=...)``, and on pydantic
    calling ``model_rebuild`` at the first use of a model that has not been built. Where either has changed, or with
    ``eager_types``, aiogram is imported as it is. A pydantic model of our own must not have a field of aiogram's type:
    pydantic could not build that one, and would say so.
    """
    if not eager_types and "aiogram" not in sys.modules:
        try:
            _import_put_off()
        except (_ChangedShape, ImportError, AttributeError, PydanticUserError, PydanticUndefinedAnnotation) as error:
            log.warning("telegram's types are built at once: aiogram or pydantic has changed", reason=str(error))
            for name in [name for name in sys.modules if name.partition(".")[0] == "aiogram"]:
                del sys.modules[name]
    import aiogram  # noqa: F401


def _import_put_off() -> None:
    with _building_put_off() as namespaces:
        import aiogram  # noqa: F401
    from aiogram.methods import Response, TelegramMethod
    from aiogram.types import Message, TelegramObject

    names, turn = _one_meaning_each(namespaces), RLock()
    for root in (TelegramObject, TelegramMethod, Response):
        setattr(root, "model_rebuild", _late_building(root, names, turn))  # noqa: B010  # mypy does not allow it plainly
    with suppress(ValidationError):
        Message.model_validate({})  # holds nearly all other types, and every bot needs it
    if not Message.__pydantic_complete__:
        raise _ChangedShape("the first use of a model does not build it")


@contextmanager
def _building_put_off() -> Iterator[list[Names]]:
    """Inside the block no model is built before it is used. Returns the names that models were to be built with."""
    namespaces: list[Names] = []
    config, rebuild = BaseModel.model_config, vars(BaseModel)["model_rebuild"]

    def put_off(cls: type[BaseModel], /, *, _types_namespace: Names | None = None, **how: Any) -> bool | None:
        if _types_namespace is None:  # somebody uses a model already
            # The names are those of the caller's frame, and this function is one frame more.
            how["_parent_namespace_depth"] = how.get("_parent_namespace_depth", 2) + 1
            built: bool | None = rebuild.__func__(cls, **how)
            return built
        if not any(_types_namespace is known for known in namespaces):
            namespaces.append(_types_namespace)
        return None

    BaseModel.model_config = ConfigDict(defer_build=True)
    setattr(BaseModel, "model_rebuild", classmethod(put_off))  # noqa: B010
    try:
        yield namespaces
    finally:
        BaseModel.model_config = config
        setattr(BaseModel, "model_rebuild", rebuild)  # noqa: B010


def _one_meaning_each(namespaces: Iterable[Names]) -> Names:
    names: Names = {}
    for namespace in namespaces:
        if any(names.setdefault(name, meaning) is not meaning for name, meaning in namespace.items()):
            raise _ChangedShape("a name in aiogram's annotations has two meanings")
    if not names:
        raise _ChangedShape("aiogram no longer asks for its types by their names")
    return names


def _late_building(root: type[BaseModel], names: Names, turn: RLock) -> Any:
    """A ``model_rebuild`` for the models under ``root``, which two threads may use for the first time at once."""

    def build(
        cls: type[BaseModel], /, *, force: bool = False, _types_namespace: Names | None = None, **how: Any
    ) -> bool | None:
        with turn:
            if cls.__pydantic_complete__ and not force:
                return None
            pydantics: Any = super(root, cls)
            built: bool | None = pydantics.model_rebuild(force=force, _types_namespace=_types_namespace or names, **how)
            return built

    return classmethod(build)
