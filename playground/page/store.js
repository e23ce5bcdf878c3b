// What the page knows: users, chats, messages, keyboards. Views read it and listen to its bus.

const listeners = new Map();

/** Listen to a kind of change; the answer stops listening. */
export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(listener);
  return () => listeners.get(kind).delete(listener);
}

export function emit(kind, ...details) {
  for (const listener of [...(listeners.get(kind) || [])]) listener(...details);
}

export const store = {
  bot: { id: 0, first_name: "Bot", username: "bot", is_bot: true },
  users: [],
  chats: new Map(),
  notices: [],
  samples: [],
  commands: new Map(), // by language
  botOnline: true,
  connected: true,
  blocked: new Set(),
  calls: [],
};

const ACTION_SECONDS = 5.5; // Telegram's clients show an action for about this long

export function fillState(answer) {
  store.bot = { ...answer.bot, is_bot: true };
  store.users = answer.users;
  store.notices = answer.notices || [];
  store.samples = answer.samples || [];
  store.botOnline = answer.bot_online !== false;
  store.blocked = new Set(answer.users.filter((user) => user.blocked || user.has_blocked_bot).map((user) => user.id));
  for (const chat of answer.chats) {
    const known = store.chats.get(chat.id);
    if (known) Object.assign(known, { title: chat.title, userIds: chat.user_ids });
    else store.chats.set(chat.id, newChat(chat));
  }
}

function newChat(chat) {
  return {
    id: chat.id, type: chat.type, title: chat.title, userIds: chat.user_ids,
    messages: new Map(), pending: new Map(), replyKeyboard: null, keyboardHidden: false,
    unread: 0, action: null, actionTimer: 0, drafts: new Map(), replyTo: new Map(),
  };
}

export function fillMessages(chat, answer) {
  chat.messages = new Map(answer.messages.map((message) => [message.message_id, message]));
  chat.replyKeyboard = answer.reply_keyboard || null;
  emit("messages", chat);
  emit("keyboard", chat);
}

export const sorted = (chat) => [...chat.messages.values()].sort((a, b) => a.message_id - b.message_id);

export function lastMessage(chat) {
  return sorted(chat).at(-1) || null;
}

export const userById = (id) => store.users.find((user) => user.id === id);

export function senderOf(message) {
  if (message.sender === "bot") return store.bot;
  return userById(message.from?.id) || message.from || { id: 0, first_name: "?" };
}

export function putMessage(message, { isNew = false } = {}) {
  const chat = store.chats.get(message.chat.id);
  if (!chat) return;
  const known = chat.messages.has(message.message_id);
  chat.messages.set(message.message_id, message);
  if (message.sender === "bot" && isNew) setAction(chat, null);
  if (isNew && !known && message.sender === "bot") emit("arrived", chat, message);
  const unblocks = message.sender === "user" && chat.type === "private" && store.blocked.delete(chat.id);
  if (unblocks) emit("blocked"); // writing to a blocked bot lets it in again
  emit("messages", chat);
}

let pendingNumber = 0;

/** Shows what is on its way to the server; the answer takes it off again. */
export function addPending(chat, userId, preview) {
  const key = `pending-${(pendingNumber += 1)}`;
  chat.pending.set(key, { key, userId, ...preview, date: Date.now() / 1000 });
  emit("messages", chat);
  emit("sent", chat, userId);
  return () => {
    chat.pending.delete(key);
    emit("messages", chat);
  };
}

export function setAction(chat, action) {
  clearTimeout(chat.actionTimer);
  chat.action = action === "cancel" ? null : action;
  if (chat.action) chat.actionTimer = setTimeout(() => setAction(chat, null), ACTION_SECONDS * 1000);
  emit("action", chat);
}

const MAX_CALLS = 400;

const timeOf = (call) => (call.at ? call.at * 1000 : Date.now());

function addCall(call) {
  const last = store.calls.at(-1);
  if (last && last.ok && call.ok && last.method === call.method && call.method === "getUpdates") {
    Object.assign(last, call, { count: last.count + 1, at: timeOf(call) });
  } else {
    store.calls.push({ ...call, count: 1, at: timeOf(call), number: (addCall.number = (addCall.number || 0) + 1) });
  }
  if (store.calls.length > MAX_CALLS) store.calls.splice(0, store.calls.length - MAX_CALLS);
  emit("calls");
}

const HANDLERS = {
  message: (event) => putMessage(event.message, { isNew: true }),
  edit: (event) => putMessage(event.message),
  delete(event, chat) {
    for (const id of event.message_ids) chat?.messages.delete(id);
    if (chat) emit("messages", chat);
  },
  action(event, chat) {
    if (chat) setAction(chat, event.action);
  },
  callback_answer: (event) => emit("answer", event),
  reply_keyboard(event, chat) {
    if (!chat) return;
    chat.replyKeyboard = event.reply_keyboard;
    chat.keyboardHidden = false;
    emit("keyboard", chat);
  },
  call: (event) => addCall(event),
  commands: () => emit("commands-changed"),
  reset: () => emit("reset"),
  bot_online(event) {
    store.botOnline = event.bot_online;
    emit("status");
  },
};

/** Of events that were there before the page, only the calls count: the messages were loaded as they are now. */
export function applyEvent(event, isNew) {
  if (!isNew && event.type !== "call") return;
  HANDLERS[event.type]?.(event, store.chats.get(event.chat_id ?? event.message?.chat?.id));
}
