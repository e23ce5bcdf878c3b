"""The words of a web page, or of a document that a program saved as one."""

import re
from typing import Any

from lxml import etree, html

_BEGINS = re.compile(r"(?:<\?xml[^<>]{0,200}>\s{0,9})?(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_UNREAD = ("script", "style", "head", "template", "noscript", "svg")
_LINES = """
    p div li tr br h1 h2 h3 h4 h5 h6 section article header footer blockquote pre table ul ol dl dt dd hr
"""


def is_web_page(text: str) -> bool:
    """Whether it begins as one."""
    return bool(_BEGINS.match(text[:1000].lstrip("\ufeff \t\r\n")))


def web_page_text(text: str) -> str:
    """The lines that a browser shows; "" for a page that is none."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None:
        return ""
    etree.strip_elements(root, *_UNREAD, with_tail=False)
    breaking, lines = frozenset(_LINES.split()), [""]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in breaking:
            lines.append("")
        lines[-1] += _said(element.text if event == "start" else element.tail)
    return "\n".join(line for one in lines if (line := " ".join(one.split())))


def _said(text: Any) -> str:
    return " ".join(str(text or "").split("\n"))
