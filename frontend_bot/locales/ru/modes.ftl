# Слова режимов: кнопка, приглашение, варианты.

mode-transcribe_audio = 🎤 Аудио
mode-transcribe_audio-prompt = Пришлите голосовое, аудио или видео — верну текст.
option-transcribe_audio-language = 🗣 Язык записи
option-transcribe_audio-language-auto = определять самому
option-transcribe_audio-language-ru = русский
option-transcribe_audio-language-en = английский
option-transcribe_audio-times = 🕐 Время в тексте
option-transcribe_audio-times-off = без времени
option-transcribe_audio-times-on = у каждой фразы
transcript-draft = ⚠️ Черновик: распознано пробным движком { $engine } (только английский). Точный текст даст сервис распознавания.
transcript-empty = 🔇 В этой записи никто не говорит — расшифровывать нечего.
transcript-unclear = 🔇 Речь в этой записи разобрать не получилось. Если вы её слышите, пришлите запись почище или погромче.
transcript-gap = [⚠ { $start }–{ $end } не распознано]
transcript-gaps = { $count ->
    [one] ⚠️ { $count } отрезок распознать не получилось, он отмечен в тексте. Кнопка 🔁 попробует только его.
    [few] ⚠️ { $count } отрезка распознать не получилось, они отмечены в тексте. Кнопка 🔁 попробует только их.
   *[many] ⚠️ { $count } отрезков распознать не получилось, они отмечены в тексте. Кнопка 🔁 попробует только их.
}
batch-silent = никто не говорит
batch-unclear = речь разобрать не получилось
batch-failed = ⚠️ Не получилось распознать { $count } из { $total } записей. На их месте в тексте сказано почему.
batch-title = { $count ->
    [one] { $count } запись: { $names }
    [few] { $count } записи: { $names }
   *[many] { $count } записей: { $names }
}

mode-history = 🗂 История
mode-history-prompt = Ваши записи.
history-empty = История пуста. Пришлите первую запись!
history-list = 🗂 Ваши записи: { $count }. Нажмите, чтобы открыть.
history-line = { $when } · { $what }
history-older = Раньше ▶️
history-newer = ◀️ Позже
history-delete-question = Удалить эту запись из истории?
history-deleted = Удалено.

mode-speakers = 👥 Спикеры
mode-speakers-prompt = Кто говорит в записи.
speakers-button = 👥 Спикеры
speaker-number = Спикер { $number }
speakers-list = { $count ->
    [one] 👥 В записи { $count } голос. Нажмите на него, чтобы дать имя.
    [few] 👥 В записи { $count } голоса. Нажмите на любой, чтобы дать ему имя. Одно имя двум голосам — и они станут одним человеком.
   *[many] 👥 В записи { $count } голосов. Нажмите на любой, чтобы дать ему имя. Одно имя двум голосам — и они станут одним человеком.
}
speakers-question = Как зовут этого человека? Напишите имя или выберите из тех, кто уже назван.
speakers-renamed = Теперь это { $name }
speakers-text = 📄 Показать текст с именами

mode-settings = ⚙️ Настройки
mode-settings-prompt = Настройки.
settings-title = ⚙️ Настройки. Нажмите, чтобы изменить.
settings-language = 🌐 Язык бота: { $value }
settings-option = { $name }: { $value }
settings-saved = Сохранено
