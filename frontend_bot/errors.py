"""What can go wrong, each with the sentence that the user reads.

BotError
├── InputError                 the user's content cannot be worked on; again will not help
│   ├── EmptyFile · NotMedia · DamagedMedia · NoSound · TooLong · FileTooBig · FileGone · UnreasonableMedia
│   ├── RecordGone · NothingToRead
│   ├── NotAPicture · DamagedPicture · OddPicture · PictureTooLarge · UnsupportedPicture
│   ├── NotText · TextUnreadable · TextLocked · OldWordFile · ScannedText · EncodingUnclear · TextTooHeavy
│   ├── TooMuchText · TooLittleText
│   ├── NothingToSpeak · TooLongToSpeak
│   └── NoTemplate · TemplateBroken · TemplateWithoutFields · TemplateTooHeavy · TemplateGone
├── LinkError                  a link cannot be followed
│   └── LinksOff · LinkNotPublic · LinkNotUnderstood · LinkIsList · LinkIsLive · LinkProtected · LinkPrivate ·
│       LinkTooBig · LinkUnavailable
├── EngineError                an engine could not do it
│   ├── EngineMissing          nothing is configured
│   ├── ProgramMissing         ffmpeg or its like is not installed: the operator must act
│   ├── EngineRefused          the provider refuses this recording for good (TooMuchAtOnce: in one request)
│   ├── EngineMisconfigured    the address or the model is wrong: the operator must act
│   ├── EngineKeyRefused       key or quota: the operator must act
│   ├── EngineUnavailable      down, slow, overloaded: again may help
│   ├── LanguageModelMissing · LanguageModelRefused (TextTooLong) · LanguageModelKeyRefused · LanguageModelUnavailable
│   ├── SpeechRefused · SpeechKeyRefused · SpeechUnavailable · LanguageNotSpoken
│   └── PhotoServiceDown · PhotoServiceBusy · PhotoKeyRefused · PhotoEngineMissing · PhotoNotEnhanced
├── TooManyJobs                the user's jobs wait already: again helps when some are done
├── QuotaSpent                 a limit of the day is reached: again helps tomorrow
│   └── MinutesSpent · TokensSpent
├── DocumentNotWritten         a file could not be made of a result: again may help
├── OperatorTemplateBroken     the protocol's template cannot be filled in: the operator must act
├── StorageFull                the operator must act; again may help
├── StateUnavailable           Redis is down: again may help
├── TelegramUnreachable        a file could not be fetched: again may help
├── StoreUnavailable           the database of the jobs does not answer
├── JobTimedOut                longer than any honest job takes
└── JobCrashed                 a bug ended the job
"""

from typing import ClassVar, TypedDict


class BotError(Exception):
    """Root of all errors that a user hears about. ``detail`` is for the log: never a token, a key or a user's text."""

    sentence: ClassVar[str] = "error-unexpected"
    """Message id in errors.ftl."""
    can_retry: ClassVar[bool] = False
    """True where a 🔁 button can help."""
    _by_name: ClassVar[dict[str, type["BotError"]]] = {}

    def __init__(self, detail: str = "", **variables: str | int | float) -> None:
        super().__init__(detail or self.sentence)
        self.detail = detail
        self.variables = variables

    def __init_subclass__(cls) -> None:
        """Register the class: a job's record names its error, wherever the class is defined."""
        known = BotError._by_name.setdefault(cls.__name__, cls)
        if known is not cls:
            raise TypeError(f"{cls.__name__} is the name of two errors: {known.__module__} and {cls.__module__}")

    def as_record(self) -> "ErrorRecord":
        """Plain data, from which ``of_record`` makes the same error again."""
        return {"error": type(self).__name__, "detail": self.detail, "variables": dict(self.variables)}

    @staticmethod
    def of_record(record: "ErrorRecord") -> "BotError":
        """The error that was recorded; a BotError where its class is no longer there (another version of us)."""
        return BotError._by_name.get(record["error"], BotError)(record["detail"], **record["variables"])


class ErrorRecord(TypedDict):
    """An error as JSON holds it. ``error`` is the name of its class."""

    error: str
    detail: str
    variables: dict[str, str | int | float]


class InputError(BotError):
    """The content itself is the reason."""

    sentence = "error-not-media"


class EmptyFile(InputError):
    """Zero bytes, or nothing in it."""

    sentence = "error-empty-file"


class NotMedia(InputError):
    """No audio or video that we (safely) understand, whatever it is called."""


class UnreadableSound(InputError):
    """There is sound, encoded in a way that is not among those that people send (media/allowed.py)."""

    sentence = "error-unreadable-sound"


class DamagedMedia(InputError):
    """Cut off, broken, or protected against copying."""

    sentence = "error-damaged-media"


class NoSound(InputError):
    """A video without an audio track."""

    sentence = "error-no-sound"


class TooLong(InputError):
    """Longer than this bot accepts. Variables: ``minutes`` (the limit)."""

    sentence = "error-too-long"


