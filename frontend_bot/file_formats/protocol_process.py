"""Fills a protocol's template, as a program of its own: templates come from people. Of the bot it imports only what is
needed for that: the template built beside it, and what counts an archive's members.

Reads a JSON object from its standard input: ``task`` is ``fill``, ``check`` or ``sample``; ``template`` is the file in
base64, "" for our own; ``fields`` are the values and ``words`` those of our own template. Prints the document, or for
``check`` and for trouble a JSON object: ``{"found": [names]}``, or ``{"refused": why, "placeholder": name}``, which is
``broken``, ``no fields`` or ``no template``.
"""

import base64
import io
import json
import math
import re
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

LARGEST_UNPACKED = 64 * 2**20
MOST_SECONDS = 3
"""Of processor time for a template; our own takes a tenth. Loading the libraries, which depends on the machine, is not
counted: the limit is set when that is done."""
ALIASES = {
    "organisation": "организация", "title": "тема", "date": "дата", "venue": "место", "chair": "председатель",
    "secretary": "секретарь", "not_covered": "не_прочитано", "members": "участники", "agenda": "повестка",
    "topics": "обсуждение", "decisions": "решения", "tasks": "поручения", "dates": "даты", "language": "язык",
    "name": "имя", "role": "роль", "points": "тезисы", "text": "текст", "speaker": "кто", "votes": "голоса",
    "topic": "вопрос", "owner": "ответственный", "deadline": "срок", "when": "когда", "what": "что", "place": "где",
}  # fmt: skip
"""Every field by its English and by its Russian name; what a place in the transcript is called differs from a venue."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TAG = re.compile(r"\{[{%#].*?(?:[}%#]\}|$)")
LONGEST_NAME = 60
BROKEN = (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError, etree.XMLSyntaxError)


class TemplateRefused(Exception):
    """Why, and which placeholder is meant."""

    def __init__(self, why: str, placeholder: str = "") -> None:
        super().__init__(why)
        self.placeholder = placeholder


def main() -> None:
    """Do one task."""
    # Behind everything else, and the root of our own code alone: started with -I, Python looks neither into the working
    # folder nor into what the environment names.
    sys.path.append(str(Path(__file__).parents[2]))
    wanted = json.load(sys.stdin.buffer)
    limit_time()
    try:
        printed = done(wanted)
    except TemplateRefused as refused:
        told = {"refused": str(refused), "placeholder": refused.placeholder}
        printed = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(printed)


def limit_time() -> None:
    """From here on only so many seconds, after which the kernel ends us."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    last = math.ceil(used.ru_utime + used.ru_stime) + MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (last, last + 1))


def done(wanted: dict[str, Any]) -> bytes:
    """What is printed. Raises TemplateRefused."""
    template = base64.b64decode(wanted["template"]) if wanted.get("template") else own_template(wanted["words"])
    match wanted["task"]:
        case "sample":
            return template
        case "check":
            return json.dumps({"found": checked(template)}, ensure_ascii=False).encode()
        case _:
            return filled(template, wanted["fields"])


def own_template(words: dict[str, str]) -> bytes:
    """Ours, built now."""
    from frontend_bot.file_formats.protocol_template import build

    target = io.BytesIO()
    build(words).save(target)
    return target.getvalue()


def checked(template: bytes) -> list[str]:
    """The English names of the fields that it uses. A field that no protocol has is refused, wherever it stands."""
    opened = opened_safely(template)
    try:
        names = opened.get_undeclared_template_variables(environment(), {})
    except TemplateError as error:
        raise TemplateRefused("broken", culprit(error)) from error
    known = {name for field, alias in ALIASES.items() for name in (field, alias)} & set(with_aliases(example(1)))
    if unknown := sorted(names - known):
        raise TemplateRefused("broken", unknown[0])
    if not names:
        raise TemplateRefused("no fields")
    for count in (2, 0):  # everything said, and nothing: neither may surprise us later
        filled(template, example(count))
    return sorted(field for field, alias in ALIASES.items() if {field, alias} & names)


