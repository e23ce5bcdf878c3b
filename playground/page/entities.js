// Text with its entities, exactly as received. Offsets count UTF-16 units, which is what JavaScript strings count in.

import { h, safeLink } from "./dom.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** actions: {command(text), copy(text)} for what can be clicked inside a text. */
export function richText(text, entities, actions) {
  const fragment = document.createDocumentFragment();
  const ordered = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fragment.append(...renderRange(text, 0, text.length, ordered, actions));
  return fragment;
}

function renderRange(text, from, to, entities, actions) {
  const parts = [];
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    index += 1;
    const start = Math.max(entity.offset, at);
    const stop = Math.min(entity.offset + entity.length, to);
    if (stop <= start) continue;
    const inner = [];
    while (index < entities.length && entities[index].offset < stop) inner.push(entities[index++]);
    if (start > at) parts.push(text.slice(at, start));
    parts.push(wrap(entity, text.slice(start, stop), renderRange(text, start, stop, inner, actions), actions));
    at = stop;
    if (BLOCKS.has(entity.type) && text[at] === "\n" && at < to) {
      parts.push(h("span", { class: "swallowed" }, "\n")); // the block already ends its line; the text stays whole
      at += 1;
    }
  }
  if (at < to) parts.push(text.slice(at, to));
  return parts;
}

const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };

function wrap(entity, raw, children, actions) {
  if (SIMPLE[entity.type]) return h(SIMPLE[entity.type], {}, children);
  const make = WRAPPERS[entity.type];
  return make ? make(children, raw, entity, actions) : h("span", {}, children);
}

const link = (children, address) => {
  const href = safeLink(address);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children) : h("span", {}, children);
};

const clickable = (children, action, className = "text-action") =>
  h("span", {
    class: className, role: "button", tabindex: "0", onclick: action,
    onkeydown: (event) => event.key === "Enter" && action(),
  }, children);

function spoiler(children) {
  const node = clickable(children, () => node.classList.add("open"), "spoiler");
  return node;
}

function expandable(children) {
  const node = h("blockquote", { class: "expandable", onclick: () => node.classList.toggle("open") }, children);
  return node;
}

function pre(children, raw, entity, actions) {
  const head = h("span", { class: "pre-language", "data-language": entity.language || "", "aria-hidden": "true" });
  return h("pre", { onclick: () => actions.copy(raw) }, entity.language ? head : null, h("code", {}, children));
}

const WRAPPERS = {
  spoiler,
  pre,
  expandable_blockquote: expandable,
  blockquote: (children) => h("blockquote", {}, children),
  code: (children, raw, entity, actions) => h("code", { onclick: () => actions.copy(raw) }, children),
  text_link: (children, raw, entity) => link(children, entity.url),
  url: (children, raw) => link(children, raw),
  email: (children, raw) => link(children, `mailto:${raw}`),
  phone_number: (children, raw) => link(children, `tel:${raw}`),
  bot_command: (children, raw, entity, actions) => clickable(children, () => actions.command(raw)),
  mention: (children) => h("span", { class: "text-action" }, children),
  text_mention: (children) => h("span", { class: "text-action" }, children),
  hashtag: (children) => h("span", { class: "text-action" }, children),
  cashtag: (children) => h("span", { class: "text-action" }, children),
};
