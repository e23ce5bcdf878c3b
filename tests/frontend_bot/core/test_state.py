"""What is remembered of a user."""

from frontend_bot.core.state import UserState


def test_a_choice_leaves_the_others_and_the_earlier_state_alone() -> None:
    before = UserState("speak_text", "ru", {"speak_text.voice": "male", "other.voice": "female"}, "vocabulary add")
    after = before.with_choice("speak_text", "speed", "fast").with_choice("speak_text", "voice", "female")
    assert after.choices == {"speak_text.voice": "female", "other.voice": "female", "speak_text.speed": "fast"}
    assert (after.mode, after.language, after.awaiting) == ("speak_text", "ru", "vocabulary add")
    assert before.choices == {"speak_text.voice": "male", "other.voice": "female"}
