"""What a chat server takes, known beforehand by model and learned from what it refuses.

One object serves one (base URL, model). What is learned lives as long as the process.
"""

import json
from collections.abc import Mapping
from typing import Any

from frontend_bot.engines.openai_http.answers import ProviderError

MOST_TOKENS = 16_000
"""An answer's limit, thinking included: several times what a part of a transcript gives, so it ends only loops."""
TEMPERATURE = 0.2
"""Low: what was said matters, not how it can be told. Models that think take none."""
_THINKING = ("gpt-5", "gpt-6", "o1", "o3", "o4")

_SHAPES = ("json_schema", "json_object", "")
_LIMITS = ("max_completion_tokens", "max_tokens", "")


class ChatCapabilities:
    """The optional fields of a request, best first, fewer after each refusal."""

    def __init__(self, model: str) -> None:
        self._shapes = list(_SHAPES)
        self._limits = list(_LIMITS)
        self._takes_temperature = not model.rpartition("/")[2].startswith(_THINKING)

    @property
    def takes_schemas(self) -> bool:
        """Whether the server itself holds the model to a schema; else the schema must be told in words."""
        return self._shapes[0] == "json_schema"

    def fields(self, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        """Everything but model and messages. ``schema`` is the JSON Schema of the answer, None for a plain text."""
        fields: dict[str, Any] = {}
        if self._takes_temperature:
            fields["temperature"] = TEMPERATURE
        if self._limits[0]:
            fields[self._limits[0]] = MOST_TOKENS
        if schema is not None and self._shapes[0] == "json_schema":
            shape = {"name": "answer", "strict": True, "schema": schema}
            fields["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif schema is not None and self._shapes[0] == "json_object":
            fields["response_format"] = {"type": "json_object"}
        return fields

    def learn(self, error: ProviderError, sent: Mapping[str, Any]) -> bool:
        """Understand what the server complains of; True if the next request will be another one."""
        told = f"{error.param} {error.code} {error.message}".lower()
        if error.status not in {400, 422}:
            return False
        if "response_format" in sent and any(
            word in told for word in ("response_format", "json_schema", "json_object")
        ):
            self.shape_ignored(sent)
            return True
        if "temperature" in sent and "temperature" in told:
            self._takes_temperature = False
            return True
        limit = next((name for name in _LIMITS[:2] if name in sent), "")
        if limit and any(word in told for word in ("max_tokens", "max_completion_tokens", "max tokens")):
            self._limits = [name for name in self._limits if name != limit]
            return True
        return False

    def shape_ignored(self, sent: Mapping[str, Any]) -> None:
        """The server refuses this kind of response format, or takes it and answers something else."""
        kind = sent.get("response_format", {}).get("type", "")
        if self._shapes[0] == kind and kind:
            self._shapes.pop(0)


def schema_in_words(schema: Mapping[str, Any]) -> str:
    """For servers that cannot be held to a schema."""
    return (
        "Answer with one JSON object and nothing else: no introduction, no code fence. It must fit this JSON Schema:\n"
        + json.dumps(schema, ensure_ascii=False)
    )
