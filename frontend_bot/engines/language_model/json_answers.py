"""Answers in JSON: the schema that a server is held to, and reading what comes back where it is not.

OpenAI's strict mode wants every property required and no others allowed. Servers without it wrap JSON in fences and
prose, think aloud before it, and forget a comma or a bracket.
"""

import re
from typing import Any

import json_repair
from pydantic import BaseModel, ValidationError

LARGEST_ANSWER = 2 * 2**20
"""Characters; more is no answer to a part of a transcript."""
_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)


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
    """The answer as JSON that fits ``shape``, mended where it has to be. Raises UnfitAnswer.

    May take a while for a long broken answer: call it in a thread.
    """
    text = without_thoughts(text)
    if len(text) > LARGEST_ANSWER:
        raise UnfitAnswer("The answer is far too long.")
    try:
        return shape.model_validate_json(text).model_dump_json()
    except ValidationError as error:
        reason = _reason(error)
    start = text.find("{")
    if start < 0:
        raise UnfitAnswer("There is no JSON object in the answer.")
    try:
        mended = json_repair.loads(text[start:])
    except ValueError:  # nested absurdly deep
        raise UnfitAnswer("This is no JSON object.") from None
    if isinstance(mended, list):  # prose after the object makes a list of what was found
        mended = next((one for one in mended if isinstance(one, dict)), None)
    try:
        return shape.model_validate(mended).model_dump_json()
    except ValidationError as error:
        raise UnfitAnswer(_reason(error) or reason) from None


def without_thoughts(text: str) -> str:
    """Without what a model thought aloud before it answered."""
    return _THOUGHTS.sub("", text).strip()


def _reason(error: ValidationError) -> str:
    problems = error.errors(include_input=False, include_url=False)[:5]
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'answer'}: {one['msg']}" for one in problems)
