// Tables that are sorted by their headings.

import { h } from "./dom.js";

/**
 * `columns`: label, `number` for figures, `value(row)` to sort by, `show(row)` for what stands there.
 * `limit`: rows that are shown before somebody asks for all.
 */
export function table({ caption, columns, sortBy, limit = Infinity, empty = "Nothing yet." }) {
  let [column, falls, all, rows] = [sortBy, true, false, []];
  const body = h("tbody");
  const headings = columns.map((one, place) => heading(one, place));
  const more = h("button", { type: "button", class: "quiet", click: () => { all = !all; draw(); } });
  const scroll = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", { class: "unseen" }, caption), h("thead", {}, h("tr", {}, headings)), body));
  const rest = h("div", { class: "actions start" }, more);
  // A caption is as wide as its table, which a phone shows a part of; this one is as wide as the screen.
  const shown = h("p", { class: "caption", "aria-hidden": "true" }, caption);
  const element = h("div", {}, shown, scroll, rest);

  function heading(one, place) {
    const classes = classesOf(one);
    if (!one.value) return h("th", { scope: "col", class: classes }, one.label);
    const button = h("button", { type: "button", click: () => sort(place) }, one.label);
    return h("th", { scope: "col", class: classes }, button);
  }

  function sort(place) {
    falls = column === place ? !falls : true;
    column = place;
    draw();
  }

  function draw() {
    headings.forEach((element, place) => {
      if (!columns[place].value) return;
      element.setAttribute("aria-sort", place !== column ? "none" : falls ? "descending" : "ascending");
    });
    const value = columns[column]?.value;
    const sorted = value ? [...rows].sort((a, b) => compare(value(a), value(b)) * (falls ? -1 : 1)) : rows;
    const shown = all ? sorted : sorted.slice(0, limit);
    body.replaceChildren(...shown.map(line));
    if (rows.length === 0) body.append(h("tr", {}, h("td", { class: "empty", colspan: columns.length }, empty)));
    rest.hidden = rows.length <= limit;
    more.textContent = all ? "Show fewer" : `Show all ${rows.length}`;
  }

  const line = (row) => h("tr", {}, columns.map((one, place) => {
    const attributes = { class: classesOf(one) };
    return place === 0 ? h("th", { scope: "row", ...attributes }, one.show(row)) : h("td", attributes, one.show(row));
  }));

  draw();
  return { element, update: (next) => { rows = next; draw(); } };
}

const classesOf = (one) => [one.number && "number", one.class].filter(Boolean).join(" ") || undefined;

function compare(a, b) {
  if (typeof a === "string" || typeof b === "string") return -String(a ?? "").localeCompare(String(b ?? ""));
  return (a ?? -Infinity) - (b ?? -Infinity);
}

/** A share as a number and a bar; the bar says nothing that the number does not. */
export function meter(part, text) {
  const bar = h("i");
  bar.style.width = `${Math.round(Math.min(1, Math.max(0, part || 0)) * 100)}%`;
  return h("span", {}, text, h("span", { class: "meter", "aria-hidden": "true" }, bar));
}

/** The name of a statement: entity and method. */
export const statementName = (one) => h("span", { class: "name" },
  one.entity ? h("span", { class: "entity" }, `${one.entity}.`) : null, one.method);
