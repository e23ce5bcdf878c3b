"""Answers in JSON: the schema that a server is held to, and reading what comes back where it is not.

OpenAI's strict mode wants every property required and no others allowed. Servers without it wrap JSON in fences and
prose, think aloud before it, and forget a comma or a bracket.
"""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from frontend_bot.engines.language_model.json_objects import objects_in
from frontend_bot.engines.language_model.thoughts import without_thoughts
from frontend_bot.engines.openai_http.answers import readable
from frontend_bot.engines.openai_http.bodies import DEEPEST, is_deeper_than

LARGEST_ANSWER = 2 * 2**20
"""Characters; more is no answer to a part of a transcript."""


class UnfitAnswer(Exception):
    """The answer is not of the wished shape, mended or not. The text says what is wrong, for the model."""


def strict_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON Schema as strict mode wants it."""
    schema = shape.model_json_schema()
    _make_strict(schema)
    return schema


def _make_strict(node: Any) -> None:
    if isinstance(node, dict):
        if "properties" in node:
            node["required"] = list(node["properties"])
            node["additionalProperties"] = False
        node.pop("default", None)
        node.pop("title", None) if isinstance(node.get("title"), str) else None
        for child in node.values():
            _make_strict(child)
    elif isinstance(node, list):
        for child in node:
            _make_strict(child)


def read_shape(text: str, shape: type[BaseModel]) -> str:
    """The answer as JSON that fits ``shape``: the last object that does, mended where it has to be. Raises UnfitAnswer.

    An object that has none of the shape's fields fits no shape, even one whose fields may all be left out: it is an
    example, a wrapper or a thought. May take a while for a long broken answer: call it in a thread.
    """
    if len(text) > LARGEST_ANSWER:
        raise UnfitAnswer("The answer is far too long.")
    reason = ""
    for found in _candidates(text):
        if not shape.model_fields.keys() & found.keys() or is_deeper_than(DEEPEST, found):
            continue
        try:
            return shape.model_validate(_readable(found)).model_dump_json()
        except ValidationError as error:
            reason = reason or _reason(error)
    raise UnfitAnswer(reason or "There is no JSON object with the required fields in the answer.")


def _candidates(text: str) -> Iterator[dict[str, Any]]:
    """The answer itself where it is one object, whatever marks of thoughts are quoted in it; else those found in it."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict):
        yield whole
    yield from objects_in(without_thoughts(text))


def _readable(value: Any) -> Any:
    """The same with every text in it readable."""
    match value:
        case str():
            return readable(value)
        case dict():
            return {name: _readable(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_readable(inner) for inner in value]
    return value


def _reason(error: ValidationError) -> str:
    problems = error.errors(include_input=False, include_url=False)[:5]
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'answer'}: {one['msg']}" for one in problems)
