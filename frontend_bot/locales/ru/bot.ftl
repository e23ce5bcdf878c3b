# Меню, команды и всё, что бот говорит сам.

menu-help = ❓ Помощь
menu-home = 🏠 Главное меню
menu-placeholder = Пришлите запись или фото

button-back = ⬅️ Назад
button-cancel = ✖️ Отменить
button-again = 🔁 Повторить
button-delete = 🗑 Удалить
button-txt = ⬇️ Файл TXT
button-srt = 🎬 SRT
button-vtt = 🎬 VTT
button-json = ⬇️ JSON
button-gaps = 🔁 Повторить пропущенное
button-forget-yes = 🗑 Да, стереть всё
button-forget-no = ⬅️ Нет, оставить

command-start = Начать сначала
command-help = Что я умею
command-history = Ваши записи и результаты
command-settings = Настройки
command-language = Язык: русский или английский
command-cancel = Остановить текущую работу
command-forget = Стереть мои данные
command-transcribe = Расшифровать запись, на которую вы отвечаете

bot-description =
    Превращаю голосовые, аудио и видео в текст, улучшаю фото. Пришлите запись — верну расшифровку, фото — верну его чётче. Все результаты остаются в истории, её можно стереть в любой момент.
bot-short-description = Голосовые, аудио и видео — в текст; фото — чётче

start =
    Здравствуйте! Я превращаю записи в текст и улучшаю фото.

    🎤 Пришлите голосовое, аудио или видео — отвечу расшифровкой.
    ✨ Пришлите фото — предложу сделать его чётче и крупнее.
    🗂 В истории лежит всё, что я уже сделал: откроете без повторной оплаты, удалите, когда захотите.

    Можно просто переслать сообщение сюда. Начнём?
help =
    Что можно прислать: голосовое, кружок, аудио, видео или файл с записью (mp3, ogg, m4a, wav, flac, webm, mp4…) — не больше { $megabytes } МБ и не длиннее { $minutes } минут.

    Что я отвечу: текст записи. Если он длиннее одного сообщения — начало и файл .txt целиком.

    ✨ Фото или картинку файлом (JPEG, PNG, WEBP, HEIC) сделаю чётче и крупнее: «Улучшить фото» в меню, там же размер и формат.

    /history — ваши записи
    /settings — настройки
    /language — русский или английский
    /cancel — остановить текущую работу
    /forget — стереть все ваши данные

    В группе отвечаю на команды и на ответы мне: ответьте на голосовое командой /transcribe.
home = Главное меню. Пришлите запись или фото, или выберите, что нужно.

language-question = На каком языке мне говорить?
language-ru = Русский
language-en = English
language-changed = Хорошо, говорю по-русски.

cancel-nothing = Сейчас отменять нечего.
cancel-done = ✖️ Отменено.
cancel-several = { $count ->
    [one] ✖️ Отменена { $count } задача.
    [few] ✖️ Отменены { $count } задачи.
   *[many] ✖️ Отменено { $count } задач.
}
cancel-too-late = Уже готово — отменять нечего.

forget-question =
    Стереть всё, что я о вас храню: историю, тексты, настройки? Текущая работа остановится. Вернуть будет нельзя.
forget-done = Готово, ваши данные стёрты. Чтобы начать заново, нажмите /start.
forget-kept = Хорошо, ничего не трогаю.

stats =
    Сейчас работает: { $running }
    В очереди: { $waiting }
    Распознавание: { $engine }
stats-engine-none = не настроено

access-stranger = Этот бот работает только для своих. Попросите того, кто им управляет, добавить ваш номер: { $user }.
group-hint = Ответьте этой командой на голосовое, аудио или видео.

unknown-command = Такой команды я не знаю. Что умею — в /help.
unsupported = С этим я работать не умею. Пришлите голосовое, аудио или видео — верну текст, или фото — улучшу его.
text-hint = Я работаю с записями и фото: пришлите голосовое, аудио, видео или фото. Что ещё умею — в /help.
document-hint = Не похоже ни на запись, ни на фото. Пришлите аудио или видео (mp3, ogg, m4a, wav, flac, webm, mp4…) или картинку (jpg, png, webp, heic).
what-shall-i-do = Что сделать с этим?
source-gone = Исходное сообщение не найти. Пришлите его, пожалуйста, ещё раз.
record-gone = Этой записи уже нет в истории.
button-old = Эта кнопка устарела. Откройте /start.

result-continues = … Полный текст — в файле ниже.
result-file-caption = { $characters ->
    [one] Полный текст, { $characters } знак
    [few] Полный текст, { $characters } знака
   *[many] Полный текст, { $characters } знаков
}
result-nothing = Готово.

status-waiting = ⏳ В очереди: { $place }-й. Начну примерно через { $wait }.
status-waiting-somewhere = ⏳ В очереди, скоро начну.
status-running-bar =
    { $word }
    { $bar } { $percent } %
status-running-estimate =
    { $word }
    { $bar } { $percent } % · осталось около { $left }
time-seconds = { $count } с
time-minutes = { $count } мин
time-hours = { $count } ч

progress-starting = 🎧 Начинаю…
progress-downloading = 📥 Получаю файл…
progress-converting = 🎚 Готовлю звук…
progress-transcribing = ✍️ Распознаю речь…
progress-so-far =
    ✍️ Распознаю речь… Уже готово:

    { $text }
