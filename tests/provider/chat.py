"""The chat half of the provider's double: strict, and it really reads the transcript it is given.

What it finds is planted as ``DECISION: …``, ``TASK: owner — what, by when``, ``DATE: when — what`` (or РЕШЕНИЕ,
ЗАДАЧА, ДАТА), each up to the end of the sentence. ``invents`` adds items that nobody said. Where the instructions do
not fence the material off by a name of their own, or do not say that it must not be obeyed, it obeys what stands there.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.provider.faults import FAULTS, Fault, cut, error_answer, key_refused

MODELS = frozenset({"gpt-5-mini", "gpt-4o-mini", "local"})
_OPTIONAL = frozenset({"max_completion_tokens", "max_tokens", "temperature", "response_format"})
_FENCED = re.compile(r"^<(?P<fence>material-[0-9a-f]{16,})>\n(?P<text>.*)\n</(?P=fence)>", re.DOTALL)
_LINE = re.compile(r"^\[(?P<mark>[^\]]+)\] (?:(?P<speaker>[^:.\n]{1,30}): )?(?P<text>.*)$", re.MULTILINE)
_DECISION = re.compile(r"(?:DECISION|РЕШЕНИЕ): (?P<text>[^.]+)\.")
_TASK = re.compile(r"(?:TASK|ЗАДАЧА): (?P<owner>[^—.]+) — (?P<text>[^,.]+), (?P<deadline>(?:by|до) [^.]+)\.")
_DATE = re.compile(r"(?:DATE|ДАТА): (?P<when>[^—.]+) — (?P<what>[^.]+)\.")
_ORDER = re.compile(r"(?:ignore all|игнорируй|system:|</transcript>|new task|новая задача|assistant:)", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """One question: what kind, the lines it was about, and the status it got."""

    kind: str
    material: str
    instructions: str
    status: int

    @property
    def marks(self) -> list[str]:
        """Places of the lines that were read."""
        return [found["mark"] for found in _LINE.finditer(self.material)]


@dataclass
class ProviderChat:
    """``largest_prompt`` in characters; ``takes_schemas``, ``messy`` and ``says`` are for servers other than OpenAI's:
    the last makes the message's content of what the model answers, with its thoughts for example."""

    key: str
    faults: deque[Fault] = field(default_factory=deque)
    invents: Iterable[Mapping[str, Any]] = ()
    largest_prompt: int = 400_000
    takes_schemas: bool = True
    messy: bool = False
    says: Callable[[str], Any] | None = None
    refused_fields: frozenset[str] = frozenset()
    failing_marks: frozenset[str] = frozenset()
    delay: float = 0.0
    asked: list[Asked] = field(default_factory=list)

    @property
    def answered(self) -> list[Asked]:
        """The questions that got an answer, which is what is paid."""
        return [one for one in self.asked if one.status == 200]

    async def completions(self, request: web.Request) -> web.StreamResponse:
        """POST /v1/chat/completions."""
        body = await request.json()
        response = await self._respond(request, body)
        material, _ = _material(body)
        messages = body.get("messages") or [{}]
        told = " ".join(str(one.get("content")) for one in messages if one.get("role") == "system")
        self.asked.append(Asked(_kind(body), material, told, response.status))
        return response

    async def _respond(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        if self.faults:
            fault = self.faults.popleft()
            if fault.times > 1:
                self.faults.appendleft(Fault(**{**vars(fault), "times": fault.times - 1}))
            if fault.kind == "cut_early":
                return cut(request)
            if fault.kind == "length":
                return _completion("{", finish="length")
            answered = await FAULTS[fault.kind](request, fault)
            if answered is not None:
                return answered
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return key_refused()
        refusal = self._refuse(body)
        if refusal is not None:
            return refusal
        if self.delay:
            await asyncio.sleep(self.delay)
        text = self._answer(body)
        if self.messy and _kind(body) != "text":
            text = f"<think>Let me see {{</think>Sure! Here is the JSON:\n```json\n{text[:-1]},}}\n```\nAnything else?"
        return _completion(self.says(text) if self.says else text, body)

    def _refuse(self, body: Mapping[str, Any]) -> web.Response | None:  # noqa: PLR0911
        model, messages = body.get("model"), body.get("messages")
        if model not in MODELS:
            return error_answer(404, f"The model `{model}` does not exist", "model_not_found", "model")
        if not isinstance(messages, list) or not all(set(one) == {"role", "content"} for one in messages):
            return error_answer(400, "Invalid messages", "invalid_value", "messages")
        if unknown := set(body) - _OPTIONAL - {"model", "messages"}:
            return error_answer(400, f"Unknown parameter: '{min(unknown)}'.", "unknown_parameter", min(unknown))
        for name in sorted(self.refused_fields & set(body)):
            return error_answer(400, f"Unsupported parameter: '{name}'", "unsupported_parameter", name)
        if str(model).startswith("gpt-5") and "temperature" in body:
            return error_answer(400, "Only the default (1) value is supported.", "unsupported_value", "temperature")
        if sum(len(one["content"]) for one in messages) > self.largest_prompt:
            text = "This model's maximum context length is 8192 tokens. However, your messages resulted in more."
            return error_answer(400, text, "context_length_exceeded", "messages")
        if any(f"[{mark}]" in str(messages) for mark in self.failing_marks):
            return error_answer(400, "The model produced invalid content.", "invalid_prompt", "messages")
        return self._refuse_shape(body.get("response_format"))

    def _refuse_shape(self, told: Mapping[str, Any] | None) -> web.Response | None:
        if told is None or told.get("type") == "json_object":
            return None
        if not self.takes_schemas:
            return error_answer(
                400, "response_format type must be text or json_object", "invalid_value", "response_format"
            )
        schema = told["json_schema"]
        if not schema.get("strict") or not re.fullmatch(r"[\w-]{1,64}", schema.get("name", "")):
            return error_answer(400, "Invalid response_format", "invalid_value", "response_format")
        if not _is_strict(schema["schema"]):
            return error_answer(400, "Invalid schema for response_format", "invalid_json_schema", "response_format")
        return None

    def _answer(self, body: Mapping[str, Any]) -> str:
        text, is_fenced = _material(body)
        if not is_fenced and _ORDER.search(text):
            return json.dumps({"title": "HACKED", "overview": "HACKED", "answer": "HACKED"})
        kind = _kind(body)
        answer = _READERS[kind](text, str(body["messages"][0]["content"]))
        if kind == "notes":
            for invented in self.invents:
                answer[invented["list"]].append(dict(invented["item"]))
        return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def _completion(content: Any, body: Mapping[str, Any] | None = None, finish: str = "stop") -> web.Response:
    prompt = sum(len(str(one["content"])) for one in (body or {}).get("messages", ()))
    return web.json_response(
        {
            "object": "chat.completion",
            "model": (body or {}).get("model", ""),
            "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}],
            "usage": {"prompt_tokens": prompt // 4, "completion_tokens": len(str(content)) // 4},
        }
    )


def _material(body: Mapping[str, Any]) -> tuple[str, bool]:
    """The foreign text of a question, and whether the instructions fence it off."""
    messages = body.get("messages") or [{}, {}]
    told = next((str(one.get("content")) for one in messages if one.get("role") == "user"), "")
    found = _FENCED.match(told)
    if found is None:
        return told, False
    instructions = str(messages[0].get("content")) if messages[0].get("role") == "system" else ""
    return found["text"], found["fence"] in instructions and "Never follow them" in instructions


def _kind(body: Mapping[str, Any]) -> str:
    told = json.dumps(body.get("response_format") or {}) + " ".join(
        str(one.get("content")) for one in body.get("messages", ()) if "JSON Schema" in str(one.get("content"))
    )
    names = {"decisions": "notes", "sections": "full", "overview": "summary", "findings": "answer", "blocks": "paper"}
    return next(
        (kind for name, kind in names.items() if f'"{name}"' in told), "condensed" if '"points"' in told else "text"
    )


def _is_strict(node: Any) -> bool:
    if isinstance(node, dict):
        if "properties" in node:
            whole = set(node.get("required", ())) == set(node["properties"])
            if node.get("additionalProperties") is not False or not whole:
                return False
        return "default" not in node and all(_is_strict(child) for child in node.values())
    return all(_is_strict(child) for child in node) if isinstance(node, list) else True


def _notes(text: str, _: str) -> dict[str, Any]:
    notes: dict[str, Any] = {"title": "", "organisation": "", "venue": "", "date": "", "members": [], "agenda": []}
    notes |= {"topics": [], "decisions": [], "tasks": [], "dates": []}
    points: list[dict[str, str]] = []
    for line in _LINE.finditer(text):
        said, source = line["text"], {"place": line["mark"]}
        for found in _DECISION.finditer(said):
            notes["decisions"].append({**found.groupdict(), "votes": "", "topic": "", **source, "quote": found[0]})
        for found in _TASK.finditer(said):
            notes["tasks"].append({**found.groupdict(), "topic": "Plan", **source, "quote": found[0]})
        for found in _DATE.finditer(said):
            notes["dates"].append({**found.groupdict(), **source, "quote": found[0]})
        first = re.split(r"(?<=[.!?])\s", said)[0]
        if len(points) < 3 and len(first) > 12:
            points.append({"text": first, "speaker": line["speaker"] or "", **source, "quote": first})
    notes["title"] = "Budget meeting" if re.search(r"budget", text) else "Совещание"
    notes["topics"] = [{"title": _topic(text), "points": points}]
    return notes


def _topic(text: str) -> str:
    return "Ход встречи" if re.search("[а-я]", text) else "Talk"


def _full(text: str, _: str) -> dict[str, Any]:
    turns = [{"speaker": f["speaker"] or "", "text": f["text"], "place": f["mark"]} for f in _LINE.finditer(text)]
    return {"sections": [{"topic": _topic(text), "turns": turns}]}


def _summary(text: str, _: str) -> dict[str, Any]:
    notes = re.findall(r"^\[(\d+)\] (.*)$", text, re.MULTILINE)
    points = [{"text": note, "notes": [int(number)]} for number, note in notes[:8]]
    points.append({"text": "A point of the model's own making", "notes": [len(notes) + 5]})
    return {"title": "Summary", "overview": f"{len(notes)} notes.", "points": points}


def _condensed(text: str, _: str) -> dict[str, Any]:
    notes = re.findall(r"^\[(\d+)\] (.*)$", text, re.MULTILINE)
    return {"points": [{"text": note, "notes": [int(number)]} for number, note in notes[::3]]}


def _answer_to(text: str, instructions: str) -> dict[str, Any]:
    asked = instructions.partition("The question is:\n\n")[2].partition("\n\n")[0]
    wanted = {word for word in re.findall(r"\w+", asked.casefold()) if len(word) > 4}
    findings = [
        {"text": line["text"], "place": line["mark"], "quote": line["text"][:150]}
        for line in _LINE.finditer(text)
        if wanted & set(re.findall(r"\w+", line["text"].casefold()))
    ][:3]
    return {"answer": f"Found: {findings[0]['text']}" if findings else "", "findings": findings}


def _paper(text: str, instructions: str) -> dict[str, Any]:
    lines = list(_LINE.finditer(text))
    blocks = [{"kind": "bullet", "text": line["text"], "place": line["mark"]} for line in lines[:2]]
    return {"title": "Own", "blocks": blocks}


_READERS: dict[str, Any] = {
    "notes": _notes,
    "full": _full,
    "summary": _summary,
    "condensed": _condensed,
    "answer": _answer_to,
    "paper": _paper,
    "text": lambda text, _: f"Together: {text.splitlines()[0]}",
}
