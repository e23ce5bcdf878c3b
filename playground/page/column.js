// One column: a chat as one user sees it, with its header, messages and composer.

import { api, fileUrl } from "./api.js";
import { createComposer } from "./composer.js";
import { avatar, h, iconButton } from "./dom.js";
import { alertBox, copyText, openMenu, toast } from "./overlays.js";
import { on, store, userById } from "./store.js";
import { createStream } from "./stream.js";
import { installDrop } from "./upload.js";
import { mediumOf } from "./media.js";
import { words } from "./words.js";

/** page: {back(), switchUser(from, to), block(userId, blocked), focus(userId)} */
export function createColumn(userId, chatId, page) {
  const chat = store.chats.get(chatId);
  const viewer = userById(userId);
  const ctx = {
    viewer, group: chat.type !== "private",
    command: (text) => composer.sendText(text),
    reply: (message) => composer.setReply(message),
    jump: (id) => stream.jump(id),
    menu: (event, messages) => messageMenu(event, messages, chat, composer),
  };
  const composer = createComposer({ chat, viewer, switchUser: (to) => page.switchUser(userId, to) });
  const stream = createStream(chat, ctx);
  const intro = introCard(chat);
  stream.list.append(intro);
  const header = createHeader(chat, viewer, page);
  const notes = h("div", { class: "column-notes", "aria-live": "polite" });
  const root = h("section", {
    class: "column", testid: `column-${userId}`, dataset: { userId: String(userId), chatId: String(chatId) },
    "aria-label": `${viewer.first_name}: ${header.title}`, onfocusin: () => page.focus(userId), onpointerdown: () => page.focus(userId),
  }, header.root, stream.root, composer.root, notes);
  installDrop(root, composer.target);

  const drawSoon = once(() => {
    stream.render();
    stream.list.append(intro);
    intro.hidden = chat.messages.size + chat.pending.size > 0;
    if (isEmpty !== !intro.hidden) composer.drawKeyboard();
    isEmpty = !intro.hidden;
  });
  let isEmpty = !intro.hidden;

  const stops = [
    on("messages", (changed) => changed === chat && drawSoon()),
    on("arrived", (where) => where === chat && stream.arrived()),
    on("sent", (where, by) => where === chat && by === userId && stream.toBottom()),
    on("keyboard", (changed) => changed === chat && composer.drawKeyboard()),
    on("blocked", composer.drawKeyboard),
    on("commands", composer.refresh),
    on("action", (changed) => changed === chat && header.draw()),
    on("status", header.draw),
    on("answer", (answer) => showAnswer(answer, chat, viewer, notes)),
  ];
  return {
    root, userId, chatId, focus: composer.focus, toBottom: stream.toBottom,
    destroy() {
      stops.forEach((stop) => stop());
      stream.destroy();
      composer.destroy();
    },
  };
}

/** Many changes within one frame are drawn once. */
function once(draw) {
  let timer = 0;
  return () => {
    timer ||= setTimeout(() => {
      timer = 0;
      draw();
    }, 16);
  };
}

function showAnswer(answer, chat, viewer, notes) {
  if (answer.user_id !== viewer.id || !answer.text) return;
  if (answer.chat_id !== undefined && answer.chat_id !== chat.id) return;
  if (answer.show_alert) alertBox(store.bot.first_name, answer.text);
  else toast(answer.text, { place: notes });
}

// --- header ---

function createHeader(chat, viewer, page) {
  const isPrivate = chat.type === "private";
  const title = isPrivate ? store.bot.first_name : chat.title;
  const subtitle = h("span", { class: "subtitle", "aria-live": "polite" });
  const chip = h("span", { class: "viewer", dataset: { tint: String(viewer.id % 7) }, title: words.switchUser(viewer.first_name) }, avatar(viewer, "tiny"), `${viewer.first_name} · ${(viewer.language_code || "").toUpperCase()}`);
  const more = iconButton("dots", words.more, { onclick: (event) => headerMenu(event, viewer, page) });
  const root = h("header", { class: "column-header" },
    iconButton("back", words.back, { class: "back", onclick: page.back }),
    avatar(isPrivate ? store.bot : chat),
    h("div", { class: "who" }, h("h1", {}, title), subtitle), chip, more);

  function draw() {
    const action = chat.action && (words.actions[chat.action] || words.actions.typing);
    root.classList.toggle("acting", Boolean(action));
    if (action) subtitle.replaceChildren(actionDots(chat.action), action);
    else if (!isPrivate) subtitle.replaceChildren(words.members(chat.userIds.length + 1));
    else subtitle.replaceChildren(store.botOnline ? words.bot : `${words.bot}, ${words.offlineShort}`);
  }
  draw();
  return { root, draw, title };
}

export function actionDots(action) {
  const kind = action.startsWith("record") ? "recording" : action.startsWith("upload") ? "uploading" : "typing";
  return h("span", { class: `dots ${kind}`, "aria-hidden": "true" }, h("i"), h("i"), h("i"));
}

function headerMenu(event, viewer, page) {
  const blocked = store.blocked.has(viewer.id);
  const box = event.currentTarget.getBoundingClientRect();
  openMenu(box.right - 240, box.bottom + 4, [
    { icon: "ban", danger: !blocked, label: blocked ? words.unblockBot : words.blockBot, action: () => page.block(viewer.id, !blocked) },
  ]);
}

// --- the card of an empty chat ---

function introCard(chat) {
  const isPrivate = chat.type === "private";
  const text = isPrivate ? store.bot.description || store.bot.short_description || "" : "";
  return h("div", { class: "intro", hidden: chat.messages.size > 0 },
    avatar(isPrivate ? store.bot : chat, "large"),
    h("strong", {}, isPrivate ? words.whatCanBotDo : chat.title),
    text ? h("p", {}, text) : null,
    h("p", { class: "intro-hint" }, isPrivate ? words.emptyHint : words.emptyGroup));
}

// --- the menu of a message ---

function messageMenu(event, messages, chat, composer) {
  const selection = document.getSelection().toString();
  if (event.target.closest("a") && !event.target.closest(".document")) return;
  event.preventDefault();
  const message = messages[0];
  const text = message.text ?? message.caption;
  const file = mediumOf(message)?.file;
  openMenu(event.clientX, event.clientY, [
    { icon: "reply", label: words.reply, action: () => composer.setReply(message) },
    selection ? { icon: "copy", label: words.copySelection, action: () => copyText(selection) } : null,
    text ? { icon: "copy", label: words.copy, action: () => copyText(text) } : null,
    file ? { icon: "download", label: words.download, action: () => download(file) } : null,
    { icon: "trash", label: words.remove, danger: true, action: () => removeAll(chat, messages) },
  ]);
}

function download(file) {
  const link = h("a", { href: fileUrl(file.file_id), download: file.file_name || "" });
  link.click();
}

async function removeAll(chat, messages) {
  try {
    for (const message of messages) await api.remove(chat.id, message.message_id);
  } catch (error) {
    toast(words.failed(error.message), { kind: "error" });
  }
}
