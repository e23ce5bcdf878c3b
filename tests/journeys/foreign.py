"""A bot that speaks one language more than ours: what it says in it, and how its pages are turned."""

from dataclasses import dataclass

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.registry import Modes
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.output.entities import beginning
from playground.world import Message
from tests.journeys.stage import Person, Stage, buttons, until
from tests.processes import ROOT

NAME = "Ẋẋíśh"


def language_file() -> str:
    """The block of CONTRIBUTING.md in which a language tells of itself, with what ours tells."""
    _, _, after = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Add a language")
    _, fence, block = after.partition("```fluent\n")
    assert fence, "CONTRIBUTING.md shows language.ftl in a ```fluent block"
    told = block.partition("```")[0]
    assert "= Deutsch\n" in told and "= lb\n" in told
    return told.replace("= Deutsch", f"= {NAME}").replace("= lb", "= yy zz")


@dataclass(frozen=True)
class Foreign:
    """A bot that speaks one language more; ``say`` tells what it says in it."""

    stage: Stage
    translations: Translations
    modes: Modes

    def say(self, id: str, **variables: str | int | Phrase) -> str:
        """A sentence in the new language."""
        return self.translations.say(phrase(id, **variables), "xx")

    def option(self, mode_id: str, option_id: str, value: str = "") -> str:
        """A line of the settings with this value, or with the default."""
        mode = self.modes.by_id[mode_id]
        asked = next(option for option in mode.options if option.id == option_id)
        label = mode.label_of(asked, value or asked.values[0])
        return beginning(self.say("settings-option", name=mode.name_of(asked), value=label), 60)

    def settings(self) -> list[str]:
        """Every line of the settings page of somebody who has chosen nothing."""
        asked = ((mode.id, option.id) for mode in self.modes.all for option in mode.options if not option.asked_by)
        opened = [self.say(f"mode-{mode.id}") for mode in self.modes.all if mode.in_settings]
        language = self.say("settings-language", value=NAME)
        return [language, *(self.option(*one) for one in asked), *opened, self.say("menu-home")]

    async def document(self, person: Person, under: Message, mode: str) -> Message:
        """Press a document's button and wait for the document."""
        person.presses(under, self.say(f"mode-{mode}"))
        return await person.hears()

    async def turns(self, person: Person, page: Message, label: str) -> Message:
        """Press a button of a page and wait for what it shows then."""
        before = person.chat[page["message_id"]]
        person.presses(page, label)
        await until(lambda: person.chat[page["message_id"]] != before, f"the page after {label}")
        return person.chat[page["message_id"]]

    async def wants_documents_in(self, person: Person, page: Message, language: str) -> None:
        """Press the settings' line of the documents' language until it shows this one."""
        line, name = self.option("full_transcript", "language", language), self.say("option-full_transcript-language")
        for _ in range(4):
            shown = next(label for label in buttons(person.chat[page["message_id"]]) if label.startswith(name))
            if shown == line:
                return
            await self.turns(person, page, shown)
        raise AssertionError(f"{line} is not among the choices")
