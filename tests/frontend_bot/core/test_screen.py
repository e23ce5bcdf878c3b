"""Lists of buttons: whatever their number, each can be reached."""

import pytest

from frontend_bot.core.phrase import Phrase
from frontend_bot.core.screen import CHOICES_SHOWN, Button, choice_of
from frontend_bot.core.state import UserState
from frontend_bot.modes import find_modes


@pytest.mark.parametrize("count", [0, 1, CHOICES_SHOWN, CHOICES_SHOWN + 1, 2 * CHOICES_SHOWN, 2 * CHOICES_SHOWN + 1])
def test_the_arrows_lead_to_every_button_and_no_further(count: int) -> None:
    buttons = [Button(f"{number}", f"pick {number}") for number in range(count)]
    seen, page = list[Button](), 0
    for _ in range(5):
        *rows, last = choice_of(buttons, page, str) or ((),)
        turns = {button.label.id: button.action for button in last if isinstance(button.label, Phrase)}
        seen += [button for row in (*rows, *(() if turns else (last,))) for button in row]
        assert ("button-earlier" in turns) == (page > 0)
        if "button-later" not in turns:
            break
        page = int(turns["button-later"])
    assert seen == buttons
    assert choice_of(buttons, page + 7, str) == choice_of(buttons, page, str), "an old arrow of a longer list"


def test_an_option_that_another_mode_asks_has_its_answer() -> None:
    answered = UserState(choices={"full_transcript.language": "ru", "summary.language": "en"})
    modes = find_modes(("ru", "en")).by_id
    transcript, summary = modes["full_transcript"], modes["summary"]
    assert [mode.choice(answered, "language") for mode in (transcript, summary)] == ["ru", "ru"]
    assert summary.choice(UserState(), "language") == "source"