def filled(template: bytes, fields: dict[str, Any]) -> bytes:
    """The template with these values. Raises TemplateRefused naming a placeholder that cannot be filled."""
    opened = opened_safely(template)
    try:
        opened.render(with_aliases(cleaned(fields)), jinja_env=environment(), autoescape=True)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise TemplateRefused("broken", culprit(error)) from error
    target = io.BytesIO()
    opened.save(target)
    return target.getvalue()


def environment() -> ImmutableSandboxedEnvironment:
    """Nothing of Python can be reached from a template, and an unknown name is an error, not a gap.

    No protocol needs what Jinja adds by itself (range, lipsum, cycler, joiner, namespace, dict), and work without an
    end is quickly made of it.
    """
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    return made


def opened_safely(template: bytes) -> DocxTemplate:
    """Raises TemplateRefused for what is no Word document, holds macros, or is a bomb."""
    from frontend_bot.file_formats.reading import refusal, zip_container

    try:
        zip_container.require_few_members(io.BytesIO(template))
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            members = archive.infolist()
        if sum(member.file_size for member in members) > LARGEST_UNPACKED:
            raise TemplateRefused("no template")
        if any("vbaproject" in member.filename.lower() for member in members):
            raise TemplateRefused("no template")
        opened = DocxTemplate(io.BytesIO(template))
        opened.init_docx()
    except (refusal.ReadingRefused, *BROKEN) as error:
        raise TemplateRefused("no template") from error
    return opened


def culprit(error: Exception) -> str:
    """The placeholder that is to blame, as its author can find it."""
    message = str(error)
    if isinstance(error, UndefinedError):
        named = re.search(r"has no (?:attribute|element) '?([^'\"]+)'?|'([^']+)' is undefined", message)
        if named:
            return (named[1] or named[2])[:LONGEST_NAME]
    if isinstance(error, TemplateSyntaxError):
        lines = (error.source or "").splitlines()[error.lineno - 1 : error.lineno]
        tags = [tag for line in lines for tag in TAG.findall(re.sub(r"<[^<>]+>", "", line))]
        quoted = re.findall(r"'([^']+)'", message)
        return (tags[-1] if tags else quoted[0] if quoted else message)[:LONGEST_NAME]
    quoted = re.findall(r"'([^']+)'", message)
    return (quoted[0] if quoted else message)[:LONGEST_NAME]


def with_aliases(fields: Any) -> Any:
    """The same, each field under both of its names."""
    if isinstance(fields, dict):
        both = {name: with_aliases(value) for name, value in fields.items()}
        return both | {ALIASES[name]: value for name, value in both.items() if name in ALIASES}
    return [with_aliases(one) for one in fields] if isinstance(fields, list) else fields


def cleaned(fields: Any) -> Any:
    """Without what an XML file cannot hold."""
    if isinstance(fields, str):
        return NOT_XML.sub("", fields)
    if isinstance(fields, dict):
        return {name: cleaned(value) for name, value in fields.items()}
    return [cleaned(one) for one in fields] if isinstance(fields, list) else fields


def example(count: int) -> dict[str, Any]:
    """Fields of a made-up meeting, with so many entries in each list; none of anything for 0."""
    words = "Пример" if count else ""
    item = dict.fromkeys(("text", "speaker", "place", "votes", "topic", "owner", "deadline", "when", "what"), words)
    item |= {"name": words, "role": words, "title": words}
    many = [item for _ in range(count)]
    texts = ("language", "organisation", "title", "date", "venue", "chair", "secretary", "not_covered")
    lists = dict.fromkeys(("members", "decisions", "tasks", "dates"), many)
    topics = [item | {"points": many} for _ in range(count)]
    return dict.fromkeys(texts, words) | lists | {"topics": topics, "agenda": [words] * count}


if __name__ == "__main__":
    main()
