"""What is read off aiogram's classes."""

import playground.server  # noqa: F401  # fills the table of methods
from playground.method_table import METHODS
from playground.schema import read_methods

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
