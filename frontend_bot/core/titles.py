"""Titles of recordings: the names of files without what only programs need of them."""

_EXTENSIONS = """
    3g2 3ga 3gp 3gpp aac ac3 adts aif aifc aiff amr ape arw asf ass au avi avif awb bmp bwf caf cr2 csv dfxp divx dng
    doc docm docx dotx dts eac3 eml f4a f4v flac flv gif heic heif htm html jfif jpeg jpg json latm loas log m2t m2ts
    m4a m4b m4r m4v md mka mkv mov mp1 mp2 mp3 mp4 mpa mpe mpeg mpg mpga mts nef odt oga ogg ogm ogv opus pdf png qt ra
    rf64 rtf sbv smi snd spx srt ssa sub text tif tiff trp ts ttml txt vob vtt w64 wav weba webm webp wma wmv wv xml
"""
"""What ends the names of files that people send. What else stands behind a dot is a part of the name: of a date, a
person's name, a site."""


def without_extension(name: str) -> str:
    """A file's name as a title: «Запись 12.05.2026» has no extension to take off."""
    stem, _, extension = name.rpartition(".")
    return stem if stem.strip(" .") and extension.lower() in _EXTENSIONS.split() else name
