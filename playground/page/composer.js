// Below the messages: samples, the reply being written, the input with its buttons, the bot's reply keyboard.

import { api } from "./api.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { replyKeyboard } from "./keyboards.js";
import { previewOf } from "./media.js";
import { openMenu, toast } from "./overlays.js";
import { createRecorder } from "./recorder.js";
import { addPending, emit, putMessage, senderOf, store } from "./store.js";
import { askAndSend, sendFile } from "./upload.js";
import { formatDuration, localized, words } from "./words.js";

const MAX_INPUT_HEIGHT = 190;

/** ctx: {chat, viewer, switchUser(id)} */
export function createComposer({ chat, viewer, switchUser }) {
  const target = { chat, viewer, begin, replyTo: takeReply };
  const input = h("textarea", {
    class: "input", rows: "1", testid: "input", dir: "auto", maxlength: "4096", autocomplete: "off",
    "aria-label": words.message, oninput: changed, onkeydown: keys, onpaste: paste,
  });
  input.value = chat.drafts.get(viewer.id) || "";
  const picker = h("input", { type: "file", multiple: true, hidden: true, testid: "file-input", onchange: picked });
  const attach = iconButton("attach", words.attach, { testid: "attach", onclick: () => picker.click() });
  const keyboardSwitch = iconButton("keyboard", words.keyboardHide, { class: "keyboard-switch", onclick: switchKeyboard });
  const send = h("button", { type: "submit", class: "round", testid: "send", "aria-label": words.send, title: words.send }, icon("send"));
  const record = h("button", { type: "button", class: "round", testid: "record", dataset: { mode: "record" } }, icon("mic"));
  const menu = h("button", { type: "button", class: "menu-pill", "aria-label": words.commands, onclick: () => toggleCommands() }, icon("lines"), words.menu);
  const sendAs = chat.type === "private" ? null : h("button", {
    type: "button", class: "send-as", "aria-label": words.switchUser(viewer.first_name), title: words.switchUser(viewer.first_name), onclick: chooseUser,
  }, avatar(viewer, "small"));
  const slot = h("div", { class: "input-slot" }, sendAs, menu, input, keyboardSwitch, attach, picker);
  const commandList = h("div", { class: "command-list", role: "listbox", "aria-label": words.commands, hidden: true });
  const replyBar = h("div", { class: "reply-bar", hidden: true });
  const box = h("div", { class: "input-box" }, replyBar, slot);
  const form = h("form", { class: "composer", onsubmit: submit }, box, send, record);
  const keyboardSlot = h("div", { class: "keyboard-slot" });
  const root = h("div", { class: "composer-area" }, samplesStrip(target), h("div", { class: "composer-frame" }, commandList, form), keyboardSlot);

  const recorder = createRecorder(record, {
    onStart: (bar) => box.replaceChildren(bar),
    onStop: () => {
      box.replaceChildren(replyBar, slot);
      refresh();
    },
    onDone: ({ blob, duration, name }) => {
      sendFile({ ...target, blob, name, kind: "voice", duration: Math.round(duration), reply_to_message_id: takeReply() });
    },
  });

  const commands = () => store.commands.get(viewer.language_code) || [];

  /** Telegram's server knows a private chat only after Start; the first message of any kind presses it. */
  async function begin() {
    if (chat.type === "private" && chat.messages.size === 0) await api.start(viewer.id);
  }

  function takeReply() {
    const id = chat.replyTo.get(viewer.id)?.message_id;
    chat.replyTo.delete(viewer.id);
    drawReply();
    return id;
  }

  async function sendText(text) {
    if (!text.trim()) return;
    const replyTo = takeReply();
    const done = addPending(chat, viewer.id, { text });
    try {
      await begin();
      const answer = await api.send({ chat_id: chat.id, user_id: viewer.id, text, ...(replyTo ? { reply_to_message_id: replyTo } : {}) });
      if (answer?.message) putMessage(answer.message, { isNew: true });
    } catch (error) {
      toast(words.notSent(error.message), { kind: "error" });
      if (!input.value) input.value = text;
    } finally {
      done();
      refresh();
    }
  }

  function submit(event) {
    event.preventDefault();
    const text = input.value;
    input.value = "";
    changed();
    sendText(text);
    input.focus();
  }

  function keys(event) {
    if (!commandList.hidden && commandKeys(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape" && chat.replyTo.has(viewer.id)) takeReply();
  }

  function changed() {
    chat.drafts.set(viewer.id, input.value);
    const typed = /^\/(\w*)$/.exec(input.value);
    showCommands(typed ? typed[1].toLowerCase() : null);
    refresh();
  }

  function refresh() {
    const writing = Boolean(input.value.trim());
    send.hidden = !writing;
    record.hidden = writing;
    menu.classList.toggle("folded", Boolean(input.value) || !commands().length);
    record.replaceChildren(icon(recorder.active() ? "send" : "mic"));
    record.setAttribute("aria-label", words.record);
    record.title = words.record;
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, MAX_INPUT_HEIGHT)}px`;
    input.placeholder = chat.replyKeyboard?.input_field_placeholder || (sendAs ? words.messageAs(viewer.first_name) : words.message);
  }

  function paste(event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    askAndSend(event.clipboardData.files, target);
  }

  function picked() {
    askAndSend(picker.files, target);
    picker.value = "";
  }

  function chooseUser(event) {
    const others = store.users.filter((user) => chat.userIds.includes(user.id));
    openMenu(event.clientX, event.clientY - 100, others.map((user) => ({
      icon: user.id === viewer.id ? "check" : "reply", label: words.switchUser(user.first_name), action: () => switchUser(user.id),
    })));
  }

  // --- the commands of the bot ---

  function showCommands(prefix) {
    const found = prefix === null ? [] : commands().filter((each) => each.command.startsWith(prefix));
    commandList.hidden = found.length === 0;
    commandList.replaceChildren(...found.map((each, index) => h("button", {
      type: "button", role: "option", "aria-selected": String(index === 0), onclick: () => choose(each.command),
    }, avatar(store.bot, "tiny"), h("strong", {}, `/${each.command}`), h("span", {}, each.description))));
  }

  function toggleCommands() {
    showCommands(commandList.hidden ? "" : null);
    input.focus();
  }

  function choose(command) {
    input.value = "";
    changed();
    sendText(`/${command}`);
    input.focus();
  }

  function commandKeys(event) {
    const options = [...commandList.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) select(options, (at + step + options.length) % options.length);
    else if (event.key === "Escape") commandList.hidden = true;
    else if (event.key === "Enter" || event.key === "Tab") options[at].click();
    else return false;
    event.preventDefault();
    return true;
  }

  // --- the bar above the input and the keyboard below it ---

  function drawReply() {
    const message = chat.replyTo.get(viewer.id);
    replyBar.hidden = !message;
    if (!message) return;
    replyBar.replaceChildren(icon("reply"), h("span", { class: "reply-what" }, h("strong", {}, senderOf(message).first_name), h("span", {}, previewOf(message))),
      iconButton("close", words.replyCancel, { onclick: takeReply }));
  }

  function drawKeyboard() {
    const markup = chat.replyKeyboard;
    const blocked = chat.type === "private" && store.blocked.has(viewer.id);
    const fresh = chat.type === "private" && chat.messages.size === 0 && chat.pending.size === 0;
    keyboardSwitch.hidden = !markup;
    const label = chat.keyboardHidden ? words.keyboardShow : words.keyboardHide;
    keyboardSwitch.setAttribute("aria-label", label);
    keyboardSwitch.title = label;
    keyboardSwitch.setAttribute("aria-pressed", String(!chat.keyboardHidden));
    keyboardSlot.replaceChildren();
    if (blocked) keyboardSlot.append(wideButton(words.unblockBot, "unblock", () => emit("block", viewer.id, false)));
    else if (fresh) keyboardSlot.append(wideButton(words.start, "start", pressStart));
    else if (markup && !chat.keyboardHidden) keyboardSlot.append(replyKeyboard(markup, pressReply));
    refresh();
  }

  function pressReply(text) {
    if (chat.replyKeyboard?.one_time_keyboard) chat.keyboardHidden = true;
    sendText(text);
    drawKeyboard();
  }

  function pressStart() {
    sendText("/start");
    input.focus();
  }

  function switchKeyboard() {
    chat.keyboardHidden = !chat.keyboardHidden;
    emit("keyboard", chat);
  }

  drawReply();
  drawKeyboard();
  new ResizeObserver(refresh).observe(slot); // the height of the input is known once it is on the page
  return {
    root, target, sendText, drawKeyboard, refresh,
    focus: () => input.focus({ preventScroll: true }),
    setReply(message) {
      chat.replyTo.set(viewer.id, message);
      drawReply();
      input.focus();
    },
    destroy: recorder.destroy,
  };
}

function select(options, index) {
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
  options[index].scrollIntoView({ block: "nearest" });
}

function wideButton(text, testid, action) {
  return h("button", { type: "button", class: "wide-button", testid, onclick: action }, text);
}

// --- one-click samples ---

const SAMPLE_ICONS = { voice: "mic", audio: "wave", video: "play", photo: "image", document: "file" };

function samplesStrip(target) {
  if (!store.samples.length) return null;
  const chips = store.samples.map((sample) => {
    const title = localized(sample, "title");
    const length = sample.duration ? h("span", { class: "sample-length" }, formatDuration(sample.duration)) : null;
    const chip = h("button", {
      type: "button", class: "sample", testid: `sample-${sample.name}`, dataset: { kind: sample.kind }, title: words.sampleSend(title), "aria-label": words.sampleSend(title),
      onclick: () => sendSample(sample, chip, target),
    }, icon(SAMPLE_ICONS[sample.kind] || "file"), h("span", {}, title), length);
    return chip;
  });
  return h("div", { class: "samples", role: "group", "aria-label": words.samples }, h("div", { class: "samples-row" }, chips));
}

async function sendSample(sample, chip, target) {
  if (chip.disabled) return;
  chip.disabled = true;
  try {
    const response = await fetch(sample.url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const name = decodeURIComponent(sample.url.split("/").pop());
    const duration = sample.duration ? Math.round(sample.duration) : undefined;
    await sendFile({ ...target, blob: await response.blob(), name, kind: sample.kind, duration, reply_to_message_id: target.replyTo() });
  } catch (error) {
    toast(words.notSent(error.message), { kind: "error" });
  } finally {
    chip.disabled = false;
  }
}
