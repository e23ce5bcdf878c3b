"""The fields that the double of the provider refuses, and those that it answers with, as the real ones do."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from tests.provider.faults import error_answer
from tests.provider.uploads import Received

_LANGUAGES = """
af ar hy az be bn bs bg yue ca zh hr cs da nl en et fi fr gl ka de el gu he hi hu is id it ja kn kk ko lv lt mk ms ml mi
mr ne no fa pl pt ro ru sr sk sl es sw sv tl ta te th tr uk ur vi cy
"""
LANGUAGES = frozenset(_LANGUAGES.split())
_WHISPER = """
en english|zh chinese|de german|es spanish|ru russian|ko korean|fr french|ja japanese|pt portuguese|tr turkish|
pl polish|ca catalan|nl dutch|ar arabic|sv swedish|it italian|id indonesian|hi hindi|fi finnish|vi vietnamese|
he hebrew|uk ukrainian|el greek|ms malay|cs czech|ro romanian|da danish|hu hungarian|ta tamil|no norwegian|th thai|
ur urdu|hr croatian|bg bulgarian|lt lithuanian|la latin|mi maori|ml malayalam|cy welsh|sk slovak|te telugu|
fa persian|lv latvian|bn bengali|sr serbian|az azerbaijani|sl slovenian|kn kannada|et estonian|mk macedonian|
br breton|eu basque|is icelandic|hy armenian|ne nepali|mn mongolian|bs bosnian|kk kazakh|sq albanian|sw swahili|
gl galician|mr marathi|pa punjabi|si sinhala|km khmer|sn shona|yo yoruba|so somali|af afrikaans|oc occitan|
ka georgian|be belarusian|tg tajik|sd sindhi|gu gujarati|am amharic|yi yiddish|lo lao|uz uzbek|fo faroese|
ht haitian creole|ps pashto|tk turkmen|nn nynorsk|mt maltese|sa sanskrit|lb luxembourgish|my myanmar|bo tibetan|
tl tagalog|mg malagasy|as assamese|tt tatar|haw hawaiian|ln lingala|ha hausa|ba bashkir|jw javanese|su sundanese|
yue cantonese
"""
WHISPER_LANGUAGES = dict(one.strip().split(" ", 1) for one in _WHISPER.split("|"))
"""By Whisper's own codes, as it names them: whisper-1 answers the name, never the code."""
LONGEST_WITHOUT_STRATEGY = 30.0


def refuse_fields(received: Received, model: str, refused: Iterable[str]) -> web.Response | None:
    """None where all fields are taken. ``refused`` are names that this server does not know."""
    for name, _ in received.fields:
        bare = name.removesuffix("[]")
        if bare in refused:
            return error_answer(400, f"Unknown parameter: '{name}'.", "unknown_parameter", param=bare)
    told = next(iter(received.values("response_format")), "json")
    allowed = ("json", "text") if model.startswith("gpt-") else ("json", "text", "verbose_json")
    if told not in (*allowed, *(("diarized_json",) if "diarize" in model else ())):
        return error_answer(
            400, f"response_format '{told}' is not compatible with {model}", "unsupported_value", "response_format"
        )
    for code in received.values("languages[]"):
        if code not in LANGUAGES:
            return error_answer(400, f"Invalid language '{code}'", "invalid_value", param="languages")
    if any(set(word) & set("<>\r\n") for word in received.values("keywords[]")):
        return error_answer(400, "keywords must not contain < or >", "invalid_value", param="keywords")
    return None


def refuse_diarizing(received: Received, seconds: float) -> web.Response | None:
    """What only a model that tells speakers refuses."""
    for name in ("prompt", "timestamp_granularities[]"):
        if received.values(name):
            bare = name.removesuffix("[]")
            return error_answer(400, f"{bare} is not supported for diarization models", "unsupported_value", bare)
    if seconds > LONGEST_WITHOUT_STRATEGY and not received.values("chunking_strategy"):
        return error_answer(400, "chunking_strategy is required", "missing_required_parameter", "chunking_strategy")
    names, references = received.values("known_speaker_names[]"), received.values("known_speaker_references[]")
    if len(names) != len(references) or len(names) > 4:
        return error_answer(400, "known speakers", "invalid_value", "known_speaker_names")
    return None


def language_told(code: str, model: str) -> str:
    """A language as a server names it in verbose_json: whisper-1 by its name, Groq with a capital letter, others
    by its code."""
    name = WHISPER_LANGUAGES.get(code, code)
    if model == "whisper-1":
        return name
    return name.capitalize() if model.startswith("whisper-large") else code


def json_facts(received: Received, model: str) -> dict[str, Any]:
    """What stands beside the text in plain JSON: gpt-transcribe repeats the hints, others tell no language at all."""
    if model.startswith("gpt-transcribe"):
        hints = [{"code": code} for code in received.values("languages[]")]
        return {"languages": hints, "usage": {"type": "duration", "seconds": 1}}
    if model.startswith("gpt-4o"):
        return {"usage": {"type": "tokens", "input_tokens": 14, "output_tokens": 45, "total_tokens": 59}}
    return {"usage": {"type": "duration", "seconds": 1}} if model == "whisper-1" else {}


def whisper_segment(number: int, word: str, start: float, end: float) -> dict[str, Any]:
    """A segment with everything that Whisper tells of it."""
    return {
        "id": number, "seek": 0, "start": start, "end": end, "text": f" {word}", "tokens": [50364 + number],
        "temperature": 0.0, "avg_logprob": -0.28, "compression_ratio": 1.23, "no_speech_prob": 0.001,
    }  # fmt: skip
