// Entities: how many rows, how they grow, what is done to them, how much room they take.

import { h, known, panel, say } from "../dom.js";
import { bytes, count, rate, short } from "../format.js";
import { table } from "../table.js";

const KINDS = ["read", "insert", "update", "delete"];
const WINDOW_MS = 60_000;

export function mount(root) {
  let [inspection, entities, past] = [null, [], []];
  const rows = table({
    caption: "Rows are the server's estimate where it keeps one; growth and operations are of this instance.",
    sortBy: 6, limit: 14, empty: "No statement of an entity has run yet.",
    columns: [
      { label: "Entity", value: (one) => one.entity, show: (one) => one.entity },
      { label: "Rows", number: true, value: (one) => one.size?.rows_estimate, show: (one) => (one.size?.rows_estimate === undefined ? "–" : short(one.size.rows_estimate)) },
      { label: "Growth", number: true, value: (one) => one.growth, show: (one) => (one.growth > 0 ? "+" : "") + count(one.growth) },
      { label: "Active, 5 min / 24 h", number: true, value: (one) => one.active?.["24h"], show: (one) => (one.active ? `${short(one.active["5m"])} / ${short(one.active["24h"])}` : "–") },
      { label: "Last minute", number: true, value: (one) => one.minute, show: (one) => (one.minute > 0 ? "+" : "") + count(one.minute) },
      { label: "Operations", class: "mixed", show: (one) => mix(one) },
      { label: "Calls", number: true, value: (one) => one.calls, show: (one) => short(one.calls) },
      { label: "Rows read", number: true, value: (one) => one.rows.read, show: (one) => short(one.rows.read) },
      { label: "Table", number: true, value: (one) => one.size?.table_bytes, show: (one) => bytes(one.size?.table_bytes) },
      { label: "Indexes", number: true, value: (one) => one.size?.index_bytes, show: (one) => bytes(one.size?.index_bytes) },
    ],
  });
  const sizes = table({
    caption: "Tables and indexes by size, those of no entity included.",
    sortBy: 1, limit: 10, empty: "The server tells of no tables.",
    columns: [
      { label: "Table", value: (one) => one.table, show: (one) => h("code", {}, one.table) },
      { label: "Together", number: true, value: (one) => one.table_bytes + one.index_bytes, show: (one) => bytes(one.table_bytes + one.index_bytes) },
      { label: "Rows", number: true, value: (one) => one.table_bytes, show: (one) => bytes(one.table_bytes) },
      { label: "Indexes", number: true, value: (one) => one.index_bytes, show: (one) => bytes(one.index_bytes) },
    ],
  });
  const legend = h("ul", { class: "keys" }, [["one", "read"], ["two", "insert"], ["four", "update"], ["three", "delete"]].map(([colour, word]) =>
    h("li", {}, h("span", { class: `swatch ${colour}`, "aria-hidden": "true" }), word)));
  const [first, second] = [panel("Entities", "", rows.element, legend), panel("Tables", "", sizes.element)];
  root.append(h("div", { class: "grid" }, first.element, second.element));

  function draw() {
    const tables = known(inspection?.tables);
    const byName = new Map((tables.answer ?? []).map((one) => [one.table, one]));
    const active = new Map((inspection?.activity ?? []).map((one) => [one.entity, one]));
    for (const one of entities) [one.size, one.active] = [byName.get(one.table), active.get(one.entity)];
    rows.update(entities);
    sizes.update(tables.answer ?? []);
    const whole = known(inspection?.size_bytes);
    say(second.note, inspection ? (whole.answer === undefined ? whole.reason : `the database: ${bytes(whole.answer)}`) + (tables.reason ? ` · tables ${tables.reason}` : "") : "not asked yet");
  }

  return {
    stats({ database }) {
      const now = performance.now();
      entities = summed(database.statements);
      past = [...past.filter(({ at }) => now - at <= WINDOW_MS), { at: now, growth: new Map(entities.map((one) => [one.entity, one.growth])) }];
      for (const one of entities) one.minute = one.growth - (past[0].growth.get(one.entity) ?? 0);
      draw();
    },
    inspection(next) {
      inspection = next;
      draw();
    },
  };
}

function summed(statements) {
  const entities = new Map();
  for (const one of statements.filter(({ entity }) => entity)) {
    const found = entities.get(one.entity) ?? { entity: one.entity, table: null, calls: 0, of: {}, rows: { read: 0, insert: 0, update: 0, delete: 0 } };
    if (one.table && (one.operation === "insert" || !found.table)) found.table = one.table;
    found.calls += one.duration.count;
    found.of[one.operation] = (found.of[one.operation] ?? 0) + one.duration.count;
    if (one.operation in found.rows) found.rows[one.operation] += one.rows;
    entities.set(one.entity, found);
  }
  return [...entities.values()].map((one) => ({ ...one, growth: one.rows.insert - one.rows.delete }));
}

/** The parts of reads and writes, as a bar and, for those who do not see it, as text. */
function mix(one) {
  const parts = KINDS.map((kind) => (one.of[kind] ?? 0) / (one.calls || 1));
  const text = KINDS.map((kind, place) => `${kind} ${rate(parts[place] * 100)} %`).join(", ");
  return h("span", { title: text }, h("span", { class: "unseen" }, text), h("span", { class: "mix", "aria-hidden": "true" }, parts.map((part) => {
    const bar = h("i");
    bar.style.width = `${part * 100}%`;
    return bar;
  })));
}
