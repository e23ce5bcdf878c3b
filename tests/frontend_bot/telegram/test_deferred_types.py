"""Telegram's types are built at their first use, are then what aiogram builds itself, and are built at once where that
does not work. Each in a process of its own: a type is built once."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from frontend_bot import run
from frontend_bot.errors import SettingsError
from frontend_bot.telegram.deferred_types import _ChangedShape, _one_meaning_each
from tests.patience import patience
from tests.processes import ROOT

pytestmark = pytest.mark.timeout(300)  # all types at once take a minute where others use the processors as well

ALL = 400
"""aiogram has more types than that."""
PYDANTIC_DOES_NOT_BUILD = """
from pydantic._internal import _mock_val_ser, _model_construction

def set_model_mocks(cls, *told, original=_mock_val_ser.set_model_mocks):
    original(cls, *told)
    for name in ("core_schema", "validator", "serializer"):
        vars(cls)[f"__pydantic_{name}__"]._attempt_rebuild = None

_model_construction.set_model_mocks = set_model_mocks
"""
AIOGRAM_NAMES_IN_MODULES = """
import sys
from importlib.machinery import PathFinder, SourceFileLoader

class Loader(SourceFileLoader):
    def get_code(self, name):
        source = self.get_data(self.path).decode()
        loop = "_entity.model_rebuild(_types_namespace=_types_namespace)"
        assert source.count(loop) == 1
        other = "vars(__import__('sys').modules[_entity.__module__]).update(_types_namespace)"
        return compile(source.replace(loop, other), self.path, "exec")

class Finder(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        spec = super().find_spec(name, path, target)
        if name == "aiogram.types":
            spec.loader = Loader(name, spec.origin)
        return spec

sys.meta_path.insert(0, Finder)
"""
PRINT = "from tests.telegram_models import main; main()"
AT_ONCE = """
import threading
from unittest import mock
from pydantic import BaseModel
from frontend_bot.telegram.deferred_types import import_aiogram
import_aiogram()
from aiogram.types import Update
from tests.telegram_models import UPDATES

built, failed, together = [], [], threading.Barrier(8)
rebuild = vars(BaseModel)["model_rebuild"].__func__

def counted(cls, **how):
    built.append(cls.__name__)
    return rebuild(cls, **how)

def use():
    together.wait()
    try:
        assert Update.model_validate({"update_id": 1, **UPDATES[0]}).message.entities[0].user.id == 7
    except Exception as error:
        failed.append(repr(error))

with mock.patch.object(BaseModel, "model_rebuild", classmethod(counted)):
    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(failed, built)
"""
NOT_READY = """
from frontend_bot.telegram.deferred_types import import_aiogram
import_aiogram()
import importlib, pkgutil
import frontend_bot.telegram
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from frontend_bot.telegram.session import build_bot

modules = [importlib.import_module(one.name) for one in pkgutil.walk_packages(
    frontend_bot.telegram.__path__, "frontend_bot.telegram.")]
found = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
found = {one for one in found if issubclass(one, TelegramMethod) and one is not TelegramMethod} | {Update}
assert len(found) > 10 and not any(one.__pydantic_complete__ for one in found)
build_bot("1:token", "http://127.0.0.1:1", is_local=False)
print([one.__name__ for one in found if not one.__pydantic_complete__])
"""


def python(code: str, *path: Path) -> tuple[str, str]:
    """What a fresh interpreter prints and logs."""
    places = "\n".join(f"import sys; sys.path.insert(0, {str(place)!r})" for place in (ROOT, *path))
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{places}\n{code}"],
        capture_output=True,
        text=True,
        timeout=patience(280),
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout, ended.stderr


def models(doctoring: str = "") -> tuple[int, dict[str, Any], bool]:
    """How many types were built before the first use, what they did, and whether the log says that they had to be."""
    printed, logged = python(f"{doctoring}\n{PRINT}")
    *logs, line = printed.splitlines()
    told = json.loads(line)
    return told.pop("built"), told, "aiogram or pydantic has changed" in "".join([*logs, logged])


@pytest.fixture(scope="module")
def built_at_once() -> dict[str, Any]:
    """What aiogram's types do when aiogram has built them all, which it must with a pydantic of another kind."""
    built, told, is_logged = models(PYDANTIC_DOES_NOT_BUILD)
    assert built > ALL
    assert is_logged
    return told


def test_types_wait_for_their_first_use_and_are_then_the_same(built_at_once: dict[str, Any]) -> None:
    built, told, is_logged = models()
    assert built <= 1
    assert not is_logged
    assert told == built_at_once


def test_an_aiogram_that_asks_in_another_way_is_left_alone(built_at_once: dict[str, Any]) -> None:
    _, told, is_logged = models(AIOGRAM_NAMES_IN_MODULES)
    assert is_logged
    assert told == built_at_once


def test_a_type_is_built_once_however_many_threads_use_it_first() -> None:
    assert python(AT_ONCE)[0] == "[] ['Update']\n"


def test_what_is_sent_and_read_all_the_time_is_ready_with_the_bot() -> None:
    assert python(NOT_READY)[0] == "[]\n"


@pytest.mark.parametrize("eager", [False, True])
def test_only_without_the_setting_models_are_told_to_wait(eager: bool, tmp_path: Path) -> None:
    (tmp_path / "aiogram.py").write_text("from pydantic import BaseModel; print(BaseModel.model_config)")
    code = f"from frontend_bot.telegram.deferred_types import import_aiogram; import_aiogram(eager_types={eager})"
    printed, _ = python(code, tmp_path)
    assert ("{'defer_build': True}" in printed) is not eager
    assert "{}" in printed, "in the end it is imported as it is: this one has no types"


def test_an_aiogram_that_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "aiogram.py").write_text("from pydantic import BaseModel; print(BaseModel.model_config)")
    code = "import aiogram; from frontend_bot.telegram.deferred_types import import_aiogram; import_aiogram()"
    assert python(code, tmp_path) == ("{}\n", "")


@pytest.mark.parametrize("namespaces", [[], [{}], [{"Chat": int, "User": str}, {"User": int}]])
def test_names_that_cannot_be_kept_for_all_types_are_refused(namespaces: list[dict[str, Any]]) -> None:
    with pytest.raises(_ChangedShape):
        _one_meaning_each(namespaces)


@pytest.mark.parametrize(("setting", "eager"), [("", False), ("true", True)])
def test_the_setting_reaches_the_import(setting: str, eager: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def refuse(*, eager_types: bool) -> None:
        seen.append(eager_types)
        raise SettingsError("enough")

    monkeypatch.setenv("TELEGRAM_TOKEN", "1:abc")
    monkeypatch.setenv("EAGER_TELEGRAM_TYPES", setting)
    monkeypatch.setattr(run, "import_aiogram", refuse)
    monkeypatch.setattr(run, "set_up_logs", lambda *_: None)
    assert run.run_program(listens=True) != 0
    assert seen == [eager]
