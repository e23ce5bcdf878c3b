# Documents made of transcripts: the language model, formats, questions.

error-language-model-missing = Summaries and minutes are not configured yet. For the administrator: set OPENAI_API_KEY, or OPENAI_BASE_URL of your own server, and TEXT_MODEL.
error-language-model-refused = The language model could not cope with this text. Try again; if that does not help, split the recording into parts.
error-language-model-key = The language model's service does not let me in: the key is wrong or the money has run out. The administrator can see it; try again later.
error-language-model-unavailable = The language model does not answer right now. Try again in a few minutes.
error-nothing-to-read = There are no words in this recording, so there is nothing to make a document of.

progress-reading = 📖 Reading the transcript…

mode-full_transcript = 📝 Full official transcript
mode-full_transcript-prompt = Open a recording in the history and press "Full official transcript" under it.
option-full_transcript-language = 📄 Language of documents
option-full_transcript-language-source = that of the recording
mode-summary = 📄 One-page summary
mode-summary-prompt = Open a recording in the history and press "One-page summary" under it.
mode-minutes = 📋 MoM
mode-minutes-prompt = Open a recording in the history and press "MoM" under it.
mode-todo_plan = ✅ To-do plan
mode-todo_plan-prompt = Open a recording in the history and press "To-do plan" under it.

document-full = Full transcript
document-summary = Summary
document-mom = Minutes of the meeting
document-todo = To-do plan
document-organisation = Organisation
document-date = Date
document-venue = Place
document-members = Present
document-agenda = Agenda
document-decisions = Decisions
document-tasks = Tasks
document-dates = Dates and deadlines
document-discussion = Discussion
document-other-tasks = Other
document-deadline = by: { $when }
document-no-decisions = No decisions were made in this recording.
document-no-tasks = Nobody was given a task in this recording.
document-nothing-said = Nothing was said in this recording that is worth noting down.
document-not-covered = ⚠️ These parts could not be read: { $places }.
place-line = line { $line }

button-differently = 🔁 Again, differently – paid anew
document-kept = Made before: it costs nothing again.
document-anew = Making it anew: a new request to the language model, counted against your limit.
document-under-way = ⏳ Already on it.
answer-not-said = Nothing is said about this in the recording.

ask-button = ❓ Ask about it
ask-question = Write your question about this recording. I will answer only from what is said in it, and show where.
instructions-button = ⭐ My instructions
instructions-none = You can keep up to ten instructions of your own here, such as "Sales call notes": what to note down of a recording, and in which form. One button then does it.
instructions-list = ⭐ Your instructions. Press one and I will follow it for this recording.
instructions-which = Which one shall be changed?
instructions-new = ➕ New instruction
instructions-edit = ✏️ Change or delete
instructions-rename = ✏️ Rename
instructions-ask-name = What shall it be called? Write a short name for the button.
instructions-ask-words = "{ $name }". Now write the instruction itself: what to do with a recording.
instructions-full = There is no room for more than { $most } instructions. Delete one first.
instructions-deleted = Deleted.
mode-ask_recording = ❓ Ask about it
mode-ask_recording-prompt = Open a recording in the history and press "Ask about it" under it.
mode-answer_question = ❓ Answer
mode-answer_question-prompt = Open a recording in the history and press "Ask about it" under it.
mode-instructions = ⭐ My instructions
mode-instructions-prompt = Open a recording in the history and press "My instructions" under it.
mode-own_instruction = ⭐ My instruction
mode-own_instruction-prompt = Open a recording in the history and press "My instructions" under it.
