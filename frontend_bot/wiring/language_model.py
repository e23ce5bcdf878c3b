"""Which language model writes documents: one behind an OpenAI-compatible server, or none."""

from frontend_bot.config import Settings
from frontend_bot.core.tools import LanguageModel
from frontend_bot.engines.language_model.openai import OpenAILanguageModel
from frontend_bot.engines.not_configured import NoLanguageModel
from frontend_bot.media.programs import Programs
from frontend_bot.wiring.check import Check, check_server
from frontend_bot.wiring.engine_entry import AUTO, OPENAI_URL, EngineEntry, Missing, choose


def language_model_entry(settings: Settings) -> EngineEntry[LanguageModel, Programs] | None:
    """The language model in use, None if none is configured."""
    return choose(ENTRIES, AUTO, "TEXT_MODEL", settings)


def build_language_model(settings: Settings, programs: Programs) -> LanguageModel:
    """The provider's, where there is a provider, or the stand-in that says how to configure one."""
    entry = language_model_entry(settings)
    return entry.build(settings, programs) if entry else NoLanguageModel()


async def examine_language_model(settings: Settings) -> Check:
    """For the doctor."""
    entry = language_model_entry(settings)
    if entry is None:
        return Check(
            None, "No language model is configured: no summaries, no minutes. Set OPENAI_API_KEY, or TEXT_BASE_URL."
        )
    return await entry.examine(settings)


def _url(settings: Settings) -> str:
    return settings.text_base_url or settings.openai_base_url


def _key(settings: Settings) -> str:
    """A server of its own never gets OPENAI_API_KEY."""
    key = settings.text_api_key.get_secret_value()
    return key if settings.text_base_url else key or settings.openai_api_key.get_secret_value()


def _openai(settings: Settings, _programs: Programs) -> OpenAILanguageModel:
    return OpenAILanguageModel(
        base_url=_url(settings),
        key=_key(settings),
        model=settings.text_model,
        part_characters=settings.text_part_characters,
        at_once=settings.text_concurrency,
    )


async def _examine_openai(settings: Settings) -> Check:
    is_own = bool(settings.text_base_url or settings.text_api_key.get_secret_value())
    more = f"; it is asked for {settings.text_model}"
    key_name = "TEXT_API_KEY" if is_own else "OPENAI_API_KEY"
    what = "The language model's server"
    check = await check_server(what, _url(settings), _key(settings), key_name, more)
    is_refused = check.works is False and key_name in check.sentence
    # The transcription's sentence may name the same key: this one says whom it is about.
    return Check(False, f"{what} {_url(settings)} does not accept {key_name}.") if is_refused else check


OPENAI: EngineEntry[LanguageModel, Programs] = EngineEntry(
    name="openai",
    missing=lambda settings: None if _key(settings) or _url(settings) != OPENAI_URL else Missing("OPENAI_API_KEY"),
    build=_openai,
    examine=_examine_openai,
    is_paid=True,
)

ENTRIES = (OPENAI,)
