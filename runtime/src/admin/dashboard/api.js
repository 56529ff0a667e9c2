// Requests to the routes beside this page. Paths are relative, so that the routes may stand below any prefix.

const KEY = "larder-admin-token";
let token = sessionStorage.getItem(KEY) ?? "";

/** A refusal, as a problem document tells it. */
export class Problem extends Error {
  constructor(status, document) {
    super([document.title, document.detail].filter(Boolean).join(" "));
    this.status = status;
    this.document = document;
  }
}

export function setToken(value) {
  token = value;
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
}

export const hasToken = () => token !== "";

const headers = (more) => (token ? { authorization: `Bearer ${token}`, ...more } : more);

export async function get(path) {
  return read(await fetch(path, { headers: headers({ accept: "application/json" }) }));
}

/** A probe that is down answers as well. */
export async function probe(path) {
  const response = await fetch(path, { headers: headers({ accept: "application/json" }) });
  return response.status === 503 ? response.json() : read(response);
}

export async function post(path, body) {
  return read(await fetch(path, { method: "POST", headers: headers({ accept: "application/json" }), body: JSON.stringify(body) }));
}

async function read(response) {
  if (response.ok) return response.json();
  const document = await response.json().catch(() => ({ title: `${response.status} ${response.statusText}` }));
  throw new Problem(response.status, document);
}

/** Sends a request whose answer is a stream of events, and calls `each` with their names and data. */
export async function stream(path, body, each) {
  const response = await fetch(path, { method: "POST", headers: headers({ accept: "text/event-stream" }), body: JSON.stringify(body) });
  if (!response.ok) return read(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return undefined;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const field = (name) => event.split("\n").find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1).trim();
      if (field("event")) each(field("event"), JSON.parse(field("data")));
    }
  }
}
