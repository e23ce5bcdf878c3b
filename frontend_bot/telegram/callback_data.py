"""What inline buttons carry: callback data of at most 64 bytes (checked when it is built), told apart by a prefix."""

from aiogram.filters.callback_data import CallbackData


class Home(CallbackData, prefix="home"):
    """Close the open mode."""


class OpenPage(CallbackData, prefix="page", sep="|"):
    """Show a page mode; ``action`` goes to it as it is."""

    mode: str
    action: str = ""


class DoWith(CallbackData, prefix="do", sep="|"):
    """Start a job mode with the message that the buttons answer."""

    mode: str


class DoNext(CallbackData, prefix="next", sep="|"):
    """Start a job mode with a finished result."""

    mode: str
    record: str


class ShowFormats(CallbackData, prefix="formats", sep="|"):
    """Show the formats of a group in the place of the buttons under a result; without a group, those buttons again."""

    group: str
    record: str


class SendFile(CallbackData, prefix="file", sep="|"):
    """Send a result as a file. ``format`` is the file's extension."""

    format: str
    record: str


class FillGaps(CallbackData, prefix="gaps", sep="|"):
    """Do again only those parts of a recording that could not be transcribed."""

    record: str


class JoinBatch(CallbackData, prefix="batch", sep="|"):
    """The answer to the question about recordings that were sent together: one result of all, or one of each."""

    is_joined: bool
    batch: str


class Differently(CallbackData, prefix="other", sep="|"):
    """Make a document again, in another way: new work, whatever is kept."""

    record: str


class CancelJob(CallbackData, prefix="cancel", sep="|"):
    """End a job."""

    job: str


class AgainJob(CallbackData, prefix="again", sep="|"):
    """Do a failed or cancelled job once more."""

    job: str


class Choose(CallbackData, prefix="set", sep="|"):
    """Answer one of a mode's options."""

    mode: str
    option: str
    value: str


class ChooseLanguage(CallbackData, prefix="lang", sep="|"):
    """Speak another language."""

    code: str


class Forget(CallbackData, prefix="forget", sep="|"):
    """The answer to the question before everything is erased."""

    sure: bool
