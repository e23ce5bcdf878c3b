// Every sentence of the page in both languages. The bot's own texts are not here: they come from the bot.

const RU = {
  title: "Песочница",
  subtitle: "настоящий бот, токен не нужен",
  chats: "Чаты",
  bot: "бот",
  online: "на связи",
  offlineShort: "не запущен",
  members: (n) => `${n} ${plural(n, "участник", "участника", "участников")}`,
  you: "Вы",
  today: "Сегодня",
  yesterday: "Вчера",
  edited: "изменено",
  message: "Сообщение",
  messageAs: (name) => `Сообщение от имени: ${name}`,
  send: "Отправить",
  attach: "Прикрепить файл",
  record: "Записать голосовое (нажмите или удерживайте)",
  recordCancel: "Отменить запись",
  recordSend: "Отправить запись",
  recordHint: "Отпустите, чтобы отправить · сдвиньте влево, чтобы отменить",
  recordLocked: "Esc отменит запись",
  noMicrophone: "Микрофон недоступен. Разрешите доступ к нему в браузере или прикрепите готовый файл.",
  recordInsecure: "Браузер даёт микрофон только на localhost или по https.",
  recordTooShort: "Слишком короткая запись. Чтобы записать голосовое, нажмите и говорите.",
  menu: "Меню",
  commands: "Команды бота",
  keyboardShow: "Показать кнопки бота",
  keyboardHide: "Спрятать кнопки бота",
  replyKeyboard: "Кнопки бота",
  samples: "Примеры",
  sampleSend: (title) => `Отправить пример: ${title}`,
  start: "Начать",
  emptyPreview: "Пока ничего нет",
  whatCanBotDo: "Что умеет этот бот?",
  emptyHint: "Нажмите «Начать», отправьте пример или запишите голосовое.",
  emptyGroup: "Здесь пока пусто. Напишите что-нибудь или отправьте запись.",
  back: "К списку чатов",
  toBottom: "К последнему сообщению",
  toBottomUnread: (n) => `К последнему сообщению, новых: ${n}`,
  unread: (n) => `${n} ${plural(n, "непрочитанное", "непрочитанных", "непрочитанных")}`,
  themeDark: "Тёмная тема",
  themeLight: "Светлая тема",
  splitOn: "Два пользователя рядом",
  splitOff: "Один пользователь",
  language: "Switch to English",
  languageCode: "EN",
  switchUser: (name) => `Писать от имени: ${name}`,
  more: "Ещё",
  close: "Закрыть",
  cancel: "Отмена",
  ok: "Понятно",
  retry: "Попробовать ещё раз",
  reply: "Ответить",
  replyCancel: "Не отвечать на сообщение",
  copy: "Копировать",
  copySelection: "Копировать выделенное",
  copied: "Скопировано",
  copyFailed: "Браузер не разрешил копирование",
  download: "Скачать",
  remove: "Удалить",
  blockBot: "Остановить и заблокировать бота",
  unblockBot: "Разблокировать",
  blocked: (name) => `${name}: бот заблокирован`,
  unblocked: (name) => `${name}: бот снова доступен`,
  photo: "Фото",
  photoOpen: "Открыть фото",
  album: "Альбом",
  voice: "Голосовое сообщение",
  audio: "Аудио",
  video: "Видео",
  videoNote: "Видеосообщение",
  document: "Файл",
  animation: "GIF",
  sticker: "Стикер",
  unsupported: "Такие сообщения песочница пока не показывает",
  play: "Слушать",
  pause: "Пауза",
  seek: "Перемотка",
  speed: (x) => `Скорость ${x}×`,
  fileGone: "Файл больше недоступен",
  dropMedia: "Отправить как фото или медиа",
  dropMediaHint: "бот увидит фото, аудио или видео",
  dropFile: "Отправить как файл",
  dropFileHint: "без сжатия, документом",
  sendFiles: (n) => (n === 1 ? "Отправить файл" : `Отправить ${n} ${plural(n, "файл", "файла", "файлов")}`),
  asPhoto: "Как фото",
  asMedia: "Как медиа",
  asFile: "Как файл",
  caption: "Подпись",
  uploading: "отправляется…",
  notSent: (why) => `Не отправлено: ${why}`,
  offline: "Бот сейчас не запущен. Пишите: он ответит на всё, когда вернётся.",
  lost: "Нет связи с песочницей. Проверьте, что программа запущена; страница подключится сама.",
  deadTitle: "Песочница не отвечает",
  deadText: "Запустите её командой python -m playground и обновите страницу.",
  dismiss: "Скрыть",
  calls: "Вызовы Bot API",
  callsOpen: "Показать вызовы Bot API",
  callsClose: "Свернуть панель",
  callsEmpty: "Здесь появится всё, что бот просит у Telegram.",
  callsClear: "Очистить",
  callsFailed: "Только ошибки",
  callsFailedCount: (n) => `${n} ${plural(n, "ошибка", "ошибки", "ошибок")}`,
  parameters: "Параметры",
  ms: (n) => `${n} мс`,
  faults: "Что сломать",
  faultsHint: "Бот должен пережить всё это и ничего не потерять.",
  faultSlow: "Медленно",
  faultSlowHint: "Следующие 5 вызовов идут по 3 секунды",
  fault5xx: "Ошибка 502",
  fault5xxHint: "Следующие 3 вызова вернут Bad Gateway",
  fault429: "Лимит 429",
  fault429Hint: "Telegram попросит подождать 5 секунд",
  faultDrop: "Обрыв",
  faultDropHint: "Вызов выполнен, а ответ до бота не дошёл",
  faultRestart: "Перезапуск",
  faultRestartHint: "Telegram пропадёт на 5 секунд и вернётся",
  faultBlock: "Блокировка",
  faultBlockHint: "Пользователь блокирует бота",
  faultClear: "Починить всё",
  faultSet: (what) => `Поломка включена: ${what}`,
  faultCleared: "Все поломки сняты",
  restarted: "Telegram перезапускается, вернётся через 5 секунд",
  failed: (why) => `Не получилось: ${why}`,
  waiting: "Кнопка ждёт ответа бота",
  tips: [
    ["🎙", "Запишите голосовое или отправьте пример одним нажатием"],
    ["📎", "Перетащите файл в чат или вставьте его из буфера"],
    ["👥", "Откройте двух пользователей рядом: русский и английский"],
    ["🛠", "Сломайте связь справа и посмотрите, как бот это переживёт"],
  ],
  actions: {
    typing: "печатает",
    upload_photo: "отправляет фото",
    record_video: "записывает видео",
    upload_video: "отправляет видео",
    record_voice: "записывает голосовое",
    upload_voice: "отправляет голосовое",
    upload_document: "отправляет файл",
    record_video_note: "записывает видеосообщение",
    upload_video_note: "отправляет видеосообщение",
    choose_sticker: "выбирает стикер",
    find_location: "ищет место",
  },
  units: ["Б", "КБ", "МБ", "ГБ"],
};

