"""What results are written in: the file formats, and the sentences of the modes in every language."""

from frontend_bot.core.document import FileFormat, FormatGroup, in_thread
from frontend_bot.core.registry import Modes
from frontend_bot.file_formats.markdown import write_md
from frontend_bot.file_formats.subtitles import write_srt, write_vtt
from frontend_bot.file_formats.text import write_txt
from frontend_bot.file_formats.transcript_json import write_json
from frontend_bot.file_formats.word import WordWriting
from frontend_bot.media.programs import Programs
from frontend_bot.modes import find_modes
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


def modes_and_translations() -> tuple[Modes, Translations]:
    """Every mode, offering the languages that are there, and all sentences with the modes' own, checked.

    Raises SettingsError for a file that is no mode, TranslationsError for what is missing in a language.
    """
    translations = Translations()
    modes = find_modes(translations.languages.codes)
    for language, source in modes.texts():
        translations.add(language, source)
    translations.check(modes.needed_phrases())
    return modes, translations
