"""Could somebody have written this? Words as languages form them, told by their letters alone.

A text in a wrong encoding gives itself away: scripts meet within a word, capitals stand in its middle, signs take the
place of letters, letters of five languages are in one line.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

_SCRIPTS = (
    ("latin", 0x00, 0x24F), ("greek", 0x370, 0x3FF), ("cyrillic", 0x400, 0x52F), ("hebrew", 0x590, 0x5FF),
    ("arabic", 0x600, 0x6FF), ("latin", 0x1E00, 0x1EFF), ("kana", 0x3041, 0x30FF), ("han", 0x4E00, 0x9FFF),
    ("hangul", 0xAC00, 0xD7A3), ("latin", 0xFF21, 0xFF5A),
)  # fmt: skip
_SIGNS = frozenset(
    "\xa0\xad«»„“”‘’‚‹›–—―…•·№§©®™°±×÷€£¥¢¿¡ªº²³¹¼½¾µ¶†‡¬´←→↑↓−≈≤≥≠√☆★○●◎◇◆□■△▲▽▼※〒♪☐☑☒✓々〆〃仝،؛؟٪"
    "　、。，．・：；？！（）「」『』【】〈〉《》〔〕［］｛｝～〜ー‥％＋－＝＜＞＆＊＠＃￥"
    "０１２３４５６７８９／＼｜＿￣＂＇"
)
"""What is no letter but stands in texts."""
_COMMON_SIGNS = frozenset("\xa0«»“”‘’–—…•§©®™°€£№")
_ALPHABETS = {
    "western": (
        "äöüß", "éèêëàâçîïôùûüœæÿ", "áéíóúñüªº", "àèéìíîòóùú", "ãõáâàçéêíóôúü", "åäöé", "æøåéôóò", "éëïöüèêáóíĳ",
        "áéíóúýðþæö", "àçèéíïòóúü", "äõöüšž",
    ),
    "central": (
        "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ", "äöüß",
    ),
    "turkish": ("çğıöşüâîû",),
    "baltic": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "cyrillic": (
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
        "абвгдђежзијклљмнњопрстћуфхцчџш", "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    ),
}  # fmt: skip
"""The letters beside a–z, language by language, as the encodings of a region can write them."""
_REGION = {
    "cp1251": "cyrillic", "koi8-r": "cyrillic", "koi8-u": "cyrillic", "cp866": "cyrillic", "mac-cyrillic": "cyrillic",
    "iso8859-5": "cyrillic", "cp1125": "cyrillic",
    "cp1252": "western", "iso8859-15": "western", "cp1250": "central", "iso8859-2": "central", "cp1254": "turkish",
    "cp850": "western", "mac-roman": "western", "cp852": "central", "cp1257": "baltic",
}  # fmt: skip
_COMMON_HAN = (("euc-jp", 0xB0, 0xCF), ("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6))
"""First bytes of the characters that each standard puts first because people use them."""
_ONLY_HAN = frozenset({"gb18030", "big5hkscs", "cp949"})
"""Encodings with kana in them in which nobody writes Japanese."""
_EASTERN = frozenset("　、。，．・：；？！（）「」『』【】〈〉《》〔〕［］｛｝～〜ー‥％／々〆〃仝，")
_WITHIN = frozenset("\xad’‑") | _EASTERN
"""Of these, what stands between two letters,"""
_BESIDE = _WITHIN | frozenset("\xa0‘«»„“”‚‹›–—―…·¿¡ªº°®™©²³¹½¼¾%€$£،؛؟")
"""and what touches one."""
_ONE_LETTER_WORDS = frozenset("àáâéèêíîóòöőúùåæøÀÁÂÉÈÊÍÎÓÒÖŐÚÙÅÆØ")
_INTERRUPTED = re.compile(r"[a-z][\u3041-\ud7a3]{1,2}[a-z]")
"""An accented letter taken for half of a Chinese or a Korean one."""
_LATIN_ALONE = 0.5
"""What a word of several letters counts, none of which is one of a–z: there are some («šį», «üç»), but few."""


def well_formed(words: Iterable[str], encoding: str) -> float:
    """Share of the letters beyond ASCII that stand in words as people write them, common Chinese characters only."""
    total = proper = 0.0
    for word in words:
        letters = sum(not letter.isascii() for letter in word)
        total += letters
        proper += letters * _worth(word, encoding)
    return proper / total if total else 1.0


def shared_alphabet(words: Iterable[str], encoding: str) -> float:
    """Share of the Latin letters beyond ASCII, or of the Cyrillic ones, that one language of the region writes."""
    found = (letter for word in words for letter in word.lower() if not letter.isascii() and letter.isalpha())
    letters = [letter for letter in found if _script(letter) in ("latin", "cyrillic")]
    if not letters:
        return 1.0
    alphabets = _ALPHABETS.get(_REGION.get(encoding, ""), ())
    return max((sum(letter in alphabet for letter in letters) for alphabet in alphabets), default=0) / len(letters)


def is_latin_alone(words: Iterable[str]) -> bool:
    """Whether no letter is of another script, so that the words without accents belong to the same language."""
    return all(_script(letter) == "latin" for word in words for letter in word if letter.isalpha())


def is_plain_but_for_signs(text: str) -> bool:
    """Whether it is English by its letters, and only quotation marks, dashes and the like are beyond ASCII."""
    beyond = {letter for letter in text if not letter.isascii()}
    return beyond <= _COMMON_SIGNS and any(letter.isalpha() and letter.isascii() for letter in text)


def _worth(word: str, encoding: str) -> float:
    for before, letter, after in zip(f" {word[:-1]}", word, f"{word[1:]} ", strict=True):
        if letter.isascii() or letter.isalpha() or unicodedata.combining(letter):
            continue
        fitting = (_SIGNS, _BESIDE, _WITHIN)[before.isalpha() + after.isalpha()]
        if letter not in fitting:
            return 0.0
    parts = re.findall(r"[^\W\d_]+", word)
    return min((_worth_of_part(part, encoding) for part in parts), default=1.0)


def _worth_of_part(part: str, encoding: str) -> float:
    scripts = set(map(_script, part))
    if scripts & {"kana", "han", "hangul"}:
        return _worth_in_east_asia(part, scripts, encoding)
    if "" in scripts or len(scripts) > 1 or not _is_cased(part):
        return 0.0
    if scripts != {"latin"} or part.isascii() or part in _ONE_LETTER_WORDS:
        return 1.0
    return 1.0 if any(map(str.isascii, part)) else _LATIN_ALONE


def _worth_in_east_asia(part: str, scripts: set[str], encoding: str) -> float:
    """Latin words stand between the others without a space, so that they may be in one word."""
    is_one = scripts - {"latin"} in ({"kana"}, {"han"}, {"kana", "han"}, {"hangul"})
    if not is_one or ("kana" in scripts and encoding in _ONLY_HAN) or _INTERRUPTED.search(part):
        return 0.0
    han = [letter for letter in part if _script(letter) == "han"]
    return sum(map(_is_common, han)) / len(han) if han else 1.0


@cache
def _script(letter: str) -> str:
    code = ord(letter)
    return next((name for name, first, last in _SCRIPTS if first <= code <= last), "")


@cache
def _is_common(letter: str) -> bool:
    for standard, first, last in _COMMON_HAN:
        coded = letter.encode(standard, "ignore")
        if len(coded) == 2 and first <= coded[0] <= last:
            return True
    return False


def _is_cased(word: str) -> bool:
    """All small, all capitals, or a capital first; scripts without case are all of them."""
    return word in (word.lower(), word.upper(), word.capitalize()) or not any(
        letter.isupper() and before.islower() for before, letter in pairwise(word)
    )
