// The server's side of the page: plain requests and one stream of events.

async function request(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const text = await response.text();
  const answer = parse(text);
  if (!response.ok) throw new Error(answer?.description || answer?.message || answer?.error || `HTTP ${response.status}`);
  return answer;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const fileUrl = (fileId) => `/sim/file/${encodeURIComponent(fileId)}`;

export const api = {
  state: (language = "") => request("GET", `/sim/state${language && `?language_code=${language}`}`),
  messages: (chatId) => request("GET", `/sim/chats/${chatId}/messages`),
  send: (fields) => request("POST", "/sim/message", fields),
  press: (fields) => request("POST", "/sim/press", fields),
  start: (userId) => request("POST", "/sim/start", { user_id: userId }),
  block: (userId, blocked) => request("POST", "/sim/block", { user_id: userId, blocked }),
  remove: (chatId, messageId) => request("POST", "/sim/delete", { chat_id: chatId, message_id: messageId }),
  fault: (fields) => request("POST", "/sim/fault", fields),
  repair: () => request("DELETE", "/sim/fault"),
  restart: (away) => request("POST", "/sim/restart", { away }),

  file(fields, blob, name) {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) {
      if (value !== undefined && value !== null && value !== "") form.append(key, String(value));
    }
    form.append("file", blob, name);
    return request("POST", "/sim/file", form);
  },
};

/**
 * Follows /sim/events for ever. After a break it goes on from the last number it saw; onReset is called when
 * the server's numbers began anew (it was restarted), so that the page loads everything again.
 */
export function listen({ since, onEvent, onStatus, onReset }) {
  let last = since;
  let pause = 500;
  let broken = false;

  function open() {
    const source = new EventSource(`/sim/events?since=${last}`);
    source.onopen = () => {
      pause = 500;
      onStatus(true);
      if (broken) onReset();
      broken = false;
    };
    source.onmessage = (event) => {
      const number = Number(event.lastEventId);
      if (number) last = number;
      onEvent(JSON.parse(event.data), number);
    };
    source.onerror = () => {
      source.close();
      broken = true;
      onStatus(false);
      setTimeout(open, pause);
      pause = Math.min(pause * 2, 5000);
    };
  }
  open();
}
