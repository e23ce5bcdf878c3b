// One player for the whole page, as in Telegram: starting one recording stops the other, and scrolling away stops nothing.

import { fileUrl } from "./api.js";

const BARS = 48;
const DECODE_LIMIT = 8 * 1024 * 1024; // a waveform is worth decoding a note, not an hour of music
const SPEEDS = [1, 1.5, 2];

const audio = new Audio();
const views = new Map();
const blobs = new Map();
let current = null;
let speed = 1;

/** A view is {root, update({playing, position, duration, speed}), failed()}; it is dropped once its root leaves the page. */
export function watch(fileId, view) {
  if (!views.has(fileId)) views.set(fileId, new Set());
  views.get(fileId).add(view);
  if (fileId === current) view.update(snapshot());
}

const snapshot = () => ({
  playing: !audio.paused, position: audio.currentTime || 0, speed,
  duration: Number.isFinite(audio.duration) ? audio.duration : 0,
});

function tell(fileId, call = (view) => view.update(snapshot())) {
  for (const view of views.get(fileId) || []) {
    if (view.root.isConnected) call(view);
    else views.get(fileId).delete(view);
  }
}

/** The bytes of a small file, fetched once. */
export function bytes(fileId) {
  if (!blobs.has(fileId)) {
    const loading = fetch(fileUrl(fileId)).then((response) => {
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return response.blob();
    });
    loading.catch(() => blobs.delete(fileId));
    blobs.set(fileId, loading);
  }
  return blobs.get(fileId);
}

export async function toggle(fileId, at = null) {
  if (fileId === current && at === null) {
    if (audio.paused) await play();
    else audio.pause();
    return;
  }
  if (fileId !== current) await load(fileId);
  if (at !== null) await seek(at);
  await play();
}

async function load(fileId) {
  const previous = current;
  current = fileId;
  audio.pause();
  audio.src = fileUrl(fileId);
  audio.playbackRate = speed;
  if (previous) tell(previous, (view) => view.update({ playing: false, position: 0, duration: 0, speed }));
  await new Promise((resolve) => {
    audio.addEventListener("loadedmetadata", resolve, { once: true });
    audio.addEventListener("error", resolve, { once: true });
  });
}

async function play() {
  const playing = current;
  try {
    await audio.play();
  } catch {
    tell(playing, (view) => view.failed());
  }
}

async function seek(fraction) {
  if (Number.isFinite(audio.duration)) audio.currentTime = fraction * audio.duration;
}

export function nextSpeed() {
  speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
  audio.playbackRate = speed;
  if (current) tell(current);
}

for (const name of ["play", "pause", "timeupdate", "ended", "loadedmetadata"]) {
  audio.addEventListener(name, () => current && tell(current));
}

/** The loudness of a recording in bars of 0…1; without the bytes, quiet bars that depend on the file only. */
export async function waveform(fileId, size) {
  if (size > DECODE_LIMIT) return invented(fileId);
  try {
    const data = await (await bytes(fileId)).arrayBuffer();
    const decoder = new OfflineAudioContext(1, 1, 16000);
    return loudness((await decoder.decodeAudioData(data)).getChannelData(0));
  } catch {
    return invented(fileId);
  }
}

function loudness(samples) {
  const width = Math.max(1, Math.floor(samples.length / BARS));
  const bars = Array.from({ length: BARS }, (_, bar) => {
    let sum = 0;
    const end = Math.min(samples.length, (bar + 1) * width);
    for (let at = bar * width; at < end; at += 4) sum += samples[at] * samples[at];
    return Math.sqrt((sum * 4) / width);
  });
  const top = Math.max(...bars, 0.001);
  return bars.map((bar) => Math.pow(bar / top, 0.7));
}

export function invented(fileId) {
  let seed = [...String(fileId)].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: BARS }, () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return 0.15 + 0.5 * (seed / 2 ** 32);
  });
}
