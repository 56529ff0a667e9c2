// The cache: hit rates by region and level, Redis, and what an operator does about a row that looks stale.

import { get, post } from "../api.js";
import { confirm, withToken } from "../dialogs.js";
import { facts, h, known, panel, say } from "../dom.js";
import { bytes, count, duration, percent, short, span } from "../format.js";
import { meter, table } from "../table.js";

const found = (level) => level.hits + level.negative_hits;
const share = (level) => (found(level) + level.misses > 0 ? found(level) / (found(level) + level.misses) : null);
const show = (part) => (part === null ? "–" : meter(part, percent(part)));

export function mount(root) {
  // What a sample of the keys in Redis says of each region.
  let sampled = new Map();
  const regions = table({
    caption: "Regions since the store was opened; “(alias)” are look-ups by unique fields. Sizes are estimates, from some of the entries.",
    sortBy: 1, limit: 14, empty: "Nothing was read through the cache yet.",
    columns: [
      { label: "Region", value: (one) => one.region, show: (one) => one.region },
      { label: "Reads", number: true, value: (one) => found(one.memory) + one.memory.misses, show: (one) => short(found(one.memory) + one.memory.misses) },
      { label: "Hits in process", number: true, value: (one) => share(one.memory), show: (one) => show(share(one.memory)) },
      { label: "Hits in Redis", number: true, value: (one) => share(one.shared), show: (one) => show(share(one.shared)) },
      { label: "Entries", number: true, value: (one) => one.entries, show: (one) => count(one.entries) },
      { label: "In process, about", number: true, value: (one) => one.entry_bytes_estimate, show: (one) => bytes(one.entry_bytes_estimate) },
      { label: "In Redis, about", number: true, value: (one) => sampled.get(one.region), show: (one) => (sampled.has(one.region) ? bytes(sampled.get(one.region)) : "–") },
      { label: "Loads", number: true, value: (one) => one.loads, show: (one) => short(one.loads) },
      { label: "Load, p99", number: true, value: (one) => one.load.p99_seconds, show: (one) => duration(one.load.p99_seconds) },
      { label: "Probes, stale", number: true, value: (one) => one.probes_stale, show: (one) => (one.probes_agreed + one.probes_stale > 0 ? `${short(one.probes_agreed + one.probes_stale)}, ${count(one.probes_stale)}` : "–") },
      { label: "Invalidated", number: true, value: (one) => one.invalidations, show: (one) => short(one.invalidations) },
    ],
  });
  const redis = facts(["State", "Commands, p99", "Errors", "Memory", "Keys", "Evicted", "Unconfirmed invalidations", "Encoded, on their way"]);
  const redisPanel = panel("Redis", "third", redis.element);
  root.append(h("div", { class: "grid" }, panel("Regions", "", regions.element).element, redisPanel.element, keys(root)));
  return {
    stats({ cache }) {
      regions.update(cache.regions.filter((one) => found(one.memory) + one.memory.misses + one.bypassed + one.invalidations > 0));
      fill(root.querySelector("#flush-region"), cache.regions.map((one) => one.region).filter((name) => !name.endsWith(" (alias)")));
      const up = cache.redis_up;
      redis.set("State", !cache.enabled ? "cache switched off" : up === null ? "none: in process only" : up ? "answers" : "does not answer");
      redis.set("Commands, p99", duration(Math.max(...cache.redis.map((one) => one.duration.p99_seconds ?? 0), 0) || null));
      redis.set("Errors", up === null ? "–" : count(cache.redis.reduce((sum, one) => sum + one.timeouts + one.connection_errors + one.refused, 0)));
      redis.set("Unconfirmed invalidations", count(cache.pending_invalidations));
      redis.set("Encoded, on their way", bytes(cache.encode_buffer_bytes));
    },
    inspection({ redis: view, redis_regions: sample }) {
      sampled = new Map((known(sample).answer ?? []).map((one) => [one.region, one.bytes_estimate]));
      const { answer, reason } = known(view);
      redis.set("Memory", answer ? bytes(answer.used_bytes) + (answer.max_bytes ? ` of ${bytes(answer.max_bytes)}` : "") : "–");
      redis.set("Keys", answer ? count(answer.keys) : "–");
      redis.set("Evicted", answer ? count(answer.evicted_keys) : "–");
      say(redisPanel.note, answer ? "of all who use it" : reason);
    },
  };
}

function fill(choice, names) {
  if (names.join() === [...choice.options].map((one) => one.value).join()) return;
  const before = choice.value;
  choice.replaceChildren(...names.map((name) => h("option", {}, name)));
  if (names.includes(before)) choice.value = before;
}

/** Look-up of one key, and flushes. */
function keys() {
  const field = (id, label, more) => h("div", { class: "field" }, h("label", { for: id }, label), h("input", { id, autocomplete: "off", spellcheck: "false", ...more }));
  const region = h("select", { id: "flush-region" });
  const outcome = h("p", { class: "outcome", role: "status" });
  const value = (id) => form.querySelector(`#${id}`).value.trim();
  const address = () => ({
    region: region.value,
    ...(value("flush-tenant") && { tenant: value("flush-tenant") }),
    ...(value("flush-alias") && { alias: value("flush-alias") }),
    ...(value("flush-key") && { key: value("flush-key").split(",").map((part) => part.trim()) }),
  });
  const told = async (work) => {
    try { outcome.textContent = await work(); } catch (problem) { outcome.textContent = problem.message; }
  };
  const lookUp = () => told(async () => {
    const { key = [], ...named } = address();
    const query = new URLSearchParams([...Object.entries(named), ...key.map((part) => ["key", part])]);
    const entry = await get(`admin/cache/entry?${query}`);
    return `${entry.key} — in process: ${state(entry.memory)}; in Redis: ${entry.redis ? state(entry.redis) : "there is no Redis"}.`;
  });
  const flush = async () => {
    const what = address();
    const words = what.key ? `the key ${what.key.join(", ")} of ${what.region}` : what.tenant ? `${what.region} of the tenant ${what.tenant}` : `everything in ${what.region}`;
    if (!(await confirm("Flush the cache?", [`This empties ${words} in both levels. The next reads go to the database.`], "Flush"))) return;
    await told(() => withToken(async () => {
      const report = await post("admin/cache/flush", what);
      return `Flushed ${words}${report.unconfirmed ? "; Redis has not confirmed it yet" : ""}.`;
    }));
  };
  const form = h("form", { submit: (event) => { event.preventDefault(); lookUp(); } },
    h("div", { class: "form" },
      h("div", { class: "field" }, h("label", { for: "flush-region" }, "Region"), region),
      field("flush-tenant", "Tenant, if any"),
      field("flush-key", "Key", { placeholder: "values, by commas" }),
      field("flush-alias", "Unique field, if any", { placeholder: "email" })),
    h("div", { class: "actions start" }, h("button", { type: "submit" }, "Look up"), h("button", { type: "button", class: "quiet", click: flush }, "Flush…")),
    outcome);
  return panel("One key", "two-thirds", form).element;
}

function state(copy) {
  switch (copy.state) {
    case "row": return `the row, for ${span(copy.remaining_seconds)}${copy.bytes ? `, ${bytes(copy.bytes)}` : ""}`;
    case "no_row": return `known not to exist, for ${span(copy.remaining_seconds)}`;
    case "absent": return "nothing";
    case "unusable": return "out of date, not served";
    case "leased": return "being loaded";
    case "fenced": return "being written";
    default: return "not known: Redis does not answer";
  }
}
