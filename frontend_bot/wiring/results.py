"""What results are written in: the file formats and the sentences."""

from collections.abc import Iterable

from frontend_bot.core.document import FileFormat, FormatGroup, in_thread
from frontend_bot.file_formats.markdown import write_md
from frontend_bot.file_formats.subtitles import write_srt, write_vtt
from frontend_bot.file_formats.text import write_txt
from frontend_bot.file_formats.transcript_json import write_json
from frontend_bot.file_formats.word import WordWriting
from frontend_bot.media.programs import Programs
from frontend_bot.services.translations import Translations


def formats_for(programs: Programs) -> tuple[FileFormat, ...]:
    """What results are offered as; the first is what a text too long for a message arrives in."""
    return (
        FileFormat("txt", in_thread(write_txt)),
        FileFormat("md", in_thread(write_md)),
        FileFormat("docx", WordWriting(programs).write),
        FileFormat("json", in_thread(write_json)),
        FileFormat("srt", in_thread(write_srt), FormatGroup.SUBTITLES),
        FileFormat("vtt", in_thread(write_vtt), FormatGroup.SUBTITLES),
    )


def translations_for(texts: Iterable[tuple[str, str]], needed: Iterable[str]) -> Translations:
    """All sentences with the modes' own, checked. Raises TranslationsError."""
    translations = Translations()
    for language, source in texts:
        translations.add(language, source)
    translations.check(needed)
    return translations
