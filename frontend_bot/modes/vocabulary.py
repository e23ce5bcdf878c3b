"""The user's names and terms: what recognition is told beforehand, so that it writes them right."""

from hashlib import blake2b

from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.screen import Button, Screen, in_rows
from frontend_bot.core.vocabulary import LONGEST_TERM, MOST_TERMS, terms_in

_PAGE_SIZE = 16


class VocabularyPage(PageMode):
    """The list, to which the next text is added; "less" shows terms to be removed, "out" removes one, "ask" asks before
    all go, "clear" removes all."""

    id = "vocabulary"
    in_menu = False
    in_settings = True
    actions = ("add", "less {number}", "out {number} {mark}", "ask", "clear")

    async def page(self, visit: Visit) -> Screen:
        match visit.action.form, visit.action.values:
            case "less {number}", (int(offset),):
                return await _removing(visit, offset)
            case "out {number} {mark}", (int(offset), str(mark)):
                found = [term for term in await visit.vocabulary.terms(visit.user_id) if _mark(term) == mark]
                for term in found:
                    await visit.vocabulary.remove(visit.user_id, term)
                return await _removing(visit, offset, phrase("vocabulary-removed") if found else None)
            case "ask", _:
                return _question()
            case "clear", _:
                await visit.vocabulary.clear(visit.user_id)
                return await _list(visit, notice=phrase("vocabulary-removed"))
        return await _list(visit)

    async def answer(self, visit: Visit, text: str) -> Screen:
        written = terms_in(text)
        short = [term for term in written if len(term) <= LONGEST_TERM]
        there = {term.casefold() for term in await visit.vocabulary.terms(visit.user_id)}
        new = [term for term in short if term.casefold() not in there]
        added = await visit.vocabulary.add(visit.user_id, new)
        told = [phrase("vocabulary-added", count=added)]
        if len(short) < len(written):
            told.append(phrase("vocabulary-too-long", count=len(written) - len(short), most=LONGEST_TERM))
        if added < len(new):
            told.append(phrase("vocabulary-full", most=MOST_TERMS))
        return await _list(visit, *told)


async def _list(visit: Visit, *told: Phrase, notice: Phrase | None = None) -> Screen:
    terms = await visit.vocabulary.terms(visit.user_id)
    title = phrase("vocabulary-list", count=len(terms), most=MOST_TERMS)
    lines: list[Phrase | str] = [*told, "", title] if told else [title]
    rows = (
        (Button(phrase("vocabulary-less"), "less 0"), Button(phrase("vocabulary-clear"), "ask")) if terms else (),
        (Button(phrase("button-back"), "", "settings"),),
    )
    return Screen(
        lines=(*lines, *(f"• {term}" for term in terms)),
        rows=tuple(row for row in rows if row),
        notice=notice,
        awaits="add",
    )


async def _removing(visit: Visit, offset: int, notice: Phrase | None = None) -> Screen:
    terms = await visit.vocabulary.terms(visit.user_id)
    offset = offset if offset < len(terms) else 0
    buttons = [Button(f"✖️ {term}", f"out {offset} {_mark(term)}") for term in terms[offset : offset + _PAGE_SIZE]]
    turning = []
    if offset:
        turning.append(Button(phrase("button-earlier"), f"less {max(0, offset - _PAGE_SIZE)}"))
    if offset + _PAGE_SIZE < len(terms):
        turning.append(Button(phrase("button-later"), f"less {offset + _PAGE_SIZE}"))
    rows = (*in_rows(buttons, 2), tuple(turning), (Button(phrase("button-back"), ""),))
    return Screen(lines=(phrase("vocabulary-remove"),), rows=tuple(row for row in rows if row), notice=notice)


def _question() -> Screen:
    yes, no = Button(phrase("vocabulary-clear-yes"), "clear"), Button(phrase("button-back"), "")
    return Screen(lines=(phrase("vocabulary-clear-question"),), rows=((yes, no),))


def _mark(term: str) -> str:
    """Names a term in a button, which has no room for the term; a place in the list could mean another one by then."""
    return blake2b(term.encode(), digest_size=5).hexdigest()
