"""What the bot remembers of a user between two messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class UserState:
    """The open mode, the language and the choices of one user.

    ``language`` is "" until the user chooses one (Telegram's language counts then). ``choices`` maps
    "mode.option" to the chosen value; what is not there has the option's default. ``awaiting`` is "page action" while
    that page waits for the user's next text (``Screen.awaits``), "" else; any button or command ends the wait.
    """

    mode: str = ""
    language: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    awaiting: str = ""

    def with_choice(self, mode: str, option: str, value: str) -> "UserState":
        """The same state with one choice changed."""
        return replace(self, choices={**self.choices, f"{mode}.{option}": value})
