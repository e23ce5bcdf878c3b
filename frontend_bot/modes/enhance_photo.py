"""Photos made better: one, or all of an album."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode, Option
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.titles import without_extension
from frontend_bot.core.tools import EnhancedPhoto, PhotoOptions, Pictures, Progress, Source, Tools
from frontend_bot.errors import BotError

_LARGEST_FILE = 50_000_000
"""Bytes of a document that a bot may send (Bot API, sendDocument)."""
_LONGEST_NAME = 60


class EnhancePhoto(JobMode):
    """A photo, or a picture sent as a document, comes back larger and clearer."""

    id = "enhance_photo"
    order = 30
    accepts = frozenset({Kind.PHOTO})
    starts_unasked = False
    takes_albums = True
    options = (
        Option("scale", ("auto", "1", "2", "3", "4")),
        Option("faces", ("all", "center")),
        Option("format", ("auto", "jpg", "png")),
    )

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.photo_enhancer.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        scale = job.choices.get("scale", "auto")
        options = PhotoOptions(
            scale=0 if scale == "auto" else int(scale),
            only_center_face=job.choices.get("faces") == "center",
            format=job.choices.get("format", "auto"),
        )
        sources = [tools.files.source(content) for content in job.content]
        done = _Done(len(sources), tools.progress)
        # Side by side, so that photos with equal options share one run of the engine.
        outcomes = await asyncio.gather(*(_enhanced(source, options, tools, done) for source in sources))
        finished = [await _fitting(outcome, options, tools) for outcome in outcomes]
        return _result(job.content, finished)


@dataclass(frozen=True, slots=True)
class _One:
    """What became of one photo: its pictures or the error."""

    source: Source
    pictures: Pictures | None = None
    error: BotError | None = None


class _Done:
    """Progress of several photos in one status: how many are finished counts, one photo's own word else."""

    def __init__(self, count: int, progress: Progress) -> None:
        self._count, self._progress, self._finished = count, progress, 0

    def __call__(self, fraction: float | None, word: Phrase) -> None:
        if self._count > 1:
            word = phrase("progress-photo-album", done=self._finished, count=self._count)
            fraction = self._finished / self._count
        self._progress(fraction, word)

    def one_more(self) -> None:
        """Another photo is finished."""
        self._finished += 1


async def _enhanced(source: Source, options: PhotoOptions, tools: Tools, done: _Done) -> _One:
    try:
        photo = await tools.photo_enhancer.enhance(source, options, done)
        return _One(source, await tools.photo_enhancer.pictures(source, photo, options, done))
    except BotError as error:
        return _One(source, error=error)
    finally:
        done.one_more()


async def _fitting(one: _One, options: PhotoOptions, tools: Tools) -> _One:
    """A result that Telegram would refuse for its size is made once more as JPEG, which is far smaller."""
    pictures = one.pictures
    if pictures is None or pictures.photo.size <= _LARGEST_FILE or pictures.photo.extension == "jpg":
        return one
    return await _enhanced(one.source, replace(options, format="jpg"), tools, _Done(1, tools.progress))


def _result(contents: Sequence[Content], finished: Sequence[_One]) -> Result:
    good = [(one.source.content, one.pictures) for one in finished if one.pictures]
    errors = [(number, one.error) for number, one in enumerate(finished, start=1) if one.error]
    if not good:
        raise errors[0][1]
    return Result(
        note=_note([pictures.photo for _, pictures in good], errors),
        files=tuple(_file(content, pictures) for content, pictures in good),
        previews=tuple(Content(Kind.PHOTO, path=str(pictures.preview)) for _, pictures in good),
    )


def _file(content: Content, pictures: Pictures) -> Content:
    photo = pictures.photo
    stem = without_extension(PurePath(content.file_name).name)
    kept = "".join(letter for letter in stem if letter.isprintable())[:_LONGEST_NAME]
    name = f"{kept or 'photo'}_x{photo.scale}.{photo.extension}"
    return Content(Kind.PHOTO, file_name=name, size=photo.size, path=str(pictures.result))


def _note(photos: Sequence[EnhancedPhoto], errors: Sequence[tuple[int, BotError]]) -> Phrase:
    lines = [_one_photo(photos[0])] if len(photos) + len(errors) == 1 else _several(photos)
    lines += [
        phrase("photo-failed", number=number, reason=Phrase(error.sentence, error.variables))
        for number, error in errors
    ]
    note = lines[-1]
    for line in reversed(lines[:-1]):
        note = phrase("photo-lines", first=line, rest=note)
    return note


def _one_photo(photo: EnhancedPhoto) -> Phrase:
    size = phrase("photo-size", width=str(photo.width), height=str(photo.height), scale=photo.scale)
    if photo.scale < photo.asked_scale:
        size = phrase("photo-size-reduced", size=size, asked=photo.asked_scale)
    return phrase("photo-done", engine=phrase(_engine(photo)), faces=_faces([photo]), size=size)


def _several(photos: Sequence[EnhancedPhoto]) -> list[Phrase]:
    """A line for each engine: an album may meet two of them, and each photo is told of honestly."""
    by_engine: dict[str, list[EnhancedPhoto]] = {}
    for photo in photos:
        by_engine.setdefault(_engine(photo), []).append(photo)
    return [
        phrase("photo-album-done", count=len(mine), engine=phrase(engine), faces=_faces(mine))
        for engine, mine in by_engine.items()
    ]


def _engine(photo: EnhancedPhoto) -> str:
    if photo.engine != "classical":
        return "photo-engine-gfpgan"
    return "photo-engine-classical-instead" if photo.skipped else "photo-engine-classical"


def _faces(photos: Sequence[EnhancedPhoto]) -> Phrase:
    known = [photo.faces for photo in photos if photo.faces is not None]
    return phrase("photo-faces", count=sum(known)) if known else phrase("photo-faces-unknown")
