// The list of chats at the left, and the buttons of the page itself under it.

import { avatar, h, iconButton } from "./dom.js";
import { actionDots } from "./column.js";
import { previewOf, serviceText } from "./media.js";
import { lastMessage, on, senderOf, store, userById } from "./store.js";
import { formatTime, words } from "./words.js";

/** page: {open(chatId), opened() -> Set of chat ids, theme(), language(), split(), calls(), isDark, isSplit} */
export function createSidebar(page) {
  const list = h("nav", { class: "chat-list", testid: "chat-list", "aria-label": words.chats });
  const items = [...store.chats.values()].map((chat) => chatItem(chat, page));
  list.append(...items.map((item) => item.root));
  const brand = h("header", { class: "brand" }, avatar(store.bot), h("div", { class: "who" }, h("strong", {}, words.title), h("span", { class: "subtitle" }, words.subtitle)));
  const tips = h("ul", { class: "tips" }, words.tips.map(([mark, text]) => h("li", {}, h("span", { "aria-hidden": "true" }, mark), text)));
  const root = h("aside", { class: "sidebar" }, brand, list, tips, tools(page));
  const draw = () => items.forEach((item) => item.draw());
  const stops = [on("messages", draw), on("action", draw), on("opened", draw), on("unread", draw)];
  draw();
  return { root, destroy: () => stops.forEach((stop) => stop()) };
}

function tools(page) {
  const code = h("button", { type: "button", class: "icon-button language", testid: "language", "aria-label": words.language, title: words.language, onclick: page.language }, words.languageCode);
  return h("div", { class: "tools" },
    iconButton(page.isSplit ? "single" : "split", page.isSplit ? words.splitOff : words.splitOn, { testid: "split", "aria-pressed": String(page.isSplit), onclick: page.split }),
    iconButton(page.isDark ? "sun" : "moon", page.isDark ? words.themeLight : words.themeDark, { testid: "theme", onclick: page.theme }),
    code,
    iconButton("terminal", words.callsOpen, { class: "calls-switch", testid: "calls-switch", onclick: page.calls }));
}

function chatItem(chat, page) {
  const isPrivate = chat.type === "private";
  const owner = isPrivate ? userById(chat.id) : null;
  const title = isPrivate ? store.bot.first_name : chat.title;
  const badge = h("span", { class: "badge", hidden: true });
  const preview = h("span", { class: "preview" });
  const time = h("span", { class: "chat-time" });
  const face = h("span", { class: "face" }, avatar(isPrivate ? store.bot : chat), owner ? avatar(owner, "mini") : null);
  const root = h("button", { type: "button", class: "chat-item", testid: `chat-${chat.id}`, title: owner ? `${title}: ${owner.first_name}` : title, onclick: () => page.open(chat.id) },
    face, h("span", { class: "chat-lines" },
      h("span", { class: "chat-top" }, h("strong", {}, title), owner ? h("span", { class: "pill", dataset: { tint: String(owner.id % 7) } }, owner.first_name) : null, time),
      h("span", { class: "chat-bottom" }, preview, badge)));

  function draw() {
    const last = lastMessage(chat);
    const open = page.opened().has(chat.id);
    root.classList.toggle("open", open);
    root.setAttribute("aria-current", String(open));
    time.textContent = last ? formatTime(last.date) : "";
    badge.hidden = chat.unread === 0;
    badge.textContent = String(chat.unread);
    badge.setAttribute("aria-label", words.unread(chat.unread));
    preview.classList.toggle("acting", Boolean(chat.action));
    preview.replaceChildren(...previewLine(chat, last));
  }
  return { root, draw };
}

function previewLine(chat, last) {
  if (chat.action) return [actionDots(chat.action), words.actions[chat.action] || words.actions.typing];
  if (!last) return [chat.type === "private" ? words.emptyPreview : words.members(chat.userIds.length + 1)];
  const text = serviceText(last) || previewOf(last);
  const mine = last.sender !== "bot";
  const name = chat.type === "private" ? (mine ? words.you : "") : senderOf(last).first_name;
  return name ? [h("span", { class: "preview-name" }, `${name}: `), text] : [text];
}
