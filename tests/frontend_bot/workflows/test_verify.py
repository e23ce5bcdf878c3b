"""What the model noted down, sifted by what was said: owners, deadlines and votes only where somebody said them."""

import json

import pytest

from frontend_bot.core.minutes import Place
from frontend_bot.workflows.documents.lines import Line, Passage
from frontend_bot.workflows.documents.quotes import NEIGHBOURHOOD, QuoteIndex
from frontend_bot.workflows.documents.verify import Item, verify

QUOTE = "somebody has to order the new server now"
FAR = NEIGHBOURHOOD + 1


def _talk(*said: tuple[int, str, str]) -> Passage:
    """Forty lines of small talk with the quote in the middle; ``said`` are (lines after the quote, speaker, words)."""
    lines = {number: ("", f"nothing of weight in remark {number}") for number in range(40)}
    lines[20] = ("", QUOTE)
    for distance, speaker, words in said:
        lines[20 + distance] = (speaker, f"{lines[20][1]} {words}" if distance == 0 else words)
    return Passage(tuple(Line(n, Place(10.0 * n), words, speaker) for n, (speaker, words) in lines.items()))


def _noted(part: Passage, **notes: object) -> list[Item]:
    sourced = {"quote": QUOTE, "place": "00:03:20"}
    answer = {name: [sourced | note for note in told] for name, told in notes.items()}  # type: ignore[attr-defined]
    return [found.item for found in verify(part, json.dumps(answer)).found]


@pytest.mark.parametrize(
    ("said", "told", "kept"),
    [
        ((0, "", "and Carl Weber does it"), "Carl Weber", "Carl Weber"),
        ((NEIGHBOURHOOD, "", "that is for Carl then"), "Carl", "Carl"),
        ((-NEIGHBOURHOOD, "", "Carl, one more thing"), "Carl", "Carl"),
        ((1, "Carl", "I can do it"), "Carl", "Carl"),
        ((1, "", "поручим это Анне"), "Анна", "Анна"),
        ((FAR, "", "Carl was on holiday last week"), "Carl", ""),
        ((-FAR, "", "Carl is not here today"), "Carl", ""),
        ((FAR, "Carl", "now to something else"), "Carl", ""),
        ((1, "", "that is for Carl then"), "Carl Weber", ""),
        ((1, "", "somebody will be found"), "Carl", ""),
        ((1, "", "somebody will be found"), "", ""),
    ],
)
def test_an_owner_is_who_was_named_beside_the_task(said: tuple[int, str, str], told: str, kept: str) -> None:
    """Not whoever was named anywhere in the hour: the minutes would hand work to somebody who never heard of it."""
    (task,) = _noted(_talk(said), tasks=[{"text": "order the server", "owner": told}])
    assert getattr(task, "owner", None) == kept


@pytest.mark.parametrize(
    ("distance", "words", "told", "kept"),
    [
        (1, "by Friday the 6th, please", "by Friday the 6th", True),
        (NEIGHBOURHOOD, "until Friday then", "until Friday", True),
        (FAR, "until Friday then", "until Friday", False),
        (1, "by Friday the 6th, please", "by Friday the 7th", False),
    ],
)
def test_a_deadline_and_a_date_are_what_was_said_there(distance: int, words: str, told: str, kept: bool) -> None:
    part = _talk((distance, "", words))
    (task,) = _noted(part, tasks=[{"text": "order the server", "deadline": told}])
    assert getattr(task, "deadline", None) == (told if kept else "")
    assert len(_noted(part, dates=[{"when": told, "what": "the server is ordered"}])) == kept


@pytest.mark.parametrize(("distance", "kept"), [(2, "five in favour"), (FAR, "")])
def test_votes_are_those_of_this_decision(distance: int, kept: str) -> None:
    part = _talk((distance, "", "five were in favour, nobody against"))
    (decision,) = _noted(part, decisions=[{"text": "a server is bought", "votes": "five in favour"}])
    assert getattr(decision, "votes", None) == kept


@pytest.mark.parametrize(("distance", "kept"), [(0, "Boris"), (FAR, "")])
def test_a_point_is_told_of_who_spoke_there(distance: int, kept: str) -> None:
    part = _talk((distance, "Boris", "I say so"))
    topics = [{"title": "servers", "points": [{"text": "a server", "quote": QUOTE, "place": "", "speaker": "Boris"}]}]
    (found,) = verify(part, json.dumps({"topics": topics})).found
    assert (getattr(found.item, "speaker", None), found.topic) == (kept, "servers")


def test_a_quote_that_was_said_twice_stands_where_the_model_says() -> None:
    part = _talk((9, "", QUOTE), (15, "", QUOTE))
    for mark, line in (("00:03:20", 20), ("00:04:50", 29), ("[00:05:50]", 35), ("00:04:40", 29), ("nowhere", 20)):
        found = QuoteIndex(part.lines).find(QUOTE, mark)
        assert found is not None and found[1] == line and found[0].place == Place(10.0 * line)


@pytest.mark.parametrize(
    ("quote", "is_said"),
    [
        (QUOTE, True),
        (f"{QUOTE[:24]} ... ", True),
        ("Somebody HAS to order the new servers now!", True),
        ("nothing of weight in remark 7", True),
        ("nothing of weight in remark 77", False),
        ("somebody has to sell the old server now", False),
        ("now", False),
        ("", False),
    ],
)
def test_a_slip_in_copying_is_no_other_statement(quote: str, is_said: bool) -> None:
    assert (QuoteIndex(_talk().lines).find(quote, "") is not None) is is_said


def test_of_the_meeting_itself_only_what_was_said_is_kept() -> None:
    """It stands at the head of the minutes that people sign."""
    part = _talk((-3, "Anna", "welcome to the council of the Green Garden, today is the 6th of May"), (5, "", "Boris?"))
    told = {
        "title": "About servers",
        "organisation": "council of the Green Garden",
        "date": "6th of May",
        "venue": "Town Hall",
        "members": [
            {"name": "Anna", "role": "council"},
            {"name": "Boris", "role": "treasurer"},
            {"name": "Anna Schmidt", "role": ""},
            {"name": "Carl", "role": ""},
        ],
        "agenda": ["the new server", "the holiday party"],
        "topics": [],
        "decisions": [],
        "tasks": [],
        "dates": [],
    }
    notes = verify(part, json.dumps(told)).notes
    assert (notes.title, notes.organisation, notes.date, notes.venue) == (*(told[n] for n in list(told)[:3]), "")
    assert [(member.name, member.role) for member in notes.members] == [("Anna", "council"), ("Boris", "")]
    assert notes.agenda == ("the new server",)
    assert verify(part, json.dumps(told | {"date": "7th of May"})).notes.date == ""