const EN = {
  title: "Playground",
  subtitle: "the real bot, no token needed",
  chats: "Chats",
  bot: "bot",
  online: "online",
  offlineShort: "not running",
  members: (n) => `${n} ${n === 1 ? "member" : "members"}`,
  you: "You",
  today: "Today",
  yesterday: "Yesterday",
  edited: "edited",
  message: "Message",
  messageAs: (name) => `Message as ${name}`,
  send: "Send",
  attach: "Attach a file",
  record: "Record a voice note (click or hold)",
  recordCancel: "Cancel the recording",
  recordSend: "Send the recording",
  recordHint: "Release to send · slide left to cancel",
  recordLocked: "Esc cancels the recording",
  noMicrophone: "The microphone is not available. Allow it in the browser, or attach a file instead.",
  recordInsecure: "Browsers give the microphone to localhost and https pages only.",
  recordTooShort: "That was too short. Press and speak to record a voice note.",
  menu: "Menu",
  commands: "Bot commands",
  keyboardShow: "Show the bot's buttons",
  keyboardHide: "Hide the bot's buttons",
  replyKeyboard: "The bot's buttons",
  samples: "Samples",
  sampleSend: (title) => `Send the sample: ${title}`,
  start: "Start",
  emptyPreview: "Nothing here yet",
  whatCanBotDo: "What can this bot do?",
  emptyHint: "Press Start, send a sample or record a voice note.",
  emptyGroup: "Nothing here yet. Write something or send a recording.",
  back: "Back to the chats",
  toBottom: "Go to the last message",
  toBottomUnread: (n) => `Go to the last message, ${n} new`,
  unread: (n) => `${n} unread`,
  themeDark: "Dark theme",
  themeLight: "Light theme",
  splitOn: "Two users side by side",
  splitOff: "One user",
  language: "Перейти на русский",
  languageCode: "RU",
  switchUser: (name) => `Write as ${name}`,
  more: "More",
  close: "Close",
  cancel: "Cancel",
  ok: "OK",
  retry: "Try again",
  reply: "Reply",
  replyCancel: "Do not reply",
  copy: "Copy",
  copySelection: "Copy selection",
  copied: "Copied",
  copyFailed: "The browser did not allow copying",
  download: "Download",
  remove: "Delete",
  blockBot: "Stop and block the bot",
  unblockBot: "Unblock",
  blocked: (name) => `${name} has blocked the bot`,
  unblocked: (name) => `${name} has unblocked the bot`,
  photo: "Photo",
  photoOpen: "Open the photo",
  album: "Album",
  voice: "Voice message",
  audio: "Audio",
  video: "Video",
  videoNote: "Video message",
  document: "File",
  animation: "GIF",
  sticker: "Sticker",
  unsupported: "The playground cannot show this kind of message yet",
  play: "Play",
  pause: "Pause",
  seek: "Seek",
  speed: (x) => `Speed ${x}×`,
  fileGone: "The file is no longer available",
  dropMedia: "Send as photo or media",
  dropMediaHint: "the bot sees a photo, audio or video",
  dropFile: "Send as a file",
  dropFileHint: "untouched, as a document",
  sendFiles: (n) => (n === 1 ? "Send a file" : `Send ${n} files`),
  asPhoto: "As a photo",
  asMedia: "As media",
  asFile: "As a file",
  caption: "Caption",
  uploading: "sending…",
  notSent: (why) => `Not sent: ${why}`,
  offline: "The bot is not running right now. Keep writing: it answers everything when it is back.",
  lost: "No connection to the playground. Check that the program is running; this page reconnects by itself.",
  deadTitle: "The playground does not answer",
  deadText: "Start it with python -m playground and reload the page.",
  dismiss: "Hide",
  calls: "Bot API calls",
  callsOpen: "Show Bot API calls",
  callsClose: "Collapse the pane",
  callsEmpty: "Everything the bot asks of Telegram appears here.",
  callsClear: "Clear",
  callsFailed: "Failures only",
  callsFailedCount: (n) => `${n} failed`,
  parameters: "Parameters",
  ms: (n) => `${n} ms`,
  faults: "Break something",
  faultsHint: "The bot must survive all of it and lose nothing.",
  faultSlow: "Slow",
  faultSlowHint: "The next 5 calls take 3 seconds each",
  fault5xx: "Error 502",
  fault5xxHint: "The next 3 calls answer Bad Gateway",
  fault429: "Limit 429",
  fault429Hint: "Telegram asks to wait 5 seconds",
  faultDrop: "Cut",
  faultDropHint: "The call is executed but its answer never arrives",
  faultRestart: "Restart",
  faultRestartHint: "Telegram goes away for 5 seconds and comes back",
  faultBlock: "Block",
  faultBlockHint: "The user blocks the bot",
  faultClear: "Repair all",
  faultSet: (what) => `Fault set: ${what}`,
  faultCleared: "All faults removed",
  restarted: "Telegram restarts and is back in 5 seconds",
  failed: (why) => `That did not work: ${why}`,
  waiting: "The button waits for the bot's answer",
  tips: [
    ["🎙", "Record a voice note, or send a sample with one click"],
    ["📎", "Drag a file into the chat or paste it"],
    ["👥", "Open two users side by side: Russian and English"],
    ["🛠", "Break the connection on the right and watch the bot survive"],
  ],
  actions: {
    typing: "typing",
    upload_photo: "sending a photo",
    record_video: "recording a video",
    upload_video: "sending a video",
    record_voice: "recording a voice message",
    upload_voice: "sending a voice message",
    upload_document: "sending a file",
    record_video_note: "recording a video message",
    upload_video_note: "sending a video message",
    choose_sticker: "choosing a sticker",
    find_location: "looking for a place",
  },
  units: ["B", "KB", "MB", "GB"],
};

function plural(n, one, few, many) {
  const tens = n % 100;
  const ones = n % 10;
  if (tens > 10 && tens < 20) return many;
  if (ones === 1) return one;
  return ones > 1 && ones < 5 ? few : many;
}

let language = "en";
export let words = EN;

export function currentLanguage() {
  return language;
}

export function setLanguage(code) {
  language = code === "ru" ? "ru" : "en";
  words = language === "ru" ? RU : EN;
  document.documentElement.lang = language;
}

/** The Russian or the English variant of a record of the server, such as a notice or a sample. */
export function localized(record, field) {
  return record[`${field}_${language}`] || record[`${field}_en`] || record[`${field}_ru`] || "";
}

export function formatTime(seconds) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(seconds * 1000);
}

export function formatDay(seconds) {
  const day = new Date(seconds * 1000);
  const now = new Date();
  const age = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 86400000);
  if (age === 0) return words.today;
  if (age === 1) return words.yesterday;
  const year = day.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year }).format(day);
}

export function formatDuration(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

export function formatSize(bytes) {
  if (bytes === undefined || bytes === null) return "";
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < words.units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(language, { maximumFractionDigits: digits })} ${words.units[unit]}`;
}
