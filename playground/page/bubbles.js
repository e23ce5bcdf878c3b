// One message, or one album, as a bubble.

import { h, icon, iconButton } from "./dom.js";
import { richText } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { albumNode, mediaNode, mediumOf, previewOf } from "./media.js";
import { copyText } from "./overlays.js";
import { senderOf } from "./store.js";
import { formatTime, words } from "./words.js";

const BARE = new Set(["video_note", "sticker"]);

/** ctx: {viewer, group, command(text), reply(message), jump(id), menu(event, message)} */
export function bubble(messages, ctx) {
  const message = messages.find((each) => each.caption) || messages[0];
  const out = message.from?.id === ctx.viewer.id && message.sender !== "bot";
  const body = bubbleBody(messages, message, ctx, out);
  const kind = mediumOf(message)?.kind || "text";
  const node = h("div", { class: `bubble ${BARE.has(kind) ? "bare" : ""} kind-${kind}`, dataset: { emoji: emojiOnly(message) } }, body);
  const shown = h("div", { class: "bubble-column" }, node, inlineKeyboard(messages.at(-1), ctx.viewer));
  return wrapRow(messages, ctx, out, shown);
}

function wrapRow(messages, ctx, out, shown) {
  const message = messages[0];
  const reply = iconButton("reply", words.reply, { class: "row-reply small", onclick: () => ctx.reply(message) });
  return h("article", {
    class: `row ${out ? "out" : "in"}`, testid: "message", tabindex: "-1",
    dataset: { messageId: String(message.message_id), sender: message.sender || (out ? "user" : "bot") },
    oncontextmenu: (event) => ctx.menu(event, messages),
    ondblclick: (event) => event.target.closest("button, a, video, .text") || ctx.reply(message),
  }, shown, reply);
}

function bubbleBody(messages, message, ctx, out) {
  const parts = [];
  if (ctx.group && !out) parts.push(senderName(message));
  if (message.forward_origin) parts.push(h("div", { class: "forwarded" }, `↪ ${message.forward_origin.sender_user?.first_name || ""}`));
  if (message.reply_to_message) parts.push(quote(message, ctx));
  const media = messages.length > 1 ? groupedMedia(messages) : mediaNode(message);
  if (media) parts.push(media);
  const text = message.text ?? message.caption;
  if (text !== undefined) parts.push(textNode(message, text, ctx));
  else if (!media) parts.push(h("div", { class: "text unsupported" }, words.unsupported, timeSpacer(message)));
  parts.push(timeNode(message, text === undefined && media ? "over" : ""));
  return parts;
}

/** Pictures make a grid; documents and recordings of one album stand one under another. */
function groupedMedia(messages) {
  const visual = messages.every((message) => ["photo", "video"].includes(mediumOf(message)?.kind));
  return visual ? albumNode(messages) : h("div", { class: "stack" }, messages.map((message) => mediaNode(message)));
}

function senderName(message) {
  const sender = senderOf(message);
  const tint = message.sender === "bot" ? "bot" : String(Math.abs(sender.id) % 7);
  return h("div", { class: "sender", dataset: { tint } }, sender.first_name);
}

function quote(message, ctx) {
  const original = message.reply_to_message;
  const sender = senderOf({ sender: original.from?.is_bot ? "bot" : "user", ...original });
  return h("button", { type: "button", class: "quote", onclick: () => ctx.jump(original.message_id) },
    h("span", { class: "quote-name" }, sender.first_name),
    h("span", { class: "quote-text" }, message.quote?.text || previewOf(original)));
}

function textNode(message, text, ctx) {
  const actions = { command: ctx.command, copy: copyText };
  const content = h("span", { class: "content" }, richText(text, message.entities || message.caption_entities, actions));
  return h("div", { class: "text", dir: "auto" }, content, timeSpacer(message));
}

/** Like Telegram: a bot's message with buttons changes all the time and is not marked. */
const showsEdited = (message) => message.edit_date && !(message.sender === "bot" && message.reply_markup);

/** Invisible room at the end of the last line, as wide as the time that is laid over it. */
function timeSpacer(message) {
  return h("span", { class: `time-spacer ${showsEdited(message) ? "wide" : ""}`, "aria-hidden": "true" });
}

function timeNode(message, extra) {
  return h("span", { class: `time ${extra}` },
    showsEdited(message) ? h("span", { class: "edited" }, words.edited) : null,
    h("time", { datetime: new Date(message.date * 1000).toISOString() }, formatTime(message.date)),
    h("span", { class: "ticks" }, icon("check", "icon tick-one"), icon("checks", "icon tick-two")));
}

const EMOJI = /^(\p{Extended_Pictographic}(\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*){1,3}$/u;

function emojiOnly(message) {
  return message.text && !message.entities?.length && EMOJI.test(message.text) ? "only" : "";
}

/** What has been sent by this page and not yet accepted by the server. */
export function pendingBubble(pending) {
  const what = pending.text ?? h("span", { class: "pending-file" }, icon(pending.kind === "photo" ? "image" : "file"), pending.name, " ", h("em", {}, words.uploading));
  return h("article", { class: "row out pending" }, h("div", { class: "bubble-column" }, h("div", { class: "bubble kind-text" },
    h("div", { class: "text" }, h("span", { class: "content" }, what), h("span", { class: "time-spacer" })),
    h("span", { class: "time" }, h("time", {}, formatTime(pending.date)), icon("clock", "icon ticks-clock")))));
}
