// What a bubble can hold beside text: recordings, pictures, videos, documents.

import { fileUrl } from "./api.js";
import { h, icon } from "./dom.js";
import { openPhoto } from "./overlays.js";
import { invented, nextSpeed, toggle, waveform, watch } from "./player.js";
import { formatDuration, formatSize, words } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const MAX_WIDTH = 420;
const MAX_HEIGHT = () => Math.min(460, Math.max(260, innerHeight * 0.42));

/** The medium of a message as {kind, file}, or null. Animations also carry a document, so they come first. */
export function mediumOf(message) {
  for (const kind of ["animation", "voice", "audio", "video_note", "video", "document", "sticker"]) {
    if (message[kind]) return { kind, file: message[kind] };
  }
  return message.photo ? { kind: "photo", file: message.photo.at(-1) } : null;
}

export function mediaNode(message) {
  const medium = mediumOf(message);
  return medium ? MAKERS[medium.kind](medium.file, message) : null;
}

const MAKERS = {
  voice: voiceNode, audio: audioNode, document: documentNode, photo: photoNode,
  video: (file) => videoNode(file, false), animation: (file) => videoNode(file, true),
  video_note: videoNoteNode, sticker: stickerNode,
};

// --- recordings ---

function playButton(fileId) {
  const button = h("button", {
    type: "button", class: "play", "aria-label": words.play, onclick: () => toggle(fileId),
  }, icon("play"));
  const show = (playing) => {
    button.replaceChildren(icon(playing ? "pause" : "play"));
    button.setAttribute("aria-label", playing ? words.pause : words.play);
  };
  return { button, show };
}

function voiceNode(file) {
  const { button, show } = playButton(file.file_id);
  const wave = waveNode(file);
  const time = h("span", { class: "media-time" }, formatDuration(file.duration));
  const speed = h("button", { type: "button", class: "speed", hidden: true, onclick: nextSpeed }, "1×");
  const root = h("div", { class: "voice" }, button, h("div", { class: "voice-body" }, wave.svg, h("div", { class: "voice-line" }, time, speed)));
  watch(file.file_id, {
    root,
    failed: () => time.replaceChildren(words.fileGone),
    update(now) {
      show(now.playing);
      const length = now.duration || file.duration || 0;
      wave.show(length ? now.position / length : 0);
      time.textContent = now.position ? `${formatDuration(now.position)} / ${formatDuration(length)}` : formatDuration(file.duration || length);
      speed.hidden = !now.playing;
      speed.textContent = `${now.speed}×`;
      speed.setAttribute("aria-label", words.speed(now.speed));
    },
  });
  return root;
}

function waveNode(file) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "wave");
  svg.setAttribute("role", "slider");
  svg.setAttribute("aria-label", words.seek);
  svg.setAttribute("aria-valuemin", "0");
  svg.setAttribute("aria-valuemax", "100");
  const draw = (bars) => {
    svg.setAttribute("viewBox", `0 0 ${bars.length * 4 - 2} 24`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.replaceChildren(...bars.map(barNode));
  };
  const show = (part) => {
    svg.setAttribute("aria-valuenow", String(Math.round(part * 100)));
    [...svg.children].forEach((bar, index) => bar.classList.toggle("heard", (index + 0.5) / svg.children.length < part));
  };
  draw(invented(file.file_id));
  waveform(file.file_id, file.file_size || 0).then(draw);
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    toggle(file.file_id, (event.clientX - box.left) / box.width);
  });
  return { svg, show };
}

function barNode(height, index) {
  const tall = Math.max(2.5, height * 23);
  const bar = document.createElementNS(SVG, "rect");
  const sizes = { x: index * 4, y: 24 - tall, width: 2, height: tall, rx: 1 };
  for (const [name, value] of Object.entries(sizes)) bar.setAttribute(name, String(value));
  return bar;
}

function audioNode(file) {
  const { button, show } = playButton(file.file_id);
  const title = file.title || file.file_name || words.audio;
  const details = [file.performer, formatDuration(file.duration), formatSize(file.file_size)].filter(Boolean).join(" · ");
  const line = h("span", { class: "media-time" }, details);
  const bar = h("input", { type: "range", class: "seek", min: "0", max: "1000", value: "0", "aria-label": words.seek, hidden: true });
  bar.addEventListener("change", () => toggle(file.file_id, Number(bar.value) / 1000));
  const root = h("div", { class: "audio" }, button,
    h("div", { class: "audio-body" }, h("span", { class: "file-name" }, title), bar, line), downloadLink(file));
  watch(file.file_id, {
    root,
    failed: () => line.replaceChildren(words.fileGone),
    update(now) {
      show(now.playing);
      const length = now.duration || file.duration || 1;
      bar.hidden = !now.position;
      bar.value = String(Math.round((1000 * now.position) / length));
      line.textContent = now.position ? `${formatDuration(now.position)} / ${formatDuration(length)}` : details;
    },
  });
  return root;
}

