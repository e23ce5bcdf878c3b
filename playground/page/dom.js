// The few helpers that replace a framework. Text always becomes a text node: nothing of a message is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "x", onclick: f, "aria-label": "…"}, "text", node, null) */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "style" && typeof value === "object") setStyles(node, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "testid") node.dataset.testid = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function setStyles(node, styles) {
  for (const [name, value] of Object.entries(styles)) node.style.setProperty(name, value);
}

const ICONS = {
  send: '<path d="M3.4 20.2 21 12 3.4 3.8l-.1 6.3L15 12 3.3 13.9z" fill="currentColor" stroke="none"/>',
  mic: '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21"/>',
  attach: '<path d="m20 11.5-8.2 8.2a5.3 5.3 0 0 1-7.5-7.5l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.5 8.5a1.8 1.8 0 0 1-2.5-2.5l7.8-7.8"/>',
  keyboard: '<rect x="3" y="5" width="18" height="14" rx="3"/><path d="M7 9.5h2M11 9.5h2M15 9.5h2M7 14.5h10"/>',
  lines: '<path d="M5 7.5h14M5 12h14M5 16.5h14"/>',
  chevron: '<path d="m6 9.5 6 6 6-6"/>',
  back: '<path d="m14.5 5-7 7 7 7"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  check: '<path d="m4 12.5 4.5 4.5L19 7"/>',
  checks: '<path d="m1.5 12.5 4.5 4.5L15.5 7.5M11 16l1 1L21.5 7.5"/>',
  clock: '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>',
  play: '<path d="M8 5.2v13.6a.8.8 0 0 0 1.2.7l10.8-6.8a.8.8 0 0 0 0-1.4L9.2 4.5a.8.8 0 0 0-1.2.7z" fill="currentColor" stroke="none"/>',
  pause: '<path d="M7.5 5h3v14h-3zM13.5 5h3v14h-3z" fill="currentColor" stroke="none"/>',
  download: '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
  moon: '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>',
  sun: '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"/>',
  split: '<rect x="3" y="4.5" width="18" height="15" rx="3"/><path d="M12 4.5v15"/>',
  single: '<rect x="3" y="4.5" width="18" height="15" rx="3"/><path d="M7 10h10M7 14h6"/>',
  terminal: '<path d="m5 7 5 5-5 5M12.5 17.5H19"/>',
  dots: '<g fill="currentColor" stroke="none"><circle cx="12" cy="5.5" r="1.7"/><circle cx="12" cy="12" r="1.7"/><circle cx="12" cy="18.5" r="1.7"/></g>',
  reply: '<path d="M9.5 6 4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6V19"/>',
  copy: '<rect x="8.5" y="8.5" width="11" height="11" rx="2.5"/><path d="M15.5 8.5V7A2.5 2.5 0 0 0 13 4.5H7A2.5 2.5 0 0 0 4.5 7v6A2.5 2.5 0 0 0 7 15.5h1.5"/>',
  trash: '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10.3 10.5v5.5M13.7 10.5v5.5"/>',
  ban: '<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>',
  snail: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
  bolt: '<path d="M13 3 5 13.5h6L10 21l8.5-11H12.5z"/>',
  hand: '<path d="M12 3.5v9M12 16.5v.1M4 20.5h16L12 3.5z"/>',
  cut: '<path d="M3 12h5l2-4M21 12h-5l-2 4M11 5l2-2M11 21l2-2"/>',
  restart: '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.5M20 4.5v5h-5"/>',
  wrench: '<path d="M14.5 9.5a4.5 4.5 0 0 1 5.6-5.4l-2.8 2.8 1.8 1.8 2.8-2.8"/><path d="m14 8.5-9.3 9.3a1.8 1.8 0 0 0 2.5 2.5L16.5 11"/>',
  image: '<rect x="3.5" y="4.5" width="17" height="15" rx="3"/><circle cx="8.5" cy="9.5" r="1.5"/><path d="m4 17 5-4.5 3.5 3 3-2.5 5 4"/>',
  file: '<path d="M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5"/>',
  external: '<path d="M8 16 17 7M10 7h7v7"/>',
  info: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.1"/>',
  warning: '<path d="M12 4 3 19.5h18zM12 10v4.5M12 17v.1"/>',
  wave: '<path d="M4 10v4M8 6.5v11M12 9v6M16 4.5v15M20 10v4"/>',
};

export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = ICONS[name]; // our own constants only
  return svg;
}

export function iconButton(name, label, props = {}) {
  const { class: extra = "", ...rest } = props;
  return h("button", { type: "button", class: `icon-button ${extra}`, "aria-label": label, title: label, ...rest }, icon(name));
}

/** A round avatar: a gradient by id and a letter, or the bot's own sign. */
export function avatar(person, size = "") {
  const letter = [...(person.first_name || person.title || "?")][0];
  const sign = person.is_bot ? icon("wave", "icon avatar-sign") : letter;
  const tint = person.is_bot ? "bot" : Math.abs(Number(person.id) || 0) % 7;
  return h("span", { class: `avatar ${size}`, dataset: { tint: String(tint) }, "aria-hidden": "true" }, sign);
}

/** Only addresses that open a page or an application; never javascript: or data:. */
export function safeLink(address) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`);
    return ["http:", "https:", "tg:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
