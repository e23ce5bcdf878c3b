// Buttons that come from the bot: inline ones under a bubble, reply ones below the input.

import { api } from "./api.js";
import { h, icon, safeLink } from "./dom.js";
import { copyText, toast } from "./overlays.js";
import { on } from "./store.js";
import { words } from "./words.js";

const ANSWER_TIMEOUT_MS = 15000; // a spinning button gives up by itself, as in Telegram

export function inlineKeyboard(message, viewer) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "inline-keyboard" }, rows.map((row) =>
    h("div", { class: "inline-row" }, row.map((button) => inlineButton(button, message, viewer)))));
}

function inlineButton(button, message, viewer) {
  const address = button.url || button.web_app?.url;
  if (address) {
    const href = safeLink(address);
    const mark = icon("external", "icon corner");
    return h("a", { class: "inline-button", testid: "inline-button", href, target: "_blank", rel: "noopener noreferrer" }, button.text, mark);
  }
  const node = h("button", { type: "button", class: "inline-button", testid: "inline-button" }, button.text);
  if (button.copy_text) {
    node.append(icon("copy", "icon corner"));
    node.addEventListener("click", () => copyText(button.copy_text.text));
  } else if (button.callback_data) {
    node.dataset.callback = button.callback_data;
    node.addEventListener("click", () => press(node, button, message, viewer));
  }
  return node;
}

async function press(node, button, message, viewer) {
  if (node.classList.contains("waiting")) return;
  const stop = startWaiting(node, viewer);
  try {
    await api.press({
      chat_id: message.chat.id, user_id: viewer.id, message_id: message.message_id, data: button.callback_data,
    });
  } catch (error) {
    stop();
    toast(words.failed(error.message), { kind: "error" });
  }
}

function startWaiting(node, viewer) {
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  const stop = () => {
    node.classList.remove("waiting");
    node.removeAttribute("aria-busy");
    clearTimeout(timer);
    forget();
  };
  const timer = setTimeout(stop, ANSWER_TIMEOUT_MS);
  const forget = on("answer", (answer) => answer.user_id === viewer.id && stop());
  return stop;
}

/** The reply keyboard of a chat; send(text) is called with the button's text. */
export function replyKeyboard(markup, send) {
  const rows = (markup.keyboard || []).map((row) => h("div", { class: "reply-row" }, row.map((button) => {
    const text = typeof button === "string" ? button : button.text;
    return h("button", { type: "button", class: "reply-button", testid: "reply-button", onclick: () => send(text) }, text);
  })));
  return h("div", { class: "reply-keyboard", role: "group", "aria-label": words.replyKeyboard }, rows);
}
