"""Subtitles lost words or kept what nobody says: codes for players, lines behind an empty one, lines that are shown
twice, and comparisons taken for tags. Times were missed where a program writes them its own way.
"""

import pytest

from frontend_bot.file_formats.reading.any_file import transcript_in_bytes

MOST = 100_000


def _read(text: str) -> list[tuple[float, float, str, str]]:
    segments = transcript_in_bytes(text.encode(), MOST).segments
    return [(one.start, one.end, one.speaker, one.text) for one in segments]


def _said(words: str) -> str:
    """What is read of a cue with these words, between two others."""
    cues = ("начало", words, "конец")
    srt = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}" for n, cue in enumerate(cues, 1))
    told = _read(srt)
    assert (told[0][3], told[-1][3]) == ("начало", "конец")
    return " / ".join(text for _, _, _, text in told[1:-1])


WORDS = {
    "a code of SubStation": (r"{\an8}Привет, {\i1}мир{\i0}", "Привет, мир"),
    "a code of MicroDVD": ("{y:i}Привет", "Привет"),
    "tags": ('<b>Да</b>, <i>нет</i>, <font color="#fff">ок</font>, <c.yellow.bg_blue>и</c>', "Да, нет, ок, и"),
    "a tag that nothing closes": ("<i>Да, конечно", "Да, конечно"),
    "tags within a word": ("H<b>e</b>llo", "Hello"),
    "breaks": (r"раз<br>два<br />три<BR/>четыре\Nпять", "раз два три четыре пять"),
    "generics": ("возьмём MyValue<int> и List<b>", "возьмём MyValue<int> и List<b>"),
    "comparisons": ("если x<1, a<b и c>d, 5 < 6 > 4", "если x<1, a<b и c>d, 5 < 6 > 4"),
    "unknown marks": ("пишем <unk> и <name>, {скобки}", "пишем <unk> и <name>, {скобки}"),
    "entities": ("R&amp;D, AT&T, &lt;b&gt; &#39;x&#39;", "R&D, AT&T, <b> 'x'"),
    "moments of karaoke": ("раз<00:00:01.500><c> два</c>", "раз два"),
    "an empty line": ("первая\n\nвторая", "первая вторая"),
    "two empty lines": ("первая\n\n\nвторая", "первая вторая"),
    "nothing": ("", ""),
    "a number": ("42", "42"),
    "a year behind an empty line": ("в году\n\n2024", "в году 2024"),
    "a dialogue": ("- Да?\n- Нет.", "- Да? - Нет."),
}


@pytest.mark.parametrize("what", WORDS)
def test_what_is_said_is_kept_and_nothing_else(what: str) -> None:
    written, said = WORDS[what]
    assert _said(written) == said


