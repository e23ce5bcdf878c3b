# The modes' words: button, prompt, choices.

mode-transcribe_audio = 🎤 Audio
mode-transcribe_audio-prompt = Send a voice note, audio or video and get the text.
option-transcribe_audio-language = 🗣 Language of the recording
option-transcribe_audio-language-auto = automatic
option-transcribe_audio-language-ru = Russian
option-transcribe_audio-language-en = English
option-transcribe_audio-times = 🕐 Times in the text
option-transcribe_audio-times-off = none
option-transcribe_audio-times-on = at every phrase
transcript-draft = ⚠️ Draft: made by the trial engine { $engine } (English only). A transcription service gives the exact text.
transcript-empty = 🔇 Nobody speaks in this recording, so there is nothing to transcribe.
transcript-unclear = 🔇 I could not make out any speech in this recording. If you can hear it, send a cleaner or louder one.
transcript-gap = [⚠ { $start }–{ $end } not transcribed]
transcript-gaps = { $count ->
    [one] ⚠️ { $count } part could not be transcribed; it is marked in the text. 🔁 tries only that part again.
   *[other] ⚠️ { $count } parts could not be transcribed; they are marked in the text. 🔁 tries only them again.
}
batch-silent = nobody speaks
batch-unclear = the speech cannot be made out
batch-failed = ⚠️ { $count } of { $total } recordings could not be transcribed. The text says why in their place.
batch-title = { $count ->
    [one] { $count } recording: { $names }
   *[other] { $count } recordings: { $names }
}

mode-history = 🗂 History
mode-history-prompt = Your recordings.
history-empty = The history is empty. Send your first recording!
history-list = 🗂 Your recordings: { $count }. Press one to open it.
history-line = { $when } · { $what }
history-older = Older ▶️
history-newer = ◀️ Newer
history-delete-question = Delete this recording from the history?
history-deleted = Deleted.

mode-speakers = 👥 Speakers
mode-speakers-prompt = Who speaks in the recording.
speakers-button = 👥 Speakers
speaker-number = Speaker { $number }
speakers-list = { $count ->
    [one] 👥 { $count } voice in this recording. Press it to give it a name.
   *[other] 👥 { $count } voices in this recording. Press one to give it a name. Two voices with one name become one person.
}
speakers-question = Who is this? Write the name, or choose one that you have given already.
speakers-renamed = This is { $name } now
speakers-text = 📄 Show the text with names

mode-settings = ⚙️ Settings
mode-settings-prompt = Settings.
settings-title = ⚙️ Settings. Press to change.
settings-language = 🌐 Language of the bot: { $value }
settings-option = { $name }: { $value }
settings-saved = Saved
