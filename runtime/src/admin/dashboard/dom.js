// Elements without markup in texts: what comes from servers is only ever set as text.

/** Makes an element; `attributes` are properties of the markup, functions among them are listeners. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

/** A panel with a heading of its own; returns the panel and the place for a note beside the heading. */
export function panel(title, size, ...children) {
  const note = h("p");
  const element = h("div", { class: `panel ${size}` }, h("header", {}, h("h3", {}, title), note), ...children);
  return { element, note };
}

/** Sets a text only where it differs, so that nothing is announced or laid out again for nothing. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A list of pairs, whose values are set by name. */
export function facts(names) {
  const values = new Map();
  const list = h("dl", { class: "facts" });
  for (const name of names) {
    const value = h("dd", {}, "–");
    values.set(name, value);
    list.append(h("dt", {}, name), value);
  }
  return { element: list, set: (name, text) => say(values.get(name), text) };
}

/** What a server answered to one question: its answer, or why there is none. */
export function known(view) {
  if (view === undefined || view === null) return { reason: "not asked yet" };
  if ("known" in view) return { answer: view.known };
  const [words, reason] = "not_permitted" in view ? ["not permitted", view.not_permitted] : ["not kept", view.not_kept];
  return { reason: `${words}: ${reason.replaceAll("`", "")}` };
}
