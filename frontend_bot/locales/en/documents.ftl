# Texts and documents: modes, captions, errors.

mode-text_transcript = 📄 Text transcript
mode-text_transcript-prompt = Send the text of a conversation: as a file (txt, md, docx, srt, vtt), or paste it here, in several messages if need be. I will make documents of it.
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

error-not-text = This is no text, although the file is named like one. Send the conversation as txt, md, docx, srt or vtt.
error-text-unreadable = I cannot open this document: it is damaged, locked with a password or saved in the old .doc format. Save it as .docx or .txt and send it again.
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
