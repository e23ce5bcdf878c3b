// Files on their way to the bot: chosen, dropped or pasted; asked about once; sent one by one.

import { api } from "./api.js";
import { h, icon } from "./dom.js";
import { modal, toast } from "./overlays.js";
import { addPending, putMessage } from "./store.js";
import { formatSize, words } from "./words.js";

const PHOTO_LIMIT = 10 * 1024 * 1024; // Telegram takes larger pictures as files only
const ALBUM_LIMIT = 10;

export function naturalKind(file) {
  const type = file.type || "";
  if (/^image\/(jpeg|png|webp|bmp)$/.test(type) && file.size <= PHOTO_LIMIT) return "photo";
  if (type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  return "document";
}

/** Asks how to send the files and for a caption, then sends them. */
export function askAndSend(files, target) {
  const chosen = [...files];
  if (!chosen.length) return;
  const natural = chosen.some((file) => naturalKind(file) !== "document");
  const onlyPhotos = chosen.every((file) => naturalKind(file) === "photo");
  const caption = h("input", { type: "text", class: "field", placeholder: words.caption, "aria-label": words.caption, maxlength: "1024", testid: "caption" });
  const addresses = [];
  const choice = choiceRow(onlyPhotos ? words.asPhoto : words.asMedia);
  const submit = (event) => {
    event.preventDefault();
    close();
    sendFiles(chosen, { asFile: natural && choice.asFile(), caption: caption.value.trim(), ...target });
  };
  const form = h("form", { class: "upload", onsubmit: submit },
    h("h2", {}, words.sendFiles(chosen.length)),
    h("ul", { class: "upload-list" }, chosen.map((file) => fileLine(file, addresses))),
    natural ? choice.node : null, caption,
    h("div", { class: "modal-buttons" },
      h("button", { type: "button", class: "text-button", onclick: () => close() }, words.cancel),
      h("button", { type: "submit", class: "text-button strong", testid: "upload-send" }, words.send)));
  const close = modal(form, {
    label: words.sendFiles(chosen.length), className: "narrow",
    onClose: () => addresses.forEach((address) => URL.revokeObjectURL(address)),
  });
  caption.focus();
}

function choiceRow(label) {
  const option = (value, text, checked) => h("label", { class: "choice" },
    h("input", { type: "radio", name: "send-as", value, checked }), h("span", {}, text));
  const node = h("div", { class: "choices", role: "radiogroup" }, option("media", label, true), option("file", words.asFile, false));
  return { node, asFile: () => node.querySelector("input:checked").value === "file" };
}

function fileLine(file, addresses) {
  let thumbnail = h("span", { class: "thumb" }, icon("file"));
  if (naturalKind(file) === "photo") {
    const address = URL.createObjectURL(file);
    addresses.push(address);
    thumbnail = h("img", { class: "thumb", src: address, alt: "" });
  }
  return h("li", {}, thumbnail, h("span", { class: "file-name" }, file.name), h("span", { class: "media-time" }, formatSize(file.size)));
}

/** Several photos or videos become albums of ten; everything else goes one after another. */
export async function sendFiles(files, { asFile, caption, ...target }) {
  const kinds = files.map((file) => (asFile ? "document" : naturalKind(file)));
  const album = files.length > 1 && kinds.every((kind) => ["photo", "video"].includes(kind));
  const stamp = Date.now();
  for (const [index, file] of files.entries()) {
    const group = album ? `${stamp}${Math.floor(index / ALBUM_LIMIT)}` : undefined;
    const first = index === 0;
    await sendFile({
      ...target, blob: file, name: file.name || `paste-${stamp}.png`, kind: kinds[index], caption: first ? caption : "",
      media_group_id: group, duration: await durationOf(file, kinds[index]), reply_to_message_id: first ? target.replyTo?.() : undefined,
    });
  }
}

export async function sendFile({ chat, viewer, begin, blob, name, replyTo, ...fields }) {
  await begin();
  const done = addPending(chat, viewer.id, { name, kind: fields.kind });
  try {
    const answer = await api.file({ chat_id: chat.id, user_id: viewer.id, ...fields }, blob, name);
    if (answer?.message) putMessage(answer.message, { isNew: true });
  } catch (error) {
    toast(words.notSent(error.message), { kind: "error" });
  } finally {
    done();
  }
}

/** The length of a recording as the browser reads it; nothing when it cannot. */
function durationOf(file, kind) {
  if (kind !== "audio" && kind !== "video") return undefined;
  return new Promise((resolve) => {
    const address = URL.createObjectURL(file);
    const media = document.createElement(kind);
    const finish = (value) => {
      URL.revokeObjectURL(address);
      resolve(Number.isFinite(value) && value > 0 ? Math.round(value) : undefined);
    };
    media.addEventListener("loadedmetadata", () => finish(media.duration));
    media.addEventListener("error", () => finish(undefined));
    setTimeout(() => finish(undefined), 3000);
    media.preload = "metadata";
    media.src = address;
  });
}

/** Two zones appear over a column while files are dragged above it, as in Telegram Desktop. */
export function installDrop(root, target) {
  const zone = (title, hint, mark, asFile) => h("div", {
    class: "drop-zone",
    ondragover: (event) => event.preventDefault(),
    ondrop: (event) => {
      event.preventDefault();
      sendFiles([...event.dataTransfer.files], { asFile, caption: "", ...target });
    },
  }, icon(mark), h("strong", {}, title), h("span", {}, hint));
  const cover = h("div", { class: "drop-cover" },
    zone(words.dropFile, words.dropFileHint, "file", true), zone(words.dropMedia, words.dropMediaHint, "image", false));
  let depth = 0;
  const show = (change) => {
    depth = Math.max(0, depth + change);
    cover.classList.toggle("shown", depth > 0);
  };
  const withFiles = (event) => event.dataTransfer?.types.includes("Files");
  root.append(cover);
  root.addEventListener("dragenter", (event) => withFiles(event) && show(1));
  root.addEventListener("dragleave", (event) => withFiles(event) && show(-1));
  root.addEventListener("dragover", (event) => withFiles(event) && event.preventDefault());
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    show(-Infinity);
  });
}
