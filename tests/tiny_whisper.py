"""A Whisper of 28 MB that always says the same, built on the spot: the real program runs, without a download.

Every weight that listens is zero. What remains is the decoder's position: each position points at the token that it
says, so that ``WORDS`` come out for every window of thirty seconds, between the moments 0.00 and ``SPOKEN``.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
from ctranslate2.specs import WhisperSpec

WORDS = ["we", "decided", "to", "move", "the", "release", "to", "march"]
SPOKEN = 4.0
"""Seconds."""
_WIDTH = 64
_TEXT, _EMPTY, _END, _START, _LANGUAGES = 0, 50256, 50257, 50258, 50259
_TASKS = ("translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps")
_FIRST_MOMENT, _SIZE = 50364, 51865
_POINTER = 6.0


def build(folder: Path, words: list[str] = WORDS) -> Path:
    """The model as a folder in CTranslate2's format; answers the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _tokens()
    spec = WhisperSpec(1, 2, 1, 2)
    _fill(spec, {"encoder": (1500, 80), "decoder": (448, 0)})
    said = [_LANGUAGES, _FIRST_MOMENT, *(tokens.index(word) for word in words)]
    said += [_FIRST_MOMENT + round(SPOKEN / 0.02), _END]
    # The prompt is start, language, task: what stands at 0 is the language, and the first word comes after the third.
    for place, token in zip([0, *range(2, 60)], said, strict=False):
        spec.decoder.projection.weight[token, place] = _POINTER
    # All later positions look like the end's own. With a pointer from each of them the end would hardly win: what is
    # not the position is a little below zero after the norm, and adds up. Another processor's rounding then says on.
    end = len(said)
    spec.decoder.position_encodings.encodings[end:] = spec.decoder.position_encodings.encodings[end]
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], [_END]
    spec.config.lang_ids, spec.config.alignment_heads = list(range(_LANGUAGES, _LANGUAGES + 99)), [[0, 0]]
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.save(str(folder))
    _tokenizer(tokens).save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": 80}))
    return folder


def _tokens() -> list[str]:
    text = [*dict.fromkeys(WORDS), "extra", "names"]
    tokens = [*text, *(f"t{number}" for number in range(len(text), _EMPTY)), ""]
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    codes = ["en", *(code for code in _LANGUAGE_CODES if code != "en")][:99]
    tokens += ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in codes)]
    tokens += [f"<|{task}|>" for task in _TASKS]
    return [*tokens, *(f"<|{number * 0.02:.2f}|>" for number in range(_SIZE - len(tokens)))]


def _tokenizer(tokens: list[str]) -> tokenizers.Tokenizer:
    model = tokenizers.models.WordLevel({token: number for number, token in enumerate(tokens)}, unk_token="t9999")
    made = tokenizers.Tokenizer(model)
    made.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    made.add_special_tokens([token for token in tokens if token.startswith("<|")])
    return made


def _fill(spec: Any, sizes: dict[str, tuple[int, int]]) -> None:
    for name, (positions, inputs) in sizes.items():
        part = getattr(spec, name)
        part.position_encodings.encodings = _zeros(positions, _WIDTH)
        if inputs:
            part.conv1.weight, part.conv1.bias = _zeros(_WIDTH, inputs, 3), _zeros(_WIDTH)
            part.conv2.weight, part.conv2.bias = _zeros(_WIDTH, _WIDTH, 3), _zeros(_WIDTH)
        _norm(part.layer_norm)
        for layer in part.layer:
            _attention(layer.self_attention, (3, 1))
            if not inputs:
                _attention(layer.attention, (1, 2, 1))
            _norm(layer.ffn.layer_norm)
            _linear(layer.ffn.linear_0, 4 * _WIDTH, _WIDTH)
            _linear(layer.ffn.linear_1, _WIDTH, 4 * _WIDTH)
    for place in range(_WIDTH):
        spec.decoder.position_encodings.encodings[place, place] = 1.0
    spec.decoder.embeddings.weight = _zeros(_SIZE, _WIDTH)
    spec.decoder.projection.weight = _zeros(_SIZE, _WIDTH)


def _attention(part: Any, sizes: tuple[int, ...]) -> None:
    _norm(part.layer_norm)
    for linear, size in zip(part.linear, sizes, strict=True):
        _linear(linear, size * _WIDTH, _WIDTH)


def _linear(part: Any, outputs: int, inputs: int) -> None:
    part.weight, part.bias = _zeros(outputs, inputs), _zeros(outputs)


def _norm(part: Any) -> None:
    part.gamma, part.beta = np.ones(_WIDTH, np.float32), _zeros(_WIDTH)


def _zeros(*shape: int) -> Any:
    return np.zeros(shape, np.float32)
