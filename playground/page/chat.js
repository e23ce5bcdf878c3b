// The page itself: loads the state, lays out the panes, remembers theme, language and which chats are open.

import { api, listen } from "./api.js";
import { createCalls } from "./calls.js";
import { createColumn } from "./column.js";
import { h, icon, iconButton } from "./dom.js";
import { installOverlays, installSelectionCopy, toast } from "./overlays.js";
import { createSidebar } from "./sidebar.js";
import { applyEvent, emit, fillMessages, fillState, on, store, userById } from "./store.js";
import { currentLanguage, localized, setLanguage, words } from "./words.js";

const query = new URLSearchParams(location.search);
const darkSystem = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 760px)");
const PAST_EVENTS = 300; // so many are looked through for calls made before the page was opened

const view = {
  theme: query.get("theme") || recall("theme"),
  split: query.has("split") ? query.get("split") !== "0" : recall("split") === "yes",
  callsOpen: recall("calls") === "open",
  active: 0,
  chatOf: new Map(),
  dismissed: new Set(JSON.parse(recall("dismissed") || "[]")),
};
let parts = [];
let columns = [];

function recall(name) {
  try {
    return localStorage.getItem(`playground.${name}`);
  } catch {
    return null; // a browser that keeps nothing still works
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`playground.${name}`, value);
  } catch {
    // see recall
  }
}

// --- theme and language ---

const isDark = () => (view.theme ? view.theme === "dark" : darkSystem.matches);

function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  document.querySelector('meta[name="theme-color"]').content = isDark() ? "#17212b" : "#ffffff";
}

function switchTheme() {
  view.theme = isDark() ? "light" : "dark";
  remember("theme", view.theme);
  applyTheme();
  build();
}

function switchLanguage() {
  setLanguage(currentLanguage() === "ru" ? "en" : "ru");
  remember("language", currentLanguage());
  build();
}

// --- which chats are open ---

const shownUsers = () => (view.split && !narrow.matches ? store.users.slice(0, 2).map((user) => user.id) : [view.active]);
const opened = () => new Set(shownUsers().map((id) => view.chatOf.get(id)));

function openChat(chatId) {
  const chat = store.chats.get(chatId);
  if (chat.type === "private") {
    view.active = chat.id;
    view.chatOf.set(chat.id, chatId);
  } else {
    for (const id of chat.userIds) if (view.split || id === view.active) view.chatOf.set(id, chatId);
  }
  document.body.dataset.view = "chat";
  drawColumns();
  focusActive();
}

function switchUser(from, to) {
  const chatId = view.chatOf.get(from);
  view.active = to;
  if (store.chats.get(chatId).type !== "private") view.chatOf.set(to, chatId);
  drawColumns();
  focusActive();
}

function focusActive() {
  if (!narrow.matches) columns.find((column) => column.userId === view.active)?.focus();
}

function drawColumns() {
  const place = document.querySelector(".columns");
  columns.forEach((column) => column.destroy());
  columns = shownUsers().map((id) => createColumn(id, view.chatOf.get(id), page));
  place.replaceChildren(...columns.map((column) => column.root));
  place.classList.toggle("split", columns.length > 1);
  columns.forEach((column) => column.toBottom());
  for (const id of opened()) store.chats.get(id).unread = 0;
  emit("opened");
}

function switchSplit() {
  view.split = !view.split;
  remember("split", view.split ? "yes" : "no");
  build();
  focusActive();
}

function toggleCalls() {
  view.callsOpen = !view.callsOpen;
  remember("calls", view.callsOpen ? "open" : "closed");
  document.querySelector(".calls").classList.toggle("open", view.callsOpen);
}

async function block(userId, blocked) {
  try {
    await api.block(userId, blocked);
  } catch (error) {
    toast(words.failed(error.message), { kind: "error" });
    return;
  }
  store.blocked[blocked ? "add" : "delete"](userId);
  const name = userById(userId).first_name;
  toast(blocked ? words.blocked(name) : words.unblocked(name));
  emit("blocked");
}

const page = {
  open: openChat, opened, switchUser, block, toggleCalls,
  split: switchSplit, theme: switchTheme, language: switchLanguage, calls: toggleCalls,
  back: () => (document.body.dataset.view = "list"),
  focus: (userId) => (view.active = userId),
  activeUser: () => userById(view.active),
  get isDark() { return isDark(); },
  get isSplit() { return view.split; },
  get callsOpen() { return view.callsOpen; },
};

