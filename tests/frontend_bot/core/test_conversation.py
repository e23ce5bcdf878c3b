"""Who says what: numbers for voices, names for numbers, and never another word."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.conversation import formatted, named_segments, numbered, speakers, turns, voices, with_names
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.transcript import Gap, Part, Segment, Transcript

SAID = (
    Segment(0, 2, "Hello.", "1"),
    Segment(2, 3, "How are you?", "1"),
    Segment(4, 5, "Fine: thanks.", "2"),
    Segment(20, 21, "Good.", "1"),
)
GAP = Gap(6, 19)
TEXT = f"Hello. How are you? Fine: thanks.\n\n{GAP.mark}\n\nGood."
TALK = Transcript(TEXT, "openai", segments=SAID, gaps=(GAP,), names={"1": "Anna", "2": "Speaker 2"})


def say(what: Phrase) -> str:
    return f"{what.id} {what.variables['number']}"


def test_labels_hold_within_one_answer_only() -> None:
    first = [Segment(0, 1, "a", "A"), Segment(1, 2, "b", "B"), Segment(2, 3, "c", "A")]
    second = [Segment(5, 6, "d", "A"), Segment(6, 7, "e", "")]
    assert [one.speaker for one in numbered([first, second])] == ["1", "2", "1", "3", ""]


def test_a_voice_that_the_engine_was_given_is_the_same_everywhere() -> None:
    first = [Segment(0, 1, "a", "1"), Segment(1, 2, "b", "2")]
    second = [Segment(5, 6, "d", "2"), Segment(6, 7, "e", "A")]
    third = [Segment(8, 9, "f", "A")]
    assert [one.speaker for one in numbered([first, second, third], {"1", "2"})] == ["1", "2", "2", "3", "4"]


def test_a_conversation_by_paragraphs() -> None:
    expected = f"Anna: Hello. How are you?\n\nSpeaker 2: Fine: thanks.\n\n{GAP.mark}\n\nAnna: Good."
    assert formatted(TALK) == expected
    timed = formatted(TALK, has_times=True).split("\n")
    assert timed[1:4] == ["[00:00:02] Anna: How are you?", "[00:00:04] Speaker 2: Fine: thanks.", GAP.mark]
    assert formatted(replace(TALK, names={"1": "Anna", "2": "Anna"})).startswith(
        "Anna: Hello. How are you? Fine: thanks."
    )


def test_one_person_alone_and_unequal_words_stay_as_they_are() -> None:
    alone = replace(TALK, segments=tuple(replace(one, speaker="1") for one in SAID))
    assert formatted(alone) == TEXT
    assert not any(one.speaker for one in named_segments(alone))
    other = replace(TALK, text=f"{TEXT} And more.")
    assert formatted(other) == other.text


def test_everybody_has_a_name_and_given_names_stay() -> None:
    assert with_names(replace(TALK, names={"1": "Anna"}), say).names == {"1": "Anna", "2": "speaker-number 2"}
    assert speakers(TALK) == ["1", "2"]
    nobody = replace(TALK, segments=tuple(replace(one, speaker="") for one in SAID), names={})
    assert with_names(nobody, say) is nobody


def test_samples_of_those_who_speak_most() -> None:
    said = [Segment(10.0 * n, 10.0 * n + n, "x", str(n)) for n in range(1, 8)]
    samples = voices([*said, Segment(90, 130, "x", "7")])
    assert [(one.label, one.start, one.end) for one in samples][:2] == [("7", 90, 99), ("6", 60, 66)]
    assert len(samples) == 4
    assert voices([Segment(0, 1.5, "short", "1")]) == ()


@given(st.lists(st.tuples(st.text(" абв.:\n", min_size=1), st.sampled_from(["", "1", "2", "3"]))))
def test_not_a_word_is_changed(said: list[tuple[str, str]]) -> None:
    segments = tuple(Segment(n, n + 1, text, speaker) for n, (text, speaker) in enumerate(said))
    talk = Transcript(" ".join(text for text, _ in said), "openai", segments=segments)
    assert " ".join(turn.text for turn in turns(talk)) == talk.text
    assert "".join(formatted(talk).split()).count("а") == talk.text.count("а")


def test_voices_beside_the_sender_in_a_batch() -> None:
    parts = (Part("Anna", 0.0, 0.0, 10.0, "Hi. Hello."), Part("Boris", 0.0, 10.0, 5.0, "Bye."))
    said = (Segment(0, 1, "Hi.", "Anna · 1"), Segment(2, 3, "Hello.", "Anna · 2"), Segment(11, 12, "Bye.", "Boris"))
    text = "Anna: Hi. Hello.\n\nBoris: Bye."
    batch = Transcript(text, "openai", segments=said, parts=parts, names={"Anna · 2": "Eve"})
    named = with_names(batch, say)
    assert named.names == {"Anna · 1": "Anna · speaker-number 1", "Anna · 2": "Eve"}
    assert formatted(named) == "Anna:\nAnna · speaker-number 1: Hi.\n\nEve: Hello.\n\nBoris: Bye."
    assert formatted(named, has_times=True).endswith("[00:00:02] Eve: Hello.\n\nBoris:\n[00:00:11] Bye.")
    assert [one.speaker for one in named_segments(named)] == ["Anna · speaker-number 1", "Eve", "Boris"]
