// The list of messages of one chat as one user sees it: keeps the nodes that did not change, sticks to the bottom.

import { avatar, h, icon } from "./dom.js";
import { bubble, pendingBubble } from "./bubbles.js";
import { mediumOf, serviceText } from "./media.js";
import { senderOf, sorted } from "./store.js";
import { formatDay, words } from "./words.js";

const GROUP_SECONDS = 600;
const NEAR_BOTTOM = 60;

export function createStream(chat, ctx) {
  const list = h("div", { class: "messages" });
  const scroller = h("div", { class: "stream", role: "log", tabindex: "0", "aria-label": words.chats }, list);
  const badge = h("span", { class: "badge", hidden: true });
  const down = h("button", { type: "button", class: "to-bottom", "aria-label": words.toBottom, title: words.toBottom, onclick: () => toBottom(true) }, icon("chevron"), badge);
  const nodes = new Map();
  let stuck = true;
  let missed = 0;
  let drawn = false;

  function toBottom(smooth = false) {
    stuck = true;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  function noteScroll() {
    stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM;
    if (stuck) missed = 0;
    down.classList.toggle("shown", !stuck);
    badge.hidden = missed === 0;
    badge.textContent = String(missed);
    down.setAttribute("aria-label", missed ? words.toBottomUnread(missed) : words.toBottom);
  }

  function render() {
    const items = plan(chat, ctx);
    list.classList.toggle("empty", items.length === 0);
    reconcile(list, nodes, items, ctx, drawn);
    drawn = true;
    if (stuck) toBottom();
  }

  scroller.addEventListener("scroll", noteScroll, { passive: true });
  const watcher = new ResizeObserver(() => (stuck ? toBottom() : noteScroll()));
  watcher.observe(list);
  watcher.observe(scroller);
  render();
  return {
    root: h("div", { class: "stream-frame" }, scroller, down), list, render, toBottom,
    arrived() {
      if (!stuck) missed += 1;
      noteScroll();
    },
    jump: (id) => flash(list, id),
    destroy: () => watcher.disconnect(),
  };
}

function flash(list, id) {
  const row = list.querySelector(`[data-message-id="${id}"]`)?.closest(".row");
  if (!row) return;
  row.scrollIntoView({ block: "center", behavior: "smooth" });
  row.classList.remove("flash");
  requestAnimationFrame(() => row.classList.add("flash"));
}

// --- what stands in the list ---

/** Items in order: {key, signature, make(), classes} */
function plan(chat, ctx) {
  const groups = grouped(sorted(chat));
  const lastBot = groups.reduce((last, group) => (group[0].sender === "bot" ? Math.max(last, group[0].message_id) : last), 0);
  const items = [];
  let day = "";
  groups.forEach((group, index) => {
    const date = formatDay(group[0].date);
    if (date !== day) items.push(label(`day-${date}`, date));
    const opens = date !== day || !together(groups[index - 1], group);
    day = date;
    const closes = !together(group, groups[index + 1]);
    items.push(...messageItem(group, ctx, { opens, closes, read: group[0].message_id < lastBot }));
  });
  for (const pending of chat.pending.values()) {
    if (pending.userId === ctx.viewer.id) items.push({ key: pending.key, signature: "", make: () => pendingBubble(pending), classes: { last: true, first: true } });
  }
  return items;
}

function messageItem(group, ctx, { opens, closes, read }) {
  const message = group[0];
  const service = mediumOf(message) || message.text ? null : serviceText(message);
  if (service) return [label(`m-${message.message_id}`, service)];
  const item = {
    key: `m-${message.message_id}`,
    signature: group.map(signatureOf).join(),
    make: () => bubble(group, ctx),
    classes: { first: opens, last: closes, read },
  };
  if (ctx.group && closes && !(message.from?.id === ctx.viewer.id && message.sender !== "bot")) item.avatar = senderOf(message);
  return [item];
}

const signatures = new WeakMap(); // a message is replaced, never changed, so its text form is made once

function signatureOf(message) {
  if (!signatures.has(message)) signatures.set(message, JSON.stringify(message));
  return signatures.get(message);
}

function label(key, text) {
  return { key, signature: text, make: () => h("div", { class: "service" }, h("span", {}, text)), classes: {} };
}

/** Messages of one album together; every other one alone. */
function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    const album = message.media_group_id;
    if (album && last?.[0].media_group_id === album && last[0].from?.id === message.from?.id) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function together(before, after) {
  if (!before || !after) return false;
  const [one, other] = [before.at(-1), after[0]];
  const same = one.sender === other.sender && one.from?.id === other.from?.id;
  return same && !serviceText(one) && !serviceText(other) && other.date - one.date < GROUP_SECONDS && formatDay(one.date) === formatDay(other.date);
}

// --- putting it on the page ---

function reconcile(list, nodes, items, ctx, drawn) {
  const keep = new Set(items.map((item) => item.key));
  for (const [key, entry] of nodes) {
    if (!keep.has(key)) {
      entry.node.remove();
      nodes.delete(key);
    }
  }
  const wanted = items.map((item) => freshNode(nodes, item, ctx, drawn).node);
  let place = list.firstChild;
  for (const node of wanted) {
    if (node === place) place = place.nextSibling;
    else list.insertBefore(node, place);
  }
}

/** An edited message is drawn anew; whoever stands on one of its buttons with the keyboard stays there. */
function replaceNode(old, node) {
  const index = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
  old.replaceWith(node);
  if (index >= 0) node.querySelectorAll("button, a")[index]?.focus({ preventScroll: true });
}

function freshNode(nodes, item, ctx, drawn) {
  let entry = nodes.get(item.key);
  if (!entry || entry.signature !== item.signature) {
    const node = item.make();
    if (!entry && drawn) node.classList.add("appearing");
    if (entry) replaceNode(entry.node, node);
    entry = { node, signature: item.signature };
    nodes.set(item.key, entry);
  }
  for (const [name, set] of Object.entries(item.classes)) entry.node.classList.toggle(name, Boolean(set));
  showAvatar(entry.node, item.avatar);
  return entry;
}

function showAvatar(node, person) {
  const shown = node.querySelector(":scope > .avatar");
  if (person && !shown) node.prepend(avatar(person, "small"));
  if (!person && shown) shown.remove();
}
