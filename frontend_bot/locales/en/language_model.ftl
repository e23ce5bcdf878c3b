# Documents made of transcripts: the language model, formats, questions.

error-language-model-missing = Summaries and minutes are not configured yet. For the administrator: set OPENAI_API_KEY, or OPENAI_BASE_URL of your own server, and TEXT_MODEL.
error-language-model-refused = The language model could not cope with this text. Try again; if that does not help, split the recording into parts.
error-language-model-key = The language model's service does not let me in: the key is wrong or the money has run out. The administrator can see it; try again later.
error-language-model-unavailable = The language model does not answer right now. Try again in a few minutes.
