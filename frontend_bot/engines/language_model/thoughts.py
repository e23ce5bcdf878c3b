"""What a model thought aloud before it answered, cut off: the marks of every family of models that was seen.

Servers that know a model take its thoughts out themselves; others pass everything on, often without the opening mark,
which stood in the prompt.
"""

import re

# No repetition without a bound: a model that is stuck writes a mark thousands of times, and a pattern holds the whole
# bot while it is matched.
_WORD = r"think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratch_?pad|\w{1,20}_monologue"
_NAME = rf"(?!end_|stop_|close_)(?:\w{{1,20}}[_:])?(?:{_WORD})(?:[_:]\w{{1,20}})?"
_OPENING = "|".join((
    rf"<\|?{_NAME}(?:\s[^<>]{{0,80}})?\|?>",  # DeepSeek, Qwen, GLM: <think>; Seed: <seed:think>; EXAONE: <thought>
    r"<[|｜](?:begin|start)[_▁](?:of[_▁])?(?:thought|thinking|think|reasoning)[|｜]>",  # Sky-T1; Cohere
    r"\[THINK(?:ING)?\]",  # Magistral
    r"◁think▷",  # Kimi
    r"<\|open\|>think<\|sep\|>",  # Kimi K3
    r"<\|inner_prefix\|>",  # Apertus
    r"<\|channel>thought",  # Gemma
    r"<unused94>(?:thought)?",  # MedGemma
    r"<ifm\|think[^<>]{0,9}>",  # K2
    r"<details type=\"reasoning\"[^<>]{0,80}>",  # Open WebUI
    r"^Here(?:'s| is) my thought process:",  # Granite
    r"^Here are my reasoning steps:",  # Apriel
))  # fmt: skip
_CLOSING = "|".join((
    rf"</\|?{_NAME}\|?>|<\|/{_NAME}\|?>",
    r"<[|｜]end[_▁](?:of[_▁])?(?:thought|thinking|think|reasoning)[|｜]>",
    r"\[/THINK(?:ING)?\]",
    r"◁/think▷",
    r"<\|close\|>think<\|sep\|>",
    r"<\|inner_suffix\|>",
    r"<channel\|>",
    r"<unused95>",
    r"</ifm\|think[^<>]{0,9}>|<ifm\|/think[^<>]{0,9}>",
    r"\[BEGIN FINAL RESPONSE\]",
))  # fmt: skip
_ENDING = r"^Here(?:'s| is) my response:|</details>"
"""Ends what was opened, and means nothing by itself."""
_MARK = re.compile(
    rf"(?P<opening>{_OPENING})|(?P<closing>{_CLOSING})|(?P<ending>{_ENDING})", re.IGNORECASE | re.MULTILINE
)

_CHANNEL = re.compile(r"<\|channel\|>\s{0,9}(\w{1,40})\b[^<]{0,80}(?:<\|constrain\|>[^<]{0,40})?<\|message\|>")
"""gpt-oss speaks in channels: "analysis" and "commentary" are thoughts, "final" is the answer."""
_BARE_CHANNEL = re.compile(r"\A\s*(?:(?:assistant)?(?:analysis|commentary).*)?assistantfinal", re.DOTALL)
"""The same where a server drops the marks and leaves the words between them."""
_BARE_ANALYSIS = re.compile(r"\A\s*analysis(?=[A-Z])")

_ANSWER_BEGINS = re.compile(
    r"\s*(?:<(?:answer|response|output|final|final_answer)>|<\|begin_of_(?:solution|box)\|>"
    r"|<\|START_(?:RESPONSE|TEXT)\|>|<\|open\|>response<\|sep\|>)",
    re.IGNORECASE,
)
_ANSWER_ENDS = re.compile(
    r"(?:</(?:answer|response|output|final|final_answer)>|<\|end_of_(?:solution|box|text)\|>|<\|END_(?:RESPONSE|TEXT)\|>"
    r"|\[END FINAL RESPONSE\]|<\|close\|>response<\|sep\|>|<\|(?:return|end|im_end|eot_id|endoftext)\|>|</s>)\Z",
    re.IGNORECASE,
)
_LONGEST_END = 30
"""Characters; no mark of an end is longer."""


def without_thoughts(text: str) -> str:
    """The answer alone, "" where the model has only thought."""
    text = _without_pairs(_final_channel(text)).strip()
    start, end = 0, len(text)
    while begins := _ANSWER_BEGINS.match(text, start, end):
        start = begins.end()
    while ends := _ANSWER_ENDS.search(text, max(start, end - _LONGEST_END), end):
        end = ends.start()
        while end > start and text[end - 1].isspace():
            end -= 1
    return text[start:end].strip()


def _final_channel(text: str) -> str:
    channels = list(_CHANNEL.finditer(text))
    if channels:
        last = channels[-1]
        return text[last.end() :] if last[1] == "final" else ""
    return "" if _BARE_ANALYSIS.match(text) and not _BARE_CHANNEL.match(text) else _BARE_CHANNEL.sub("", text)


def _without_pairs(text: str) -> str:
    """Without what stands between an opening mark and its closing one, and before a closing one that none opened.

    Thoughts that never end are all there is, if they begin a line; a mark in the middle of one is talked about.
    """
    kept: list[str] = []
    at, opened = 0, -1
    for mark in _MARK.finditer(text):
        if mark["opening"] and opened < 0:
            kept.append(text[at : mark.start()])
            opened = at = mark.start()
        elif mark["closing"] or (mark["ending"] and opened >= 0):
            if opened < 0:
                kept.clear()
            opened, at = -1, mark.end()
    begins_a_line = opened >= 0 and not text[:opened].rpartition("\n")[2].strip()
    return "".join(kept if begins_a_line else [*kept, text[at:]])