// --- bars on top ---

function drawBars() {
  const bars = [];
  if (!store.connected) bars.push(bar("danger", "warning", words.lost, { testid: "status-connection", role: "alert" }));
  else if (!store.botOnline) bars.push(bar("danger", "warning", words.offline, { testid: "status-offline", role: "alert" }));
  for (const notice of store.notices) {
    const text = localized(notice, "text");
    if (view.dismissed.has(notice.text_en)) continue;
    const mark = notice.level === "warning" ? "warning" : "info";
    bars.push(bar(notice.level, mark, text, { testid: "notice", role: "note" }, () => dismiss(notice)));
  }
  document.querySelector(".bars").replaceChildren(...bars);
}

function bar(level, mark, text, props, onDismiss = null) {
  const close = onDismiss && iconButton("close", words.dismiss, { class: "small", onclick: onDismiss });
  return h("div", { class: `bar ${level}`, ...props }, icon(mark), h("span", {}, text), close);
}

function dismiss(notice) {
  view.dismissed.add(notice.text_en);
  remember("dismissed", JSON.stringify([...view.dismissed]));
  drawBars();
}

// --- life ---

/** Draws every pane anew: at the start, and when the language or the layout changes. */
function build() {
  parts.forEach((part) => part.destroy());
  const [sidebar, calls] = [createSidebar(page), createCalls(page)];
  parts = [sidebar, calls];
  const app = document.querySelector("#app");
  document.title = `${store.bot.first_name} · ${words.title}`;
  app.classList.toggle("split", view.split);
  app.replaceChildren(h("div", { class: "bars" }), h("div", { class: "panes" }, sidebar.root, h("main", { class: "columns" }), calls.root));
  drawBars();
  drawColumns();
}

async function loadAll() {
  const state = await api.state();
  fillState(state);
  await Promise.all([...store.chats.values()].map(async (chat) => fillMessages(chat, await api.messages(chat.id))));
  await loadCommands();
  return state;
}

/** The bot may have a list of commands for each language. */
async function loadCommands() {
  const languages = new Set(store.users.map((user) => user.language_code));
  for (const code of languages) store.commands.set(code, (await api.state(code)).commands || []);
  emit("commands");
}

function showDead() {
  document.querySelector("#app").replaceChildren(h("div", { class: "dead" }, icon("warning"), h("h1", {}, words.deadTitle), h("p", {}, words.deadText),
    h("button", { type: "button", class: "wide-button", onclick: start }, words.retry)));
}

function follow(state) {
  let known = state.last_event;
  async function reload() {
    const fresh = await loadAll();
    if (fresh.last_event < known) known = fresh.last_event; // the playground began anew, and so did its numbers
    emit("status");
  }
  const quietly = () => reload().catch(() => {});
  on("reset", quietly);
  on("commands-changed", () => loadCommands().catch(() => {}));
  listen({
    since: Math.max(0, known - PAST_EVENTS),
    onEvent: (event, number) => applyEvent(event, number > known),
    onReset: quietly,
    onStatus(connected) {
      store.connected = connected;
      emit("status");
    },
  });
}

function countUnread(chat) {
  const seen = opened().has(chat.id) && (!narrow.matches || document.body.dataset.view === "chat");
  if (!seen) chat.unread += 1;
  emit("unread");
}

async function start() {
  setLanguage(query.get("lang") || recall("language") || (navigator.language.startsWith("ru") ? "ru" : "en"));
  applyTheme();
  installOverlays();
  let state;
  try {
    state = await loadAll();
  } catch {
    showDead();
    return;
  }
  view.active = store.users[0].id;
  for (const user of store.users) view.chatOf.set(user.id, user.id);
  document.body.dataset.view = "chat";
  build();
  installSelectionCopy();
  on("status", drawBars);
  on("arrived", countUnread);
  follow(state);
  focusActive();
}

// A file dropped beside a chat must not replace the page.
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());

darkSystem.addEventListener("change", () => {
  applyTheme();
  if (store.users.length) build();
});
narrow.addEventListener("change", () => store.users.length && build());
start();