class FileTooBig(InputError):
    """More bytes than the Bot API hands out. Variables: ``megabytes`` (the limit)."""

    sentence = "error-file-too-big"


class FileGone(InputError):
    """Telegram does not have the file any more."""

    sentence = "error-file-gone"


class RecordGone(InputError):
    """What was to be worked on is no longer in the history."""

    sentence = "record-gone"


class NothingToRead(InputError):
    """A transcript without a word in it."""

    sentence = "error-nothing-to-read"


class UnreasonableMedia(InputError):
    """Needs absurd amounts of work for what it is: a bomb."""

    sentence = "error-unreasonable-media"


class NotAPicture(InputError):
    """No picture that we (safely) understand, whatever it is called."""

    sentence = "error-not-a-picture"


class DamagedPicture(InputError):
    """Cut off or broken inside."""

    sentence = "error-damaged-picture"


class OddPicture(InputError):
    """Too small or too narrow to be a photo."""

    sentence = "error-odd-picture"


class PictureTooLarge(InputError):
    """More pixels or bytes than the photo service takes."""

    sentence = "error-picture-too-large"


class UnsupportedPicture(InputError):
    """A picture in a format that is not decoded."""

    sentence = "error-unsupported-picture"


class NotText(InputError):
    """No text, whatever it is called: a picture, an archive, a program."""

    sentence = "error-not-text"


class TextUnreadable(InputError):
    """A document that is broken, or of a kind that we do not know."""

    sentence = "error-text-unreadable"


class TextLocked(InputError):
    """A document that opens with a password only."""

    sentence = "error-text-locked"


class OldWordFile(InputError):
    """A document of Word before 2007 (.doc), which nothing here can read."""

    sentence = "error-text-old-word"


class ScannedText(InputError):
    """A PDF of pictures: nobody has recognised their letters yet."""

    sentence = "error-text-scanned"


class EncodingUnclear(InputError):
    """A text in an encoding that nobody can tell for sure: guessed wrong, it would be gibberish."""

    sentence = "error-text-encoding"


class TextTooHeavy(InputError):
    """A file that takes an absurd amount of work to read: a bomb."""

    sentence = "error-text-too-heavy"


class TooMuchText(InputError):
    """More words than anybody reads. Variables: ``characters`` (the limit)."""

    sentence = "error-text-too-long"


class TooLittleText(InputError):
    """Nothing to make a document of. Variables: ``characters`` (the least)."""

    sentence = "error-text-too-short"


class NothingToSpeak(InputError):
    """A text without a letter or a digit in it."""

    sentence = "error-nothing-to-speak"


class TooLongToSpeak(InputError):
    """More letters than are spoken in one go; ``letters`` there are, ``limit`` are taken."""

    sentence = "error-too-long-to-speak"


class LinkError(BotError):
    """A link cannot be followed."""

    sentence = "error-link-not-understood"


class LinksOff(LinkError):
    """The operator has not switched links on."""

    sentence = "error-links-off"


class LinkNotPublic(LinkError):
    """It leads, at once or in the end, to an address that is not everybody's."""

    sentence = "error-link-not-public"


class LinkNotUnderstood(LinkError):
    """No recording is found behind it."""


class LinkIsList(LinkError):
    """Many recordings are found behind it."""

    sentence = "error-link-list"


class LinkIsLive(LinkError):
    """A broadcast that has not ended, or has not begun."""

    sentence = "error-link-live"


class LinkProtected(LinkError):
    """Protected against copying (DRM)."""

    sentence = "error-link-protected"


class LinkPrivate(LinkError):
    """Only for some people, or some countries."""

    sentence = "error-link-private"


class LinkTooBig(LinkError):
    """More bytes than the operator allows. Variables: ``megabytes`` (the limit)."""

    sentence = "error-link-too-big"


class LinkUnavailable(LinkError):
    """The site does not answer, or not as it should."""

    sentence = "error-link-unavailable"
    can_retry = True


class NoTemplate(InputError):
    """No Word document that could be a template: something else, one with macros, or a bomb."""

    sentence = "error-no-template"


class TemplateBroken(InputError):
    """A placeholder of a user's own template cannot be filled in. Variables: ``placeholder``."""

    sentence = "error-template-broken"


class TemplateWithoutFields(InputError):
    """A Word document without a single placeholder."""

    sentence = "error-template-without-fields"


class TemplateTooHeavy(InputError):
    """A template that takes an absurd amount of work."""

    sentence = "error-template-too-heavy"


class TemplateGone(InputError):
    """Telegram does not have the user's template any more."""

    sentence = "error-template-gone"


class EngineError(BotError):
    """An engine could not do it."""

    sentence = "error-engine-unavailable"


class EngineMissing(EngineError):
    """No engine is configured for this."""

    sentence = "error-engine-missing"


class ProgramMissing(EngineError):
    """A program that an engine needs is not installed: the operator must act. Variables: ``program``."""

    sentence = "error-program-missing"
    can_retry = True


