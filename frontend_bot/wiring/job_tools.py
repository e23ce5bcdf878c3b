"""The tools that each job gets: the engines, and what is tied to the job itself (its files, its purse, its person)."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiogram import Bot

from frontend_bot.core.delivery import StatusBoard
from frontend_bot.core.job import Job
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import LanguageModel, PhotoEnhancer, SpeechToText, TextToSpeech, Tools
from frontend_bot.engines.key_sentences.extraction import Extraction
from frontend_bot.file_formats.protocol import ProtocolWriting
from frontend_bot.file_formats.text_reading import TextReading
from frontend_bot.media.programs import Programs
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.scratch import Scratch
from frontend_bot.services.storage.templates import Templates
from frontend_bot.services.storage.vocabulary import VocabularyStore
from frontend_bot.services.translations import Translations
from frontend_bot.services.usage.ledger import Ledger
from frontend_bot.services.usage.metered_model import MeteredModel
from frontend_bot.telegram.files import LinkFetcher, TelegramFiles
from frontend_bot.telegram.protocol_templates import TelegramProtocols


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTools:
    """Makes the ``Tools`` of a job. ``operators_template`` is the Word document for everybody's protocols, if any.

    ``desk`` runs what reads and writes documents: for each person one after the other, so that nobody holds all of it.
    """

    bot: Bot
    scratch: Scratch
    history: HistoryStore
    ledger: Ledger
    vocabulary: VocabularyStore
    templates: Templates
    translations: Translations
    statuses: StatusBoard
    speech_to_text: SpeechToText
    language_model: LanguageModel
    text_to_speech: TextToSpeech
    photo_enhancer: PhotoEnhancer
    links: LinkFetcher | None
    desk: Programs
    operators_template: Path | None

    def __call__(self, job: Job) -> Tools:
        """The tools of this job."""

        def progress(fraction: float | None, word: Phrase) -> None:
            self.statuses.progress(job, fraction, word)

        desk = self.desk.share_of(job.user_id)
        files = TelegramFiles(
            self.bot,
            self.scratch,
            self.history,
            TextReading(desk),
            job,
            self.links,
            progress,
            partial(self.ledger.budget, job),
        )
        return Tools(
            files=files,
            progress=progress,
            say=lambda what, language="": self.translations.say(what, language or job.language),
            vocabulary=lambda: self.vocabulary.terms(job.user_id),
            speech_to_text=self.speech_to_text,
            photo_enhancer=self.photo_enhancer,
            language_model=MeteredModel(self.language_model, self.ledger.budget(job, "model")),
            text_to_speech=self.text_to_speech,
            extract=Extraction(desk).extract,
            protocols=TelegramProtocols(
                ProtocolWriting(desk, self.translations.say), self.templates, files, job, self.operators_template
            ),
            languages=self.translations.languages,
        )
