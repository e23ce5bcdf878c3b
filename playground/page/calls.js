// The pane at the right: what the bot asks of Telegram, and the buttons that break the connection between them.

import { api } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { toast } from "./overlays.js";
import { emit, on, store } from "./store.js";
import { words } from "./words.js";

const AWAY_SECONDS = 5;

/** page: {callsOpen, toggleCalls(), activeUser() -> user, block(userId, blocked)} */
export function createCalls(page) {
  const list = h("ol", { class: "call-list", "aria-label": words.calls });
  const count = h("span", { class: "badge danger", hidden: true });
  const filter = h("input", { type: "checkbox", onchange: draw });
  const open = h("button", { type: "button", class: "rail", testid: "calls-open", "aria-label": words.callsOpen, title: words.callsOpen, onclick: page.toggleCalls },
    icon("terminal"), h("span", { class: "rail-text" }, words.calls), count);
  const body = h("div", { class: "calls-body" },
    h("header", { class: "calls-header" }, h("h2", {}, words.calls), iconButton("close", words.callsClose, { testid: "calls-close", onclick: page.toggleCalls })),
    faultPanel(page),
    h("div", { class: "calls-tools" }, h("label", {}, filter, h("span", {}, words.callsFailed)),
      h("button", { type: "button", class: "text-button small", onclick: clear }, words.callsClear)),
    list);
  const root = h("aside", { class: `calls ${page.callsOpen ? "open" : ""}`, testid: "calls", "aria-label": words.calls }, open, body);

  function draw() {
    const shown = filter.checked ? store.calls.filter((call) => !call.ok) : store.calls;
    const failed = store.calls.filter((call) => !call.ok).length;
    count.hidden = failed === 0;
    count.textContent = String(failed);
    count.title = words.callsFailedCount(failed);
    drawRows(list, shown);
  }

  function clear() {
    store.calls.length = 0;
    draw();
  }

  const stop = on("calls", draw);
  draw();
  return { root, destroy: stop };
}

/** The newest on top. Rows that did not change keep their nodes, so an opened row stays open. */
function drawRows(list, calls) {
  const known = new Map([...list.querySelectorAll("[data-number]")].map((row) => [row.dataset.number, row]));
  const rows = calls.map((call) => {
    const row = known.get(String(call.number));
    return row && row.dataset.count === String(call.count) ? row : callRow(call);
  });
  if (rows.length) list.replaceChildren(...rows.reverse());
  else list.replaceChildren(h("li", { class: "calls-empty" }, words.callsEmpty));
}

function callRow(call) {
  const time = new Date(call.at).toLocaleTimeString([], { hour12: false });
  const count = call.count > 1 ? h("span", { class: "call-count" }, `×${call.count}`) : null;
  const summary = h("summary", {},
    h("span", { class: "call-mark", "aria-label": call.ok ? "ok" : "error" }),
    h("span", { class: "call-method" }, call.method, count),
    h("span", { class: "call-time" }, call.ms === undefined ? "" : words.ms(Math.round(call.ms))),
    call.ok ? null : h("span", { class: "call-error" }, `${call.error_code ?? ""} ${call.description ?? ""}`.trim()));
  const details = JSON.stringify(call.parameters ?? {}, null, 2);
  return h("li", { class: call.ok ? "call" : "call failed", testid: "call", dataset: { number: String(call.number), count: String(call.count), method: call.method } },
    h("details", {}, summary, h("p", { class: "call-when" }, time), h("pre", { "aria-label": words.parameters }, details)));
}

// --- faults ---

function faultPanel(page) {
  const fault = (name, label, hint, fields) => faultButton(name, label, hint, async () => {
    await api.fault({ method: "*", ...fields });
    toast(words.faultSet(label));
  });
  const block = () => {
    const user = page.activeUser();
    return page.block(user.id, !store.blocked.has(user.id));
  };
  return h("section", { class: "faults", "aria-label": words.faults },
    h("h3", {}, words.faults), h("p", {}, words.faultsHint),
    h("div", { class: "fault-grid" },
      fault("snail", words.faultSlow, words.faultSlowHint, { kind: "delay", delay: 3, times: 5 }),
      fault("bolt", words.fault5xx, words.fault5xxHint, { kind: "error", error_code: 502, description: "Bad Gateway", times: 3 }),
      fault("hand", words.fault429, words.fault429Hint, { kind: "error", error_code: 429, description: "Too Many Requests: retry after 5", retry_after: 5, times: 1 }),
      fault("cut", words.faultDrop, words.faultDropHint, { kind: "drop_after", times: 1 }),
      faultButton("restart", words.faultRestart, words.faultRestartHint, async () => {
        await api.restart(AWAY_SECONDS);
        toast(words.restarted);
      }),
      faultButton("ban", words.faultBlock, words.faultBlockHint, block)),
    h("button", { type: "button", class: "text-button repair", testid: "fault-clear", onclick: guarded(repair) }, icon("wrench"), words.faultClear));
}

async function repair() {
  await api.repair();
  for (const id of [...store.blocked]) {
    await api.block(id, false);
    store.blocked.delete(id);
  }
  emit("blocked");
  toast(words.faultCleared);
}

function guarded(action) {
  return async () => {
    try {
      await action();
    } catch (error) {
      toast(words.failed(error.message), { kind: "error" });
    }
  };
}

function faultButton(mark, label, hint, action) {
  return h("button", { type: "button", class: "fault", testid: `fault-${mark}`, title: hint, "aria-label": `${label}: ${hint}`, onclick: guarded(action) }, icon(mark), label);
}
