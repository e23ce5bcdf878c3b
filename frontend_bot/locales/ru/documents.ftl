# Тексты и документы: режимы, подписи, ошибки.

mode-text_transcript = 📄 Текстовый транскрипт
mode-text_transcript-prompt = Пришлите текст разговора: файлом (txt, md, docx, odt, rtf, pdf, srt, vtt) или просто вставьте сюда, можно в несколько сообщений подряд. Сделаю из него документы.
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

error-not-text = Текста в этом файле я не нашёл. Пришлите разговор файлом txt, md, docx, odt, rtf, pdf, srt или vtt.
error-text-unreadable = Этот документ не открывается: похоже, он повреждён. Сохраните его заново как .docx или .txt и пришлите ещё раз.
error-text-locked = Этот документ закрыт паролем. Снимите пароль или скопируйте текст в новый файл — и пришлите ещё раз.
error-text-old-word = Это документ в старом формате .doc, его я не читаю. Откройте его в Word или Google Документах, сохраните как .docx и пришлите снова.
error-text-scanned = В этом PDF только картинки страниц, текста в нём нет. Распознайте его (например, откройте через Google Документы) и пришлите текст.
error-text-encoding = Не могу понять, в какой кодировке этот текст, а гадать не хочу. Сохраните файл в UTF-8 (в «Блокноте»: «Сохранить как» → «Кодировка») и пришлите ещё раз.
error-text-too-heavy = Чтобы прочитать этот файл, нужно несоразмерно много работы. Скопируйте из него текст в обычный .txt и пришлите его.
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

mode-protocol = 📑 Протокол (Word)
mode-protocol-prompt = Откройте запись в истории и нажмите «Протокол (Word)» под ней.
option-protocol-template = 📑 Шаблон протокола
option-protocol-template-own = свой, если прислан
option-protocol-template-default = обычный
protocol-file = Протокол
protocol-ready = 📑 Протокол: { $decisions ->
    [one] { $decisions } решение
    [few] { $decisions } решения
   *[many] { $decisions } решений
}, { $tasks ->
    [one] { $tasks } поручение
    [few] { $tasks } поручения
   *[many] { $tasks } поручений
}. Сверьтесь с отметками в скобках — и можно подписывать.
mode-protocol_template = 📑 Прислать свой шаблон протокола
mode-protocol_template-prompt =
    Пришлите шаблон — документ Word (.docx) с полями вида {"{{"} тема {"}}"} или {"{{"} title {"}}"}. Дальше все ваши протоколы будут по нему.

    Нужен образец? Напишите мне сюда любое слово — пришлю готовый шаблон, его можно поправить в Word и отправить обратно.
protocol_template-file = Образец шаблона протокола
protocol_template-sample = Вот образец. Поправьте его в Word — логотип, шрифты, порядок — и пришлите сюда.
protocol_template-taken = ✅ Шаблон принят, следующие протоколы будут по нему. Нашёл в нём поля: { $fields }.

error-no-template = Шаблон — это документ Word (.docx) до 5 МБ, без макросов. Этот файл не подходит, пришлите другой.
error-template-broken = В шаблоне протокола ошибка: поле «{ $placeholder }» заполнить не получится. Исправьте его в Word и пришлите шаблон снова.
error-template-without-fields = В этом документе нет ни одного поля вида {"{{"} тема {"}}"}, заполнять нечего. Добавьте поля и пришлите снова.
error-template-too-heavy = Этот шаблон требует несоразмерно много работы. Упростите его и пришлите снова.
error-template-gone = Ваш шаблон протокола больше не найти у Telegram. Пришлите его ещё раз или выберите в настройках обычный.
error-operator-template-broken = Общий шаблон протокола с ошибкой в поле «{ $placeholder }». Администратору: исправьте файл из настройки PROTOCOL_TEMPLATE.

mode-key_sentences = 🔑 Ключевые предложения
mode-key_sentences-prompt = Откройте запись в истории и нажмите «Ключевые предложения» под ней.
key_sentences-sentences = Что прозвучало важного
key_sentences-tasks = Возможные задачи
key_sentences-how = Это фразы из самой записи, отобранные без языковой модели: не пересказ, и важное среди них может потеряться.
key_sentences-none = Выбрать не из чего: в тексте слишком мало законченных предложений или нет знаков препинания.
