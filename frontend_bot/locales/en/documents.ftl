# Texts and documents: modes, captions, errors.

mode-text_transcript = 📄 Text transcript
mode-text_transcript-prompt = Send the text of a conversation: as a file (txt, md, docx, odt, rtf, pdf, srt, vtt), or paste it here, in several messages if need be. I will make documents of it.
text_transcript-got = 📄 Got it: { $pages }, { $words }{ $language ->
    [ru] , in Russian
    [uk] , in Ukrainian
    [en] , in English
   *[other] {""}
}. What shall I make of it?
text_transcript-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
text_transcript-words = { $count ->
    [one] { $count } word
   *[other] { $count } words
}
text_transcript-about = { $count ->
    [one] about { $count } word
   *[other] about { $count } words
}

error-not-text = I found no text in this file. Send the conversation as txt, md, docx, odt, rtf, pdf, srt or vtt.
error-text-unreadable = I cannot open this document: it seems to be damaged. Save it again as .docx or .txt and send that.
error-text-locked = This document is locked with a password. Remove the password, or copy the text into a new file, and send it again.
error-text-old-word = This is a document in the old .doc format, which I cannot read. Open it in Word or Google Docs, save it as .docx and send that.
error-text-scanned = This PDF holds only pictures of its pages and no text. Have the text recognised first (Google Docs does it when you open the file there) and send the result.
error-text-encoding = I cannot tell which encoding this text is in, and I would rather not guess. Save the file as UTF-8 (in Notepad: Save as → Encoding) and send it again.
error-text-too-heavy = Reading this file takes far more work than it should. Copy its text into a plain .txt file and send that.
error-text-too-long = This text has more than { $characters } characters, which is all I take at once. Send it in parts.
error-text-too-short = That is too short to make a document of. Send at least { $characters ->
    [one] { $characters } character
   *[other] { $characters } characters
}.
error-document-not-written = I could not make this file. Try again, or take another format.

button-subtitles = 🎬 Subtitles
button-files = ⬇️ File
button-txt = TXT
button-md = MD
button-docx = Word
button-json = JSON
button-srt = SRT
button-vtt = VTT

mode-protocol = 📑 Protocol (Word)
mode-protocol-prompt = Open a recording in the history and press “Protocol (Word)” under it.
option-protocol-template = 📑 Template of protocols
option-protocol-template-own = yours, if you sent one
option-protocol-template-default = the usual one
protocol-file = Minutes
protocol-ready = 📑 Protocol: { $decisions ->
    [one] { $decisions } decision
   *[other] { $decisions } decisions
}, { $tasks ->
    [one] { $tasks } action item
   *[other] { $tasks } action items
}. Check it against the places in brackets, and it is ready to be signed.
mode-protocol_template = 📑 Send your own protocol template
mode-protocol_template-prompt =
    Send a template: a Word document (.docx) with fields such as {"{{"} title {"}}"}. From then on all your protocols are made from it.

    No template at hand? Write any word to me here and I will send a ready one, which you can change in Word and send back.
protocol_template-file = Sample protocol template
protocol_template-sample = Here is a sample. Change it in Word (logo, fonts, order) and send it to me here.
protocol_template-taken = ✅ The template is taken, the next protocols are made from it. Fields found in it: { $fields }.

error-no-template = A template is a Word document (.docx) of up to 5 MB without macros. This file is not one, please send another.
error-template-broken = There is a mistake in the protocol template: the field “{ $placeholder }” cannot be filled in. Correct it in Word and send the template again.
error-template-without-fields = This document has no field such as {"{{"} title {"}}"}, so there is nothing to fill in. Add some and send it again.
error-template-too-heavy = This template takes an absurd amount of work. Make it simpler and send it again.
error-template-gone = Telegram no longer has your protocol template. Send it once more, or choose the usual one in the settings.
error-operator-template-broken = The common protocol template has a mistake in the field “{ $placeholder }”. For the administrator: correct the file named by PROTOCOL_TEMPLATE.

mode-key_sentences = 🔑 Key sentences
mode-key_sentences-prompt = Open a recording in the history and press “Key sentences” under it.
key_sentences-sentences = Key sentences
key_sentences-tasks = Possible tasks
key_sentences-how = These are sentences as they were said, chosen without a language model: nothing is retold, and something that matters may be missing.
key_sentences-none = There is nothing to choose from: the text has too few finished sentences, or no punctuation.
