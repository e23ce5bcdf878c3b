// Voice recording with MediaRecorder: hold and release, or click once and use the buttons.

import { h, icon } from "./dom.js";
import { toast } from "./overlays.js";
import { formatDuration, words } from "./words.js";

const HOLD_MS = 350;
const SHORTEST_MS = 500;
const CANCEL_SLIDE = 90; // pixels to the left
const LEVELS = 40;
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4", "audio/webm"];

/** bar is shown in place of the input while recording; onDone gets {blob, duration, name}. */
export function createRecorder(button, { onStart, onStop, onDone }) {
  const timer = h("span", { class: "record-timer" }, "0:00");
  const hint = h("span", { class: "record-hint" });
  const levels = h("span", { class: "record-levels", "aria-hidden": "true" }, Array.from({ length: LEVELS }, () => h("i")));
  const cancel = h("button", { type: "button", class: "text-button danger", testid: "record-cancel", onclick: () => finish(false) }, words.cancel);
  const bar = h("div", { class: "record-bar", role: "status" }, h("span", { class: "record-dot" }), timer, levels, hint, cancel);
  let session = null;

  async function begin(held = false) {
    if (session) return;
    session = { started: 0, cancelled: false, held };
    const stream = await microphone();
    if (!stream || session.cancelled) {
      stream?.getTracks().forEach((track) => track.stop());
      session = null;
      return;
    }
    Object.assign(session, startRecording(stream, levels, timer));
    button.replaceChildren(icon("send"));
    button.setAttribute("aria-label", words.recordSend);
    hint.textContent = session.held ? words.recordHint : words.recordLocked;
    onStart(bar);
  }

  async function finish(keep) {
    const done = session;
    if (!done) return;
    if (!done.started) {
      done.cancelled = true;
      return;
    }
    session = null;
    const result = await done.stop();
    onStop();
    if (!keep) return;
    if (result.duration * 1000 < SHORTEST_MS) toast(words.recordTooShort);
    else onDone(result);
  }

  function locked() {
    if (session) session.held = false;
    hint.textContent = words.recordLocked;
  }

  installHold(button, { begin, finish, active: () => session, locked });
  const onEscape = (event) => event.key === "Escape" && session && finish(false);
  document.addEventListener("keydown", onEscape);
  return {
    active: () => Boolean(session),
    destroy() {
      document.removeEventListener("keydown", onEscape);
      finish(false);
    },
  };
}

/** A press longer than HOLD_MS sends on release; a click starts, and the next click sends. */
function installHold(button, { begin, finish, active, locked }) {
  let pressed = null;
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || button.dataset.mode !== "record") return;
    pressed = { at: Date.now(), x: event.clientX, second: Boolean(active()) };
    button.setPointerCapture(event.pointerId);
    if (!pressed.second) begin(true);
  });
  button.addEventListener("pointerup", (event) => {
    if (!pressed) return;
    const held = Date.now() - pressed.at > HOLD_MS;
    const slid = pressed.x - event.clientX > CANCEL_SLIDE;
    if (pressed.second || held) finish(!slid);
    else locked();
    pressed = null;
  });
  button.addEventListener("pointercancel", () => (pressed = null));
  button.addEventListener("click", (event) => {
    if (event.detail !== 0 || button.dataset.mode !== "record") return; // the keyboard only; pointers are handled above
    if (active()) finish(true);
    else begin();
  });
}

async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
    toast(window.isSecureContext ? words.noMicrophone : words.recordInsecure, { kind: "error" });
    return null;
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    toast(words.noMicrophone, { kind: "error" });
    return null;
  }
}

function startRecording(stream, levels, timer) {
  const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each));
  const recorder = new MediaRecorder(stream, type ? { mimeType: type, audioBitsPerSecond: 32000 } : {});
  const parts = [];
  const started = Date.now();
  const quiet = meter(stream, levels);
  const clock = setInterval(() => (timer.textContent = formatDuration((Date.now() - started) / 1000)), 250);
  timer.textContent = "0:00";
  recorder.addEventListener("dataavailable", (event) => event.data.size && parts.push(event.data));
  recorder.start(1000);
  const stop = () => new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      quiet();
      stream.getTracks().forEach((track) => track.stop());
      const blob = new Blob(parts, { type: recorder.mimeType });
      resolve({ blob, duration: (Date.now() - started) / 1000, name: nameFor(recorder.mimeType) });
    });
    recorder.stop();
  });
  return { started, stop };
}

const nameFor = (type) => (type.includes("ogg") ? "voice.ogg" : type.includes("mp4") ? "voice.m4a" : "voice.webm");

/** Moves the bars with the loudness; the answer stops it. */
function meter(stream, levels) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const heights = new Array(LEVELS).fill(0);
  const tick = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const loud = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    heights.push(Math.min(1, loud * 6));
    heights.shift();
    [...levels.children].forEach((bar, index) => bar.style.setProperty("--level", heights[index].toFixed(2)));
  }, 70);
  return () => {
    clearInterval(tick);
    context.close();
  };
}
