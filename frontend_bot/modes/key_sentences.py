"""What a transcript says in its own words: key sentences and possible tasks, found without a language model."""

from collections.abc import Iterable, Iterator

from frontend_bot.core.block import Block, Style, plain
from frontend_bot.core.content import Kind
from frontend_bot.core.extract import Extract, QuotedSentence
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import Tools
from frontend_bot.errors import NothingToRead, RecordGone
from frontend_bot.workflows.documents.minutes_layout import place_words


class KeySentences(JobMode):
    """Works without any provider. Its result is never called a summary: nothing in it is understood."""

    id = "key_sentences"
    order = 45
    in_menu = False
    accepts = frozenset({Kind.TEXT})
    needs_transcript = True

    async def run(self, job: Job, tools: Tools) -> Result:
        transcript = await tools.files.transcript(job.content[0])
        if transcript is None:
            raise RecordGone("the record of the transcript is gone")
        if not transcript.text.strip():
            raise NothingToRead("an empty transcript")
        blocks = tuple(_blocks(await tools.extract(transcript), tools))
        name = tools.say(phrase("mode-key_sentences"))
        source = job.content[0].file_name
        return Result(text=plain(blocks), blocks=blocks, title=f"{name} · {source}" if source else name)


def _blocks(extract: Extract, tools: Tools) -> Iterator[Block]:
    def say(what: Phrase) -> str:
        return tools.say(what)

    def listed(name: str, found: Iterable[QuotedSentence]) -> Iterator[Block]:
        items = [
            Block(
                Style.BULLET,
                one.text,
                lead=f"{one.speaker}:" if one.speaker else "",
                source=place_words(one.place, say),
            )
            for one in found
        ]
        if items:
            yield Block(Style.HEADING, say(phrase(name)))
            yield from items

    yield Block(Style.TITLE, say(phrase("mode-key_sentences")))
    yield from listed("key_sentences-sentences", extract.sentences)
    yield from listed("key_sentences-tasks", extract.tasks)
    is_empty = not (extract.sentences or extract.tasks)
    yield Block(Style.NOTE, say(phrase("key_sentences-none" if is_empty else "key_sentences-how")))
    why = tools.language_model.why_unavailable()
    if why is not None:
        yield Block(Style.NOTE, say(why))
