# One sentence for each misfortune: what happened and what to do.

error-unexpected = Something broke on my side, not on yours. Try again; if it happens once more, tell the administrator this number: { $incident }.
error-empty-file = The file is empty. Please send it again.
error-not-media = I find neither sound nor video in this file. Send the recording as mp3, ogg, m4a, wav, flac, webm or mp4.
error-unreadable-sound = There is sound in this file, but I do not read the codec it is written with. Save the recording as mp3, m4a or wav and send it again.
error-damaged-media = The recording is damaged, cut off or protected against copying. Check that it plays for you and send it again.
error-no-sound = This video has no sound, so there is nothing to transcribe.
error-too-long = The recording is longer than { $minutes } minutes, which is all I take for now. Please send it in parts.
error-file-too-big = The file is larger than { $megabytes } MB, and Telegram does not hand me such files. Compress it or send it in parts.
error-file-gone = Telegram no longer keeps this file. Please send it again.
error-unreasonable-media = Something is odd about this file: it takes an absurd amount of work. Save the recording as mp3 or ogg and send it again.
error-engine-missing = Transcription is not configured. For the administrator: set OPENAI_API_KEY, or OPENAI_BASE_URL of your own server, or TRANSCRIPTION_ENGINE.
error-program-missing = The program { $program } is not installed, and I cannot do this without it. For the administrator: install it; then try again.
error-engine-refused = The transcription service did not take this recording. Save it as mp3 and send it again.
error-engine-too-much = The transcription service does not take even a short piece of a recording: its limit on the size of files is too low. For the administrator: raise it on the server; then try again.
error-engine-misconfigured = The transcription service does not answer as it should: its address or its model seems to be wrong. For the administrator: check OPENAI_BASE_URL and TRANSCRIPTION_MODEL; then try again.
error-engine-key = The transcription service does not let me in: the key is wrong or the money has run out. The administrator can see it; try again later.
error-engine-unavailable = The transcription service does not answer right now. Try again in a few minutes.
error-nothing-to-speak = There is nothing to read aloud in this text, not a letter, not a digit. Send another one.
error-too-long-to-speak = The text has { $letters } characters, and I read at most { $limit } aloud in one go. Send it in parts.
error-speech-refused = The speech service did not take this text. Try another voice or a shorter text; for the administrator: check SPEECH_MODEL and SPEECH_VOICE.
error-speech-key = The speech service does not let me in: the key is wrong or the money has run out. For the administrator: check it; then try again.
error-speech-unavailable = I could not read this aloud right now. Try again in a few minutes.
error-language-not-spoken = I have no voice for this language. For the administrator: add one to PIPER_VOICE.
error-storage-full = I have run out of space for files. Try again later.
error-telegram-unreachable = I could not fetch the file from Telegram. Try again.
error-timed-out = The work took too long, so I stopped it. Try again.
error-too-many-jobs = { $limit ->
    [one] One task of yours is not finished yet, and I take no more at once. Send this again when it is done; /cancel stops it.
   *[other] { $limit } tasks of yours are not finished yet, and I take no more at once. Send this again when some of them are done; /cancel stops them all.
}
error-links-off = I do not open links here. Send the recording itself as a file. For the operator: LINKS_ENABLED switches links on.
error-link-scheme = I do not follow links of this kind. Send an address that begins with https://, or the recording itself as a file.
error-link-not-public = This link does not lead to the open internet, and I may go nowhere else. Send the recording itself as a file.
error-link-not-understood = I found no recording behind this link. Send a link to the video or audio itself, or a file.
error-link-list = There is a whole list of recordings behind this link. Send a link to one of them.
error-link-live = This is a broadcast that has not ended yet. Send the link when there is a recording.
error-link-protected = This recording is protected against copying, so I cannot fetch it.
error-link-private = This recording is not open to everybody or not in every country, so I do not get it. Send it as a file if you have it.
error-link-too-big = The recording behind the link is larger than { $megabytes } MB, and I do not fetch that much. Send a part of it, or a link to a smaller file.
error-link-unavailable = The site did not hand out the recording. Check whether the link opens for you, and try again.
error-state-unavailable = I cannot recall your settings right now. Try again in a minute.

engine-transcription-missing = Transcription is not configured. For the administrator: set OPENAI_API_KEY, or OPENAI_BASE_URL of your own server, or TRANSCRIPTION_ENGINE.
engine-speech-missing = Reading aloud is not configured. For the administrator: install espeak-ng, or set SPEECH_MODEL or PIPER_VOICE.