// --- pictures and videos ---

/** The size a picture takes in a bubble, known before it is loaded, so that nothing jumps. */
function fitted(width, height) {
  const scale = Math.min(MAX_WIDTH / (width || 320), MAX_HEIGHT() / (height || 240), 1.6);
  const shown = Math.max(140, Math.round((width || 320) * scale));
  return { width: `${shown}px`, "aspect-ratio": `${width || 4} / ${height || 3}` };
}

function photoNode(file, message) {
  const image = h("img", { src: fileUrl(file.file_id), alt: message?.caption || words.photo, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(h("span", { class: "gone" }, words.fileGone)));
  return h("button", {
    type: "button", class: "photo", "aria-label": words.photoOpen, style: fitted(file.width, file.height),
    onclick: () => openPhoto(fileUrl(file.file_id), message?.caption || ""),
  }, image);
}

function videoNode(file, loop) {
  const props = { class: "video", src: fileUrl(file.file_id), preload: "metadata", playsinline: true, style: fitted(file.width, file.height) };
  const video = h("video", loop ? { ...props, loop: true, muted: true, autoplay: true } : { ...props, controls: true });
  video.setAttribute("aria-label", loop ? words.animation : words.video);
  return video;
}

function videoNoteNode(file) {
  const video = h("video", { class: "video-note", src: fileUrl(file.file_id), preload: "metadata", playsinline: true });
  const label = h("span", { class: "video-note-time" }, formatDuration(file.duration));
  const press = () => (video.paused ? video.play() : video.pause());
  return h("button", { type: "button", class: "video-note-frame", "aria-label": words.videoNote, onclick: press }, video, label);
}

function stickerNode(file) {
  return h("img", { class: "sticker", src: fileUrl(file.file_id), alt: file.emoji || words.sticker });
}

/** Several photos or videos as one grid, two or three in a row, the odd one wide on top. */
export function albumNode(messages) {
  const cells = messages.map((message) => {
    const cell = mediaNode(message);
    cell.removeAttribute("style");
    return h("div", { class: "album-cell", dataset: { messageId: String(message.message_id) } }, cell);
  });
  return h("div", { class: "album", dataset: { count: String(Math.min(cells.length, 10)) } }, cells);
}

// --- documents ---

const TINTS = { pdf: "red", doc: "blue", docx: "blue", srt: "violet", vtt: "violet", md: "teal", txt: "teal", json: "amber", zip: "amber" };

function documentNode(file) {
  const name = file.file_name || words.document;
  const extension = name.includes(".") ? name.split(".").pop().toLowerCase() : "";
  const badge = h("span", { class: "file-badge", dataset: { tint: TINTS[extension] || "blue" } },
    h("span", { class: "file-extension" }, extension.slice(0, 4) || "•"), icon("download"));
  return h("a", { class: "document", href: fileUrl(file.file_id), download: name, "aria-label": `${words.download}: ${name}` }, badge,
    h("span", { class: "document-body" }, h("span", { class: "file-name" }, name), h("span", { class: "media-time" }, formatSize(file.file_size))));
}

function downloadLink(file) {
  return h("a", {
    class: "icon-button small", href: fileUrl(file.file_id), download: file.file_name || "audio",
    "aria-label": words.download, title: words.download,
  }, icon("download"));
}

/** One line about a message, for the chat list and for quotes. */
export function previewOf(message) {
  const medium = mediumOf(message);
  if (!medium) return message.text ?? serviceText(message) ?? words.unsupported;
  const marks = {
    voice: `🎤 ${words.voice}`, audio: `🎵 ${medium.file.title || medium.file.file_name || words.audio}`,
    video: `🎬 ${words.video}`, video_note: `📹 ${words.videoNote}`, animation: words.animation,
    document: `📎 ${medium.file.file_name || words.document}`, photo: `🖼 ${words.photo}`, sticker: `${medium.file.emoji || ""} ${words.sticker}`,
  };
  return message.caption ? `${marks[medium.kind]}, ${message.caption}` : marks[medium.kind];
}

/** Telegram's grey lines in the middle of a chat. */
export function serviceText(message) {
  const joined = message.new_chat_members?.map((user) => user.first_name).join(", ");
  if (joined) return `👋 ${joined}`;
  if (message.pinned_message) return `📌 ${previewOf(message.pinned_message)}`;
  return message.group_chat_created ? message.chat.title : null;
}

