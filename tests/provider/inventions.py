"""What Whisper writes where nobody speaks: credits, polite phrases, loops, with the scores that it gives them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.provider.fields import language_told
from tests.provider.uploads import Received

INVENTIONS = (
    "Субтитры сделал DimaTorzok",
    "Продолжение следует...",
    "Thanks for watching!",
    "Редактор субтитров А.Семкин Корректор А.Егорова",
    "Спасибо за просмотр!",
    "Thank you. Thank you.",
    "you",
    "Subtitles by the Amara.org community",
)
LOOPS = ("Я не знаю, что делать. " * 30, "the the the " * 25, "la la la la " * 30)


async def invented(received: Received, file: Path) -> web.Response:
    """An answer to sound without speech; another one for each file and temperature, the same for the same ones."""
    number = int(received.sha256[:8], 16) + len(received.values("temperature")) * 7
    choices: Sequence[str] = (*INVENTIONS, *LOOPS)
    prompt = next(iter(received.values("prompt")), "")
    text = prompt if prompt and number % 3 == 0 else choices[number % len(choices)]
    told = next(iter(received.values("response_format")), "json")
    answer: dict[str, Any] = {"text": text}
    if told == "verbose_json":
        scores = {"no_speech_prob": 0.72, "avg_logprob": -0.61, "compression_ratio": len(text) / 30}
        answer |= {
            "language": language_told("ru", received.values("model")[0]),
            "segments": [{"start": 0.0, "end": 3.0, "text": text, **scores}],
        }
    return web.json_response(answer)
