# Тексты и документы: режимы, подписи, ошибки.

mode-text_transcript = 📄 Текстовый транскрипт
mode-text_transcript-prompt = Пришлите текст разговора: файлом (txt, md, docx, srt, vtt) или просто вставьте сюда, можно в несколько сообщений подряд. Сделаю из него документы.
text_transcript-got = 📄 Принял: { $pages }, { $words }{ $language ->
    [ru] , на русском
    [uk] , на украинском
    [en] , на английском
   *[other] {""}
}. Что из этого сделать?
text_transcript-pages = { $count ->
    [one] { $count } страница
    [few] { $count } страницы
   *[many] { $count } страниц
}
text_transcript-words = { $count ->
    [one] { $count } слово
    [few] { $count } слова
   *[many] { $count } слов
}
text_transcript-about = { $count ->
    [one] около { $count } слова
   *[many] около { $count } слов
}

error-not-text = Это не текст, хотя файл назван текстовым. Пришлите разговор в txt, md, docx, srt или vtt.
error-text-unreadable = Этот документ не открыть: он повреждён, закрыт паролем или сохранён в старом .doc. Сохраните его как .docx или .txt и пришлите снова.
error-text-too-long = В этом тексте больше { $characters } знаков — столько за раз не возьму. Пришлите его частями.
error-text-too-short = Слишком коротко: делать документ не из чего. Пришлите хотя бы { $characters ->
    [one] { $characters } знак
    [few] { $characters } знака
   *[many] { $characters } знаков
}.
error-document-not-written = Не получилось сделать этот файл. Попробуйте ещё раз или возьмите другой формат.

button-subtitles = 🎬 Субтитры
button-files = ⬇️ Файл
button-txt = TXT
button-md = MD
button-docx = Word
button-json = JSON
button-srt = SRT
button-vtt = VTT