VOICE = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Roger Bingham>We are in New York</v>\n\n"
VOICE += "00:02.000 --> 00:03.000\n<v.loud Mary>Hi\n<v Bob>Yo\n"
SBV = "0:00:00.599,0:00:04.160\nHi, my name is Alice\nand this is John\n\n0:00:04.160,0:00:06.770\nHello\n"
ASS = (
    "[Script Info]\nTitle: x\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,Анна,0,0,0,,{\an8}Привет,\Nмир, да" + "\n"
    "Comment: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,remark\n"
    r"Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\p1}m 0 0 l 1 1{\p0}" + "\n"
    "Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,Пока\n"
)
NUMBERLESS = "00:00:01,000 --> 00:00:02,000\nраз\n00:00:03,000 --> 00:00:04,000\nдва\n"
CLOSE = "1\n00:00:01,000 --> 00:00:02,000\nраз\n2\n00:00:03,000 --> 00:00:04,000\nдва\n"
CLOSE += "3\n00:00:05,000 --> 00:00:06,000\nтри"
ODD = "1\n00:00:01:500 --> 00:00:02:500\nраз\n\n2\n0:00:03.5 --> 0:00:04.25\nдва\n\n3\n00:05 -> 00:06\nтри\n\n"
ODD += "4\n00:00:07;100 → 00:00:08;000 X1:100 X2:200 Y1:1 Y2:2\nчетыре\n"
TTML = (
    '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="00:00:01.000" end="00:00:02.000">'
)
TTML += 'Привет<br/>мир</p><p begin="3s" dur="1s">два</p></div></body></tt>'
REMARKS = "WEBVTT - Title\n\nNOTE a remark\nover lines\n\nintro\n00:01.000 --> 00:02.000\nраз\n\n"
REMARKS += "STYLE\n::cue { color: red }\n\nq-2\n00:02.000 --> 00:03.000 line:0 align:start\nдва\n"
FORMATS = {
    "voices": (VOICE, [(1, 2, "Roger Bingham", "We are in New York"), (2, 3, "Mary", "Hi"), (2, 3, "Bob", "Yo")]),
    "YouTube's sbv": (SBV, [(0.599, 4.16, "", "Hi, my name is Alice and this is John"), (4.16, 6.77, "", "Hello")]),
    "SubStation Alpha": (ASS, [(1, 2, "Анна", "Привет, мир, да"), (5, 6, "", "Пока")]),
    "MicroDVD": ("{1}{1}25\n{25}{50}раз|два\n{75}{100}{y:i}три\n", [(1, 2, "", "раз два"), (3, 4, "", "три")]),
    "MPL2": ("[10][20]раз|два\n[30][40]/три\n", [(1, 2, "", "раз два"), (3, 4, "", "три")]),
    "SubViewer": ("[INFORMATION]\n[SUBTITLE]\n00:00:01.00,00:00:02.00\nраз[br]два\n", [(1, 2, "", "раз два")]),
    "TTML": (TTML, [(1, 2, "", "Привет мир"), (3, 4, "", "два")]),
    "whisper's lines": (
        "[00:01.000 --> 00:02.000] Привет всем\n[00:00:02.000 --> 00:00:04.000]  Начнём\n",
        [(1, 2, "", "Привет всем"), (2, 4, "", "Начнём")],
    ),
    "whisper's table": ("start\tend\ttext\n0\t1500\tHello\n1500\t3000\tBye\n",
                        [(0, 1.5, "", "Hello"), (1.5, 3, "", "Bye")]),
    "no numbers": (NUMBERLESS, [(1, 2, "", "раз"), (3, 4, "", "два")]),
    "no empty lines": (CLOSE, [(1, 2, "", "раз"), (3, 4, "", "два"), (5, 6, "", "три")]),
    "odd times": (ODD, [(1.5, 2.5, "", "раз"), (3.5, 4.25, "", "два"), (5, 6, "", "три"), (7.1, 8, "", "четыре")]),
    "remarks and names of cues": (REMARKS, [(1, 2, "", "раз"), (2, 3, "", "два")]),
    "line feeds of Windows": (CLOSE.replace("\n", "\r\n"), [(1, 2, "", "раз"), (3, 4, "", "два"), (5, 6, "", "три")]),
    "a timetable": ("Перенос [10:00 --> 11:00] обсудили.\nДальше.", [(0, 0, "", "Перенос [10:00 --> 11:00] обсудили."),
                                                                    (0, 0, "", "Дальше.")]),
}  # fmt: skip


@pytest.mark.parametrize("what", FORMATS)
def test_every_program_writes_its_own_way(what: str) -> None:
    text, told = FORMATS[what]
    assert _read(text) == told


ROLLING = (
    "WEBVTT\nKind: captions\nLanguage: en\n\n"
    "00:00:00.000 --> 00:00:02.000 align:start position:0%\n \nhello<00:00:00.500><c> everyone</c>\n\n"
    "00:00:02.000 --> 00:00:02.010 align:start position:0%\nhello everyone\n \n\n"
    "00:00:02.010 --> 00:00:04.000 align:start position:0%\nhello everyone\nwelcome<00:00:03.000><c> back</c>\n\n"
    "00:00:04.000 --> 00:00:04.010 align:start position:0%\nwelcome back\n \n\n"
    "00:00:04.010 --> 00:00:06.000 align:start position:0%\nwelcome back\nto the show\n"
)


def test_rolling_captions_say_each_line_once() -> None:
    assert [text for _, _, _, text in _read(ROLLING)] == ["hello everyone", "welcome back", "to the show"]


def test_who_says_the_same_again_is_heard_again() -> None:
    lines = ("Да", "Да", "Да, конечно", "Да, конечно")
    srt = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{line}" for n, line in enumerate(lines, 1))
    assert [text for _, _, _, text in _read(srt)] == list(lines)