class EngineRefused(EngineError):
    """The provider does not take this recording, in any shape we can give it."""

    sentence = "error-engine-refused"


class TooMuchAtOnce(EngineRefused):
    """The server takes less in one request than this file has, however it is encoded and however short it is."""

    sentence = "error-engine-too-much"
    can_retry = True


class EngineMisconfigured(EngineError):
    """No transcription server answers at the address, or not one with this model: the operator must act."""

    sentence = "error-engine-misconfigured"
    can_retry = True


class EngineKeyRefused(EngineError):
    """The provider does not accept our key, or the account is out of money: the operator must act."""

    sentence = "error-engine-key"
    can_retry = True


class EngineUnavailable(EngineError):
    """The provider is down, slow or overloaded, after all retries."""

    can_retry = True


class LanguageModelMissing(EngineError):
    """No language model is configured."""

    sentence = "error-language-model-missing"


class LanguageModelRefused(EngineError):
    """The language model's server does not take this question, or answers what cannot be used."""

    sentence = "error-language-model-refused"
    can_retry = True


class TextTooLong(LanguageModelRefused):
    """More text than the language model takes at once: asking with less helps."""


class LanguageModelKeyRefused(EngineError):
    """The language model's server does not accept our key, or the account is out of money: the operator must act."""

    sentence = "error-language-model-key"
    can_retry = True


class LanguageModelUnavailable(EngineError):
    """The language model is down, slow or overloaded, after all retries."""

    sentence = "error-language-model-unavailable"
    can_retry = True


class SpeechRefused(EngineError):
    """The speech server does not take this text, model or voice."""

    sentence = "error-speech-refused"


class SpeechKeyRefused(EngineError):
    """The speech server: wrong key, no right to the model, or an empty account."""

    sentence = "error-speech-key"
    can_retry = True


class SpeechUnavailable(EngineError):
    """The speech server or program is down, slow, or answers what is no sound."""

    sentence = "error-speech-unavailable"
    can_retry = True


class LanguageNotSpoken(EngineError):
    """The configured voices do not speak this language."""

    sentence = "error-language-not-spoken"


class PhotoServiceDown(EngineError):
    """The photo service does not answer, or something else listens at its address."""

    sentence = "error-photo-service-down"
    can_retry = True


class PhotoServiceBusy(EngineError):
    """The photo service has been full for longer than anybody should wait."""

    sentence = "error-photo-service-busy"
    can_retry = True


class PhotoKeyRefused(EngineError):
    """The photo service has another key than we: the operator must act."""

    sentence = "error-photo-key"
    can_retry = True


class PhotoEngineMissing(EngineError):
    """The photo service answers, but none of its engines works: the operator must act."""

    sentence = "error-photo-engine-missing"
    can_retry = True


class PhotoNotEnhanced(EngineError):
    """The engine tried this photo and could not."""

    sentence = "error-photo-not-enhanced"
    can_retry = True


class TooManyJobs(BotError):
    """``limit`` unfinished jobs of this user are there already."""

    sentence = "error-too-many-jobs"


class QuotaSpent(BotError):
    """A limit of the day leaves too little for this job, so nothing was begun and nothing is charged.

    Variables: ``whose`` (mine or all: the limit that is reached), ``left``, ``limit``, ``needed``, and when the limits
    begin again: at midnight in ``zone``, in ``hours`` hours.
    """

    can_retry = True


class MinutesSpent(QuotaSpent):
    """Minutes of recordings."""

    sentence = "error-minutes-spent"


class TokensSpent(QuotaSpent):
    """Tokens of the language model."""

    sentence = "error-tokens-spent"


class DocumentNotWritten(BotError):
    """A file could not be made of a result that is there."""

    sentence = "error-document-not-written"
    can_retry = True


class OperatorTemplateBroken(BotError):
    """The operator's template cannot be filled in: the operator must act. Variables: ``placeholder``."""

    sentence = "error-operator-template-broken"
    can_retry = True


class StorageFull(BotError):
    """No space for scratch files."""

    sentence = "error-storage-full"
    can_retry = True


class StateUnavailable(BotError):
    """What we remember of the user cannot be read or written: Redis is down."""

    sentence = "error-state-unavailable"
    can_retry = True


class TelegramUnreachable(BotError):
    """Telegram did not hand out the file, after all retries."""

    sentence = "error-telegram-unreachable"
    can_retry = True


class JobTimedOut(BotError):
    """The job ran longer than its limit."""

    sentence = "error-timed-out"
    can_retry = True


class JobCrashed(BotError):
    """A bug ended the job; the log has its traceback under the same number. Variables: ``incident``."""


class StoreUnavailable(BotError):
    """The database of the jobs does not answer."""

    sentence = "error-state-unavailable"
    can_retry = True


class SettingsError(Exception):
    """A missing or wrong setting, as one sentence for the operator; never holds a secret's value."""
