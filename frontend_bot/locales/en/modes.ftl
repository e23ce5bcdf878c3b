# The modes' words: button, prompt, choices.

mode-transcribe_audio = 🎤 Audio
mode-transcribe_audio-prompt = Send a voice note, audio or video and get the text.
option-transcribe_audio-language = 🗣 Language of the recording
option-transcribe_audio-language-auto = automatic
option-transcribe_audio-language-ru = русский
option-transcribe_audio-language-en = English
option-transcribe_audio-language-uk = українська
option-transcribe_audio-language-be = беларуская
option-transcribe_audio-language-kk = қазақша
option-transcribe_audio-language-uz = oʻzbekcha
option-transcribe_audio-language-hy = հայերեն
option-transcribe_audio-language-az = azərbaycanca
option-transcribe_audio-language-ka = ქართული
option-transcribe_audio-language-de = Deutsch
option-transcribe_audio-language-fr = français
option-transcribe_audio-language-es = español
option-transcribe_audio-language-it = italiano
option-transcribe_audio-language-pt = português
option-transcribe_audio-language-pl = polski
option-transcribe_audio-language-nl = Nederlands
option-transcribe_audio-language-cs = čeština
option-transcribe_audio-language-sr = српски
option-transcribe_audio-language-bg = български
option-transcribe_audio-language-ro = română
option-transcribe_audio-language-el = ελληνικά
option-transcribe_audio-language-tr = Türkçe
option-transcribe_audio-language-ar = العربية
option-transcribe_audio-language-he = עברית
option-transcribe_audio-language-fa = فارسی
option-transcribe_audio-language-hi = हिन्दी
option-transcribe_audio-language-zh = 中文
option-transcribe_audio-language-ja = 日本語
option-transcribe_audio-language-ko = 한국어
option-transcribe_audio-language-vi = Tiếng Việt
option-transcribe_audio-language-id = Bahasa Indonesia
option-transcribe_audio-language-fi = suomi
option-transcribe_audio-language-sv = svenska
option-transcribe_audio-language-et = eesti
option-transcribe_audio-language-lv = latviešu
option-transcribe_audio-language-lt = lietuvių
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
transcript-cut-off = ⚠️ The file is incomplete: it holds only { $there } of { $promised }. The rest is missing in the text, too; if your own copy is whole, send it again.
batch-silent = nobody speaks
batch-unclear = the speech cannot be made out
batch-failed = ⚠️ { $count } of { $total } recordings could not be transcribed. The text says why in their place.
batch-title = { $count ->
    [one] { $count } recording: { $names }
   *[other] { $count } recordings: { $names }
}

mode-speak_text = 🔊 Speak a text
mode-speak_text-prompt = Send a text or a .txt file of at most 10,000 characters and get a voice note.
option-speak_text-voice = 🧑 Voice
option-speak_text-voice-female = female
option-speak_text-voice-male = male
option-speak_text-language = 🌍 Language of reading
option-speak_text-language-auto = by the text
option-speak_text-speed = ⏩ Speed of reading
option-speak_text-speed-normal = ordinary
option-speak_text-speed-slow = slow
option-speak_text-speed-fast = fast

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

mode-vocabulary = 📖 Vocabulary
mode-vocabulary-prompt = Names and terms that come up in your recordings.
vocabulary-list = { $count ->
    [0] 📖 The vocabulary is empty. Send names and terms from your recordings, one a line, and I will spell them right.
   *[other] 📖 Names and terms: { $count } of { $most }. To add some, send them in a message, one a line.
}
vocabulary-added = { $count ->
    [0] There is nothing new in this message.
   *[other] ✅ Added: { $count }.
}
vocabulary-too-long = ⚠️ Left out: { $count }. A name or term has at most { $most } characters.
vocabulary-full = ⚠️ There was no room for the rest: the vocabulary holds { $most }.
vocabulary-less = ✖️ Remove one
vocabulary-clear = 🗑 Clear
vocabulary-clear-yes = 🗑 Yes, remove all
vocabulary-clear-question = Remove everything from the vocabulary?
vocabulary-remove = Which one shall I remove?
vocabulary-removed = Removed

mode-other_language = 🗣 Another language
mode-other_language-prompt = Transcribe a recording again in another language.
other-language-button = 🗣 Another language
other-language-question = Which language is spoken in the recording? I will transcribe it again.
other-language-started = All right, once more: { $language }.

mode-settings = ⚙️ Settings
mode-settings-prompt = Settings.
settings-title = ⚙️ Settings. Press to change.
settings-language = 🌐 Language of the bot: { $value }
settings-option = { $name }: { $value }
settings-saved = Saved

option-settings-zone = 🕰 Time zone
option-settings-zone-auto = as on the server
option-settings-zone-kaliningrad = Kaliningrad
option-settings-zone-moscow = Moscow
option-settings-zone-samara = Samara
option-settings-zone-yekaterinburg = Yekaterinburg
option-settings-zone-omsk = Omsk
option-settings-zone-novosibirsk = Novosibirsk
option-settings-zone-krasnoyarsk = Krasnoyarsk
option-settings-zone-irkutsk = Irkutsk
option-settings-zone-yakutsk = Yakutsk
option-settings-zone-vladivostok = Vladivostok
option-settings-zone-magadan = Magadan
option-settings-zone-kamchatka = Kamchatka
option-settings-zone-minsk = Minsk
option-settings-zone-kyiv = Kyiv
option-settings-zone-chisinau = Chișinău
option-settings-zone-tbilisi = Tbilisi
option-settings-zone-yerevan = Yerevan
option-settings-zone-baku = Baku
option-settings-zone-almaty = Almaty
option-settings-zone-tashkent = Tashkent
option-settings-zone-bishkek = Bishkek
option-settings-zone-dubai = Dubai
option-settings-zone-jerusalem = Jerusalem
option-settings-zone-istanbul = Istanbul
option-settings-zone-berlin = Berlin
option-settings-zone-london = London
option-settings-zone-new_york = New York
option-settings-zone-chicago = Chicago
option-settings-zone-los_angeles = Los Angeles
option-settings-zone-utc = UTC
