# The menu, the commands and everything the bot says by itself.

menu-help = ❓ Help
menu-home = 🏠 Main menu
menu-placeholder = Send a recording, a text or a photo

button-back = ⬅️ Back
button-cancel = ✖️ Cancel
button-again = 🔁 Try again
button-delete = 🗑 Delete
button-gaps = 🔁 Try the missing parts again
button-earlier = ◀️
button-later = ▶️
button-forget-yes = 🗑 Yes, erase everything
button-forget-no = ⬅️ No, keep it

command-start = Start over
command-help = What I can do
command-history = Your recordings and results
command-settings = Settings
command-language = Language: { language-list }
command-cancel = Stop what is going on
command-forget = Erase my data
command-transcribe = Transcribe the recording you reply to

bot-description =
    I turn voice notes, audio and video into text, and enhance photos. Send a recording and get its transcript, a photo and get it clearer. All results stay in your history, and you can erase it at any moment.
bot-short-description = Voice notes, audio and video into text; photos clearer

start =
    Hello! I turn recordings into text, text into documents, and enhance photos.

    🎤 Send a voice note, audio or video and I will answer with the transcript.
    📄 Send the text of a conversation (txt, docx, pdf, srt) or paste it here and I will make documents of it.
    ✨ Send a photo and I will offer to make it clearer and larger.
    🗂 The history keeps everything I have done for you: open it again at no cost, delete it whenever you like.

    Forwarding a message here works too. Shall we begin?
help =
    What you can send: a voice note, a video note, audio, video or a file with a recording (mp3, ogg, m4a, wav, flac, webm, mp4…), up to { $megabytes } MB and { $minutes } minutes.

    Forward several recordings at once, and I ask whether to make one transcript of them, with names.

    What I answer: the text of the recording. If it is longer than one message, its beginning and the whole of it as a .txt file.

    📄 The text of a conversation: a txt, md, docx, odt, rtf, pdf, srt or vtt file, or pasted right into the chat, in several messages if need be.

    ✨ A photo, or a picture as a file (JPEG, PNG, WEBP, HEIC), I make clearer and larger: Enhance photo in the menu, with its size and format.

    📋 Under every transcript there are buttons: full transcript, summary, MoM, to-do plan. Decisions and tasks name their place in the recording. You can ask about the recording there, and keep instructions of your own.

    🔊 A text I read aloud: Speak a text in the menu, with its voice, language and speed.

    /history – your recordings
    /settings – settings
    /language – { language-list }
    /cancel – stop what is going on
    /forget – erase all your data

    In a group I answer to commands and to replies to me: reply to a voice note with /transcribe.
home = Main menu. Send a recording, a text or a photo, or choose what you need.

language-question = Which language shall I speak?
language-changed = All right, English it is.

cancel-nothing = There is nothing to cancel right now.
cancel-done = ✖️ Cancelled.
cancel-several = { $count ->
    [one] ✖️ { $count } job cancelled.
   *[other] ✖️ { $count } jobs cancelled.
}
cancel-too-late = It is done already, there is nothing to cancel.

forget-question =
    Erase everything I keep about you: history, texts, settings? Work in progress will stop. This cannot be undone.
forget-done = Done, your data is erased. Press /start to begin anew.
forget-kept = All right, nothing was touched.


access-stranger = This bot is private. Ask the person who runs it to add your number: { $user }.
group-hint = Reply with this command to a voice note, audio or video.

unknown-command = I do not know this command. See /help for what I can do.
unsupported = I cannot work with this. Send a voice note, audio or video and get the text, or a photo and get it enhanced.
messages-unanswered = You write faster than Telegram lets me answer, so some of your messages have no answer of their own. What I took in is being worked on; if anything is missing afterwards, send it again.
text-hint = I work with recordings, texts of conversations and photos: send a voice note, audio, video, a file with text or a photo. See /help for what else I can do.
document-hint = This looks neither like a recording nor like a text or a photo. Send audio or video (mp3, ogg, m4a, wav, flac, webm, mp4…), a text (txt, md, docx, odt, rtf, pdf, srt, vtt) or a picture (jpg, png, webp, heic).
what-shall-i-do = What shall I do with this?
batch-question = { $count ->
    [one] 🎧 { $count } recording: one transcript of all, or each on its own?
   *[other] 🎧 { $count } recordings: one transcript of all, or each on its own?
}
button-batch-one = 📚 One of all
button-batch-each = 📄 Each on its own
batch-joined = { $count ->
    [one] 📚 Making one transcript of { $count } recording.
   *[other] 📚 Making one transcript of { $count } recordings.
}
batch-apart = { $count ->
    [one] 📄 Transcribing { $count } recording on its own.
   *[other] 📄 Transcribing { $count } recordings, each on its own.
}
source-gone = I cannot find the original message. Please send it once more.
record-gone = This recording is no longer in the history.
button-old = This button is out of date. Open /start.

result-continues = … The full text is in the file below.
result-file-caption = { $characters ->
    [one] Full text, { $characters } character
   *[other] Full text, { $characters } characters
}
result-nothing = Done.

status-waiting = ⏳ Number { $place } in line. I will start in about { $wait }.
status-waiting-somewhere = ⏳ In line, starting soon.
status-running-bar =
    { $word }
    { $bar } { $percent } %
status-running-estimate =
    { $word }
    { $bar } { $percent } % · about { $left } left
time-seconds = { $count } s
time-minutes = { $count } min
time-hours = { $count } h

progress-starting = 🎧 Starting…
progress-downloading = 📥 Fetching the file…
progress-fetching-link = 📥 Downloading the recording behind the link…
progress-converting = 🎚 Preparing the sound…
progress-transcribing = ✍️ Transcribing…
progress-batch = ✍️ Transcribing the recordings: { $done } of { $count } done
progress-speaking = 🔊 Reading aloud…
progress-so-far =
    ✍️ Transcribing… So far:

    { $text }
