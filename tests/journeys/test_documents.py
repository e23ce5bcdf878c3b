"""Documents under a transcript: made once, found again, asked about, and worked on by instructions of one's own."""

import pytest

from playground.world import Message
from tests.journeys.stage import Person, Stage, buttons, until
from tests.transcripts import meeting

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOM, TODO, SUMMARY, FULL = "📋 MoM", "✅ To-do plan", "📄 One-page summary", "📝 Full official transcript"
ASK, OWN, AGAIN = "❓ Ask about it", "⭐ My instructions", "🔁 Again, differently – paid anew"


async def test_a_transcript_becomes_documents(stage: Stage, person: Person) -> None:
    chat = stage.provider.chat
    chat.asked.clear()
    planted = meeting(3, timed=False)
    await person.sends(planted.transcript.text.encode(), "document", name="meeting.txt")
    taken = await person.hears()
    offered = buttons(taken)
    assert {FULL, SUMMARY, MOM, TODO, ASK, OWN} <= set(offered)
    rows = taken["reply_markup"]["inline_keyboard"]
    assert [MOM, TODO] in [[button["text"] for button in row] for row in rows], "short ones stand side by side"

    chat.delay = 1.0
    person.presses(taken, MOM)
    second = person.presses(taken, MOM)  # a thumb that trembles pays once
    mom = await person.hears()
    chat.delay = 0.0
    assert await person.toasted(second) == "⏳ Already on it."
    assert f"• buy server number 2 [{planted.decisions[2]}]" in mom["text"]
    assert f"☐ Anna: write report number 3 — by: by Friday the 3th [{planted.tasks[3]}]" in mom["text"]
    bold = [mom["text"][e["offset"] : e["offset"] + e["length"]] for e in mom["entities"] if e["type"] == "bold"]
    assert "Decisions" in bold and "Anna:" in bold
    assert len(chat.asked) == 1

    person.presses(mom, TODO)  # of the same minutes: nothing is asked
    plan = await person.hears()
    assert plan["text"].count("☐ ") == 3
    press = person.presses(plan, MOM)  # kept: delivered again
    again = await person.hears()
    assert again["text"] == mom["text"] and again["entities"] == mom["entities"]
    assert await person.toasted(press) == "Made before: it costs nothing again."
    person.says("/history")
    listed = await person.hears()
    person.presses(listed, next(label for label in buttons(listed) if "MoM" in label))
    assert (await person.hears())["text"] == mom["text"]
    assert len(chat.asked) == 1

    press = person.presses(mom, AGAIN)
    await person.hears()
    assert "new request" in await person.toasted(press)
    assert len(chat.asked) == 2
    assert "An earlier version did not please" in chat.asked[-1].instructions

    person.presses(mom, FULL)  # too long for a message: its beginning, and all of it as a file
    beginning, whole = await person.hears(), await person.hears()
    assert "Full transcript" in beginning["text"] and len(beginning["text"]) < 1700
    file = stage.telegram.world.files.get(whole["document"]["file_id"]).path.read_text("utf-8-sig")
    assert all(line in file for line in planted.transcript.text.splitlines()[:5])
    assert {MOM, ASK, AGAIN} <= set(buttons(whole))


async def test_questions_by_button_and_by_reply(stage: Stage, person: Person) -> None:
    planted = meeting(3, timed=False)
    await person.sends(planted.transcript.text.encode(), "document", name="meeting.txt")
    taken = await person.hears()
    person.presses(taken, ASK)
    assert "Write your question" in (await person.hears())["text"]
    person.says("Which server do we buy?")
    answer = await person.hears()
    assert answer["text"].startswith("Found: So. DECISION: buy server number 1.")
    assert f"[{planted.decisions[1]}]" in answer["text"]
    assert not {"❓ Answer", AGAIN} & set(buttons(answer))
    person.says("And elephants?", reply_to=answer["message_id"])
    assert (await person.hears())["text"] == "Nothing is said about this in the recording."
    person.says("/help")
    await person.hears()
    person.says("no question any more")
    assert "I work with" in (await person.hears())["text"]


async def test_instructions_of_ones_own(stage: Stage, person: Person) -> None:
    chat = stage.provider.chat
    planted = meeting(3, timed=False)
    await person.sends(planted.transcript.text.encode(), "document", name="meeting.txt")
    taken = await person.hears()
    person.presses(taken, OWN)
    page = await person.hears()
    person.presses(page, "➕ New instruction")
    await until(lambda: "short name" in person.chat[page["message_id"]]["text"], "the question for a name")
    person.says("Sales call notes")
    assert '"Sales call notes"' in (await person.hears())["text"]
    person.says("List every promise to the client.")
    page = await person.hears()
    chat.asked.clear()
    person.presses(page, "⭐ Sales call notes")
    made = await person.hears()
    assert made["text"].startswith("Sales call notes\n")
    assert "List every promise to the client." in chat.asked[0].instructions
    person.presses(page, "⭐ Sales call notes")
    assert (await person.hears())["text"] == made["text"]
    assert len(chat.asked) == 1, "found again"
    for press in ("✏️ Change or delete", "✏️ Sales call notes", "✏️ Rename"):
        await _turns(person, page, press)
    person.says("Calls")
    page = await person.hears()
    assert "⭐ Calls" in buttons(page)
    for press in ("✏️ Change or delete", "✏️ Calls", "🗑 Delete"):
        await _turns(person, page, press)
    assert "up to ten" in person.chat[page["message_id"]]["text"], "nothing is left"


async def _turns(person: Person, page: Message, label: str) -> None:
    """Press a button of a page and wait for what it shows then."""
    before = person.chat[page["message_id"]]
    person.presses(page, label)
    await until(lambda: person.chat[page["message_id"]] != before, f"the page after {label}")
