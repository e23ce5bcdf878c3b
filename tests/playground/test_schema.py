"""What is read off aiogram's classes."""

import subprocess
import sys

import playground.server  # noqa: F401  # fills the table of methods
from playground.method_table import METHODS
from playground.schema import read_methods
from tests.patience import patience
from tests.processes import ROOT

REQUIRED = (
    "getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "sendMessage", "editMessageText",
    "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup", "deleteMessage", "deleteMessages",
    "answerCallbackQuery", "sendPhoto", "sendDocument", "sendVoice", "sendAudio", "sendVideo", "sendVideoNote",
    "sendAnimation", "sendMediaGroup", "getFile", "sendChatAction", "setMyCommands", "getMyCommands",
    "deleteMyCommands", "setMyDescription", "setMyShortDescription", "setMyName", "setChatMenuButton",
    "setMessageReaction", "forwardMessage", "copyMessage", "getChat", "getChatMember", "logOut", "close",
)  # fmt: skip


def test_all_methods_of_the_bot_api_are_known() -> None:
    assert len(read_methods()) > 150


def test_every_implemented_method_exists_at_telegram() -> None:
    assert set(METHODS) <= set(read_methods())
    assert {name.lower() for name in REQUIRED} <= set(METHODS)


def test_kinds_and_requirements() -> None:
    fields = read_methods()["sendvoice"].fields
    kinds = {name: fields[name].kind for name in ("chat_id", "voice", "caption", "duration", "reply_markup")}
    assert kinds == {"chat_id": "chat", "voice": "file", "caption": "str", "duration": "int", "reply_markup": "json"}
    assert read_methods()["sendvoice"].required == ("chat_id", "voice")
    assert read_methods()["sendmessage"].fields["disable_notification"].kind == "bool"


ALONE = """
from playground.refusals import Refusal
from playground.schema import read_methods
from aiogram import types

built = [name for name in types.__all__ if getattr(vars(types)[name], "__pydantic_complete__", False)]
fields = [field for method in read_methods().values() for field in method.fields.values() if field.kind == "json"]
assert all(field._adapter.pydantic_complete for field in fields)
entities = read_methods()["sendmessage"].fields["entities"]
mention = '[{"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 1, %s}}]'
entities.json(mention % '"is_bot": false, "first_name": "A"')
try:
    entities.json(mention % '"is_bot": false')
except Refusal:
    print(len(fields) > 100, built)
"""


def test_a_playground_alone_checks_nested_fields_without_building_all_types() -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", ALONE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=patience(100),
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("True []\n", "")
