// What lies over the page: toasts, alerts, menus, the large photo.

import { h, icon, iconButton } from "./dom.js";
import { words } from "./words.js";

const TOAST_MS = 3600;

const toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });

export function installOverlays() {
  if (!toasts.isConnected) document.body.append(toasts);
}

/** A short dark note; inside a column when one is given, as Telegram shows callback answers inside a chat. */
export function toast(text, { place = null, kind = "" } = {}) {
  const note = h("div", { class: `toast ${kind}`, testid: "toast" }, text);
  (place || toasts).append(note);
  setTimeout(() => note.classList.add("leaving"), TOAST_MS);
  setTimeout(() => note.remove(), TOAST_MS + 300);
}

/** A modal window; the answer closes it. Closing in any way calls onClose once. */
export function modal(content, { label, className = "", onClose = () => {} } = {}) {
  const dialog = h("dialog", { class: `modal ${className}`, "aria-label": label }, content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return () => dialog.open && dialog.close();
}

export function alertBox(title, text) {
  const ok = h("button", { type: "button", class: "text-button", autofocus: true, onclick: () => close() }, words.ok);
  const close = modal(h("div", { class: "alert", testid: "alert" }, h("h2", {}, title), h("p", {}, text), h("div", { class: "modal-buttons" }, ok)), {
    label: title, className: "narrow",
  });
}

export function openPhoto(address, caption) {
  const image = h("img", { src: address, alt: caption || words.photo });
  const bar = h("div", { class: "lightbox-bar" },
    h("a", { class: "icon-button", href: address, download: "photo", "aria-label": words.download, title: words.download }, icon("download")),
    iconButton("close", words.close, { onclick: () => close() }));
  const frame = h("div", { class: "lightbox" }, bar, image, caption ? h("p", {}, caption) : null);
  frame.addEventListener("click", (event) => event.target === frame && close());
  const close = modal(frame, { label: words.photo, className: "full" });
}

/** A small menu at a point. items: [{icon, label, action, danger}] */
export function openMenu(x, y, items) {
  document.querySelector(".menu")?.remove();
  const buttons = items.filter(Boolean).map((item) =>
    h("button", {
      type: "button", role: "menuitem", class: item.danger ? "danger" : "",
      onclick: () => {
        close();
        item.action();
      },
    }, icon(item.icon), item.label));
  const menu = h("div", { class: "menu", role: "menu" }, buttons);
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event) => menu.contains(event.target) || close();
  menu.addEventListener("keydown", (event) => menuKeys(event, buttons, close));
  document.addEventListener("pointerdown", outside, true);
  document.body.append(menu);
  place(menu, x, y);
  buttons[0]?.focus({ preventScroll: true });
}

function place(menu, x, y) {
  const box = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - box.width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - box.height - 8))}px`;
}

function menuKeys(event, buttons, close) {
  const at = buttons.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key === "Escape") close();
  else if (steps[event.key]) {
    event.preventDefault();
    buttons.at((at + steps[event.key]) % buttons.length).focus();
  }
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(words.copied);
  } catch {
    toast(words.copyFailed, { kind: "error" });
  }
}

/** A small "copy" button that appears beside any text selected in a message. */
export function installSelectionCopy() {
  const button = h("button", { type: "button", class: "selection-copy", hidden: true }, icon("copy"), "");
  let chosen = "";
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    copyText(chosen);
    button.hidden = true;
  });
  document.addEventListener("selectionchange", () => {
    if (document.getSelection().isCollapsed) button.hidden = true;
  });
  document.addEventListener("pointerup", () => setTimeout(() => {
    chosen = selectedInMessage();
    button.hidden = !chosen;
    if (!chosen) return;
    button.lastChild.textContent = words.copySelection;
    const box = document.getSelection().getRangeAt(0).getBoundingClientRect();
    place(button, box.left + box.width / 2 - button.offsetWidth / 2, box.top - button.offsetHeight - 6);
  }));
  document.body.append(button);
}

function selectedInMessage() {
  const selection = document.getSelection();
  const anchor = selection.anchorNode?.parentElement?.closest(".text");
  return selection.isCollapsed || !anchor ? "" : selection.toString();
}
