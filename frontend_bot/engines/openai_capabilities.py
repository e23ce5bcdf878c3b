"""What a transcription server takes, known beforehand by model and learned from what it refuses.

One object serves one (base URL, model). What is learned lives as long as the process: a server that was updated is
asked anew after the next start.
"""

from collections.abc import Iterator

from frontend_bot.core.tools import SpeechWish
from frontend_bot.engines.openai_answers import ProviderError

PROMPT_CHARACTERS = 800
"""Groq refuses more than 896; the rest of the budget is for what counts differently there."""
KEYWORD_CHARACTERS = 60
FORMATS_OF_OTHERS = ("verbose_json", "json", "text")

Field = tuple[str, str]
"""Name and value of one multipart field."""


class Capabilities:
    """The fields to send with a recording, best first, fewer after each refusal."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._is_gpt_transcribe = model.rpartition("/")[2].startswith("gpt-transcribe")
        # The gpt models answer json and text only; nothing but json carries an error's details or a language.
        only_json = model.rpartition("/")[2].startswith(("gpt-transcribe", "gpt-4o"))
        self._formats = ["json"] if only_json else list(FORMATS_OF_OTHERS)
        self._refused_fields: set[str] = set()
        self._refused_languages: set[str] = set()
        self._refused_containers: set[str] = set()

    def fields(self, wish: SpeechWish) -> tuple[Field, ...]:
        """Every field but the file."""
        return tuple(field for field in self._wanted(wish) if field[0].removesuffix("[]") not in self._refused_fields)

    def takes(self, extension: str) -> bool:
        """False once the server has refused files with this extension as a format."""
        return extension not in self._refused_containers

    def refuse_container(self, extension: str) -> None:
        """Remember that the server does not take such files."""
        self._refused_containers.add(extension)

    def learn(self, error: ProviderError, wish: SpeechWish) -> bool:
        """Take back what the server complains of. True if the next request will differ from the last one."""
        for name, named_as in _NAMES.items():
            if error.names(*named_as):
                return self._drop(name, wish)
        return False

    def _wanted(self, wish: SpeechWish) -> Iterator[Field]:
        yield "model", self._model
        yield "response_format", self._formats[0]
        if wish.language and wish.language not in self._refused_languages:
            # gpt-transcribe ignores `language` without a word and takes the repeated `languages[]` instead.
            yield ("languages[]" if self._is_gpt_transcribe else "language"), wish.language
        if self._is_gpt_transcribe:
            for keyword in _keywords(wish):
                yield "keywords[]", keyword
        elif wish.vocabulary:
            yield "prompt", ", ".join(_keywords(wish))[:PROMPT_CHARACTERS]

    def _drop(self, name: str, wish: SpeechWish) -> bool:
        if name == "response_format":
            if len(self._formats) == 1:
                return False
            self._formats.pop(0)
            return True
        sent = {field.removesuffix("[]") for field, _ in self.fields(wish)}
        if name == "language":
            # Only this language: a server that has never heard of Uzbek may well know Russian.
            self._refused_languages.add(wish.language)
            return bool(sent & {"language", "languages"})
        self._refused_fields.add(name)
        return name in sent


_NAMES = {
    "response_format": ("response_format", "verbose_json"),
    "language": ("language", "languages"),
    "keywords": ("keywords",),
    "prompt": ("prompt",),
}
"""How servers name the parameter that they refuse, in ``param`` or in the message."""


def _keywords(wish: SpeechWish) -> Iterator[str]:
    # One keyword with an angle bracket or a line break makes the server refuse the whole request.
    for word in wish.vocabulary:
        clean = " ".join(word.replace("<", " ").replace(">", " ").split())
        if clean and len(clean) <= KEYWORD_CHARACTERS:
            yield clean
