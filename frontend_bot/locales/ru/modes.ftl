# Слова режимов: кнопка, приглашение, варианты.

mode-transcribe_audio = 🎤 Аудио
mode-transcribe_audio-prompt = Пришлите голосовое, аудио или видео — верну текст.
option-transcribe_audio-language = 🗣 Язык записи
option-transcribe_audio-language-auto = определять самому
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
transcript-cut-off = ⚠️ Файл неполный: в нём только { $there } из { $promised }. Остального нет и в тексте — если у вас запись целая, пришлите её ещё раз.
batch-silent = никто не говорит
batch-unclear = речь разобрать не получилось
batch-failed = ⚠️ Не получилось распознать { $count } из { $total } записей. На их месте в тексте сказано почему.
batch-title = { $count ->
    [one] { $count } запись: { $names }
    [few] { $count } записи: { $names }
   *[many] { $count } записей: { $names }
}

mode-speak_text = 🔊 Озвучить текст
mode-speak_text-prompt = Пришлите текст или файл .txt, не длиннее 10 000 знаков, — верну голосовое.
option-speak_text-voice = 🧑 Голос
option-speak_text-voice-female = женский
option-speak_text-voice-male = мужской
option-speak_text-language = 🌍 Язык чтения
option-speak_text-language-auto = по тексту
option-speak_text-speed = ⏩ Скорость чтения
option-speak_text-speed-normal = обычная
option-speak_text-speed-slow = медленно
option-speak_text-speed-fast = быстро

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

mode-vocabulary = 📖 Словарь
mode-vocabulary-prompt = Имена и термины, которые встречаются в ваших записях.
vocabulary-list = { $count ->
    [0] 📖 Словарь пуст. Пришлите имена и термины из ваших записей, каждый с новой строки, — буду писать их правильно.
   *[other] 📖 Имена и термины: { $count } из { $most }. Чтобы добавить, пришлите их сообщением, каждый с новой строки.
}
vocabulary-added = { $count ->
    [0] Новых слов в сообщении нет.
   *[other] ✅ Добавлено: { $count }.
}
vocabulary-too-long = ⚠️ Не взял: { $count }. Слово или имя может быть не длиннее { $most } знаков.
vocabulary-full = ⚠️ Остальное не поместилось: в словаре до { $most } слов.
vocabulary-less = ✖️ Убрать слово
vocabulary-clear = 🗑 Очистить
vocabulary-clear-yes = 🗑 Да, убрать все
vocabulary-clear-question = Убрать из словаря все слова?
vocabulary-remove = Какое слово убрать?
vocabulary-removed = Убрано

mode-other_language = 🗣 Другой язык
mode-other_language-prompt = Распознать запись ещё раз на другом языке.
other-language-button = 🗣 Другой язык
other-language-question = На каком языке говорят в записи? Распознаю её ещё раз.
other-language-started = Хорошо, распознаю ещё раз: { $language }.

mode-settings = ⚙️ Настройки
mode-settings-prompt = Настройки.
settings-title = ⚙️ Настройки. Нажмите, чтобы изменить.
settings-language = 🌐 Язык бота: { $value }
settings-option = { $name }: { $value }
settings-saved = Сохранено

option-settings-zone = 🕰 Часовой пояс
option-settings-zone-auto = как на сервере
option-settings-zone-kaliningrad = Калининград
option-settings-zone-moscow = Москва
option-settings-zone-samara = Самара
option-settings-zone-yekaterinburg = Екатеринбург
option-settings-zone-omsk = Омск
option-settings-zone-novosibirsk = Новосибирск
option-settings-zone-krasnoyarsk = Красноярск
option-settings-zone-irkutsk = Иркутск
option-settings-zone-yakutsk = Якутск
option-settings-zone-vladivostok = Владивосток
option-settings-zone-magadan = Магадан
option-settings-zone-kamchatka = Камчатка
option-settings-zone-minsk = Минск
option-settings-zone-kyiv = Киев
option-settings-zone-chisinau = Кишинёв
option-settings-zone-tbilisi = Тбилиси
option-settings-zone-yerevan = Ереван
option-settings-zone-baku = Баку
option-settings-zone-almaty = Алматы
option-settings-zone-tashkent = Ташкент
option-settings-zone-bishkek = Бишкек
option-settings-zone-dubai = Дубай
option-settings-zone-jerusalem = Иерусалим
option-settings-zone-istanbul = Стамбул
option-settings-zone-berlin = Берлин
option-settings-zone-london = Лондон
option-settings-zone-new_york = Нью-Йорк
option-settings-zone-chicago = Чикаго
option-settings-zone-los_angeles = Лос-Анджелес
option-settings-zone-utc = UTC
