"""What a transcription server takes, known beforehand by model and learned from what it refuses.

One object serves one (base URL, model). What is learned lives as long as the process: a server that was updated is
asked again after the next start.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.openai_http.answers import ProviderError

PROMPT_CHARACTERS = 800
"""Groq refuses more than 896; the rest of the budget is for what counts differently there."""
KEYWORD_CHARACTERS = 60
TEMPERATURE_AGAIN = "0.4"
FORMATS_OF_OTHERS = ("verbose_json", "json", "text")

VOICES = {"known_speaker_names", "known_speaker_references"}

SMALLEST_LIMIT = 100_000
"""Bytes; no server takes less in one request."""
REFUSALS_BELIEVED = 3
REFUSALS_REMEMBERED = 3600.0
"""Seconds."""

_OPTIONAL = {"keywords", "prompt", "hotwords", "temperature", "chunking_strategy"} | VOICES
"""Fields that a server can be asked without."""

Field = tuple[str, str]
"""Name and value of one multipart field."""


class Capabilities:
    """The fields to send with a recording, best first, fewer after each refusal; ``own`` are the server's own ones."""

    def __init__(self, model: str, own: Sequence[Field] = (), now: Callable[[], float] = time.monotonic) -> None:
        name = model.rpartition("/")[2]
        self._model, self._own = model, own
        self._is_gpt_transcribe = name.startswith("gpt-transcribe")
        # The gpt models answer json and text only; nothing but json carries an error's details or a language.
        self._names_field = "hotwords" if name.startswith("faster-") else "prompt"
        self.tells_speakers = "diarize" in name
        self._formats = ["json"] if name.startswith(("gpt-transcribe", "gpt-4o")) else list(FORMATS_OF_OTHERS)
        if self.tells_speakers:
            self._formats.insert(0, "diarized_json")
        self._unknown_fields: set[str] = set()
        self._refused_languages: set[str] = set()
        self._refusals_in_a_row: Counter[str] = Counter()
        self._refused_until: dict[str, float] = {}
        self._refused_size, self._size_until = sys.maxsize, 0.0
        self._now = now

    def fields(
        self, options: TranscriptionOptions, without: Set[str] = frozenset(), *, is_again: bool = False
    ) -> tuple[Field, ...]:
        """Every field but the file. ``without`` names what this one recording is sent without.

        ``is_again``: the last answer was no speech. Names are left out, which a server may echo, and it is told to
        choose its words less rigidly, which leads out of loops.
        """
        dropped = self._unknown_fields | without
        if is_again:
            dropped = dropped | {"prompt", "keywords", "hotwords"}
            extra = () if "temperature" in dropped else (("temperature", TEMPERATURE_AGAIN),)
            return (*self.fields(options, dropped), *extra)
        return tuple(field for field in self._wanted(options) if field[0].removesuffix("[]") not in dropped)

    def takes(self, extension: str) -> bool:
        """False while files with this extension are known to be refused as a format."""
        return self._refused_until.get(extension, 0.0) <= self._now()

    def container_refused(self, extension: str) -> None:
        """Count a refusal; enough of them in a row are believed, for a while.

        One is not: a user's odd file would make the bot encode everybody's voice notes from then on.
        """
        self._refusals_in_a_row[extension] += 1
        if self._refusals_in_a_row[extension] >= REFUSALS_BELIEVED:
            self._refused_until[extension] = self._now() + REFUSALS_REMEMBERED
            self._refusals_in_a_row[extension] = 0

    def container_taken(self, extension: str) -> None:
        """The server understood such a file."""
        self._refusals_in_a_row.pop(extension, None)

    def too_big(self, size: int) -> None:
        """The server refused so many bytes as too many. Believed for a while, and of a reasonable size only: a gateway
        with a hiccup refuses a voice note, too."""
        if size >= SMALLEST_LIMIT:
            known = self._refused_size if self._size_until > self._now() else sys.maxsize
            self._refused_size, self._size_until = min(known, size), self._now() + REFUSALS_REMEMBERED

    def fits(self, size: int) -> bool:
        """False for as many bytes as were refused."""
        return size < self._refused_size or self._size_until <= self._now()

    def learn(self, error: ProviderError, options: TranscriptionOptions, without: Set[str] = frozenset()) -> str | None:
        """Understand what the server complains of.

        Answers the name of the field to leave out of this recording's next request, "" if what was learned changes the
        request already, None if nothing can be done about it.
        """
        sent = {name.removesuffix("[]") for name, _ in self.fields(options, without)}
        if error.names("response_format", "verbose_json", "diarized_json") and len(self._formats) > 1:
            self._formats.pop(0)
            return ""
        if error.names("language", "languages") and sent & {"language", "languages"}:
            # Only this language: a server that has never heard of Uzbek may well know Russian.
            self._refused_languages.add(options.language)
            return ""
        for name in (sent | {"temperature"}) & _OPTIONAL:
            if error.names(name):
                if error.is_about_an_unknown_parameter:
                    self._unknown_fields |= VOICES if name in VOICES else {name}
                return name
        return None

    def _wanted(self, options: TranscriptionOptions) -> Iterator[Field]:
        yield "model", self._model
        yield "response_format", self._formats[0]
        yield from self._own
        if options.language and options.language not in self._refused_languages:
            # gpt-transcribe ignores `language` without a word and takes the repeated `languages[]` instead.
            yield ("languages[]" if self._is_gpt_transcribe else "language"), options.language
        if self.tells_speakers:
            # Longer recordings than 30 s are refused without the first; a prompt is refused always.
            yield "chunking_strategy", "auto"
            for voice in options.voices:
                yield "known_speaker_names[]", voice.label
                yield "known_speaker_references[]", voice.sample
        elif self._is_gpt_transcribe:
            for keyword in _keywords(options):
                yield "keywords[]", keyword
        elif options.vocabulary:
            # A prompt is repeated as speech more easily than hotwords, which faster-whisper servers know.
            yield self._names_field, ", ".join(_keywords(options))[:PROMPT_CHARACTERS]


def _keywords(options: TranscriptionOptions) -> Iterator[str]:
    # One keyword with an angle bracket or a line break makes the server refuse the whole request.
    for word in options.vocabulary:
        clean = " ".join(word.replace("<", " ").replace(">", " ").split())
        if clean and len(clean) <= KEYWORD_CHARACTERS:
            yield clean
