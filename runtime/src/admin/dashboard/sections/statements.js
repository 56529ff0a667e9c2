// Which statements run, how often, how long.

import { bars } from "../charts.js";
import { h, panel, say } from "../dom.js";
import { count, duration, percent, rate, short } from "../format.js";
import { meter, statementName, table } from "../table.js";

const key = (one) => `${one.entity}.${one.method}`;
const mean = (one) => (one.duration.count ? one.duration.sum_seconds / one.duration.count : null);
const errors = (one) => Object.values(one.errors).reduce((sum, value) => sum + value, 0);

export function mount(root) {
  let [rates, whole, stats] = [new Map(), 0, null];
  const all = table({
    caption: "Every statement, by entity and method. Sort by p99 for the slowest, by calls for the most frequent.",
    sortBy: 6, limit: 12,
    columns: [
      { label: "Statement", value: key, show: statementName },
      { label: "Kind", value: (one) => one.operation, show: (one) => one.operation },
      { label: "Calls", number: true, value: (one) => one.duration.count, show: (one) => short(one.duration.count) },
      { label: "Now", number: true, value: (one) => rates.get(key(one)) ?? 0, show: (one) => `${rate(rates.get(key(one)) ?? 0)}/s` },
      { label: "Mean", number: true, value: mean, show: (one) => duration(mean(one)) },
      { label: "p99", number: true, value: (one) => one.duration.p99_seconds, show: (one) => duration(one.duration.p99_seconds) },
      { label: "Share of time", number: true, value: (one) => one.duration.sum_seconds, show: (one) => meter(one.duration.sum_seconds / whole, percent(one.duration.sum_seconds / whole)) },
      { label: "Rows", number: true, value: (one) => one.rows, show: (one) => short(one.rows) },
      { label: "Errors", number: true, value: errors, show: (one) => count(errors(one)) },
    ],
  });
  const slow = table({
    caption: "Statements that took longer than the configured limit, each execution of which is in the log.",
    sortBy: 1, limit: 8, empty: "None so far.",
    columns: [
      { label: "Statement", value: key, show: statementName },
      { label: "Slow", number: true, value: (one) => one.slow, show: (one) => count(one.slow) },
      { label: "Of calls", number: true, value: (one) => one.slow / one.duration.count, show: (one) => percent(one.slow / one.duration.count) },
      { label: "Longest", number: true, value: (one) => one.duration.max_seconds, show: (one) => `≤ ${duration(one.duration.max_seconds)}` },
    ],
  });
  const chart = bars("Distribution of durations");
  const choice = h("select", { id: "distribution", change: () => distribute() });
  const distribution = panel("Distribution of durations", "half",
    h("div", { class: "field" }, h("label", { for: "distribution" }, "Statement"), choice), chart.element);
  const slowPanel = panel("Slow statements", "half", slow.element);
  root.append(h("div", { class: "grid" }, distribution.element, slowPanel.element, panel("All statements", "", all.element).element));

  function distribute() {
    if (!stats) return;
    const chosen = stats.database.statements.find((one) => key(one) === choice.value);
    const { count: calls, p50_seconds: median, p99_seconds: worst, buckets } = chosen?.duration ?? stats.database.total.duration;
    chart.update(binned(buckets), `${count(calls)} executions, median ${duration(median)}, 99th percentile ${duration(worst)}.`, "Nothing was executed yet.");
    say(distribution.note, calls ? `median ${duration(median)} · p99 ${duration(worst)}` : "");
  }

  function choices(statements) {
    const wanted = ["", ...statements.map(key)];
    if (wanted.join() === [...choice.options].map((one) => one.value).join()) return;
    const before = choice.value;
    choice.replaceChildren(...wanted.map((name) => h("option", { value: name }, name || "all together")));
    choice.value = wanted.includes(before) ? before : "";
  }

  return {
    stats(next, before, seconds) {
      stats = next;
      const statements = next.database.statements;
      const earlier = new Map((before?.database.statements ?? []).map((one) => [key(one), one.duration.count]));
      rates = new Map(before ? statements.map((one) => [key(one), (one.duration.count - (earlier.get(key(one)) ?? 0)) / seconds]) : []);
      whole = statements.reduce((sum, one) => sum + one.duration.sum_seconds, 0) || 1;
      all.update(statements);
      slow.update(statements.filter((one) => one.slow > 0));
      say(slowPanel.note, `longer than ${duration(next.configuration.database.slow_statement_seconds)}`);
      choices(statements);
      distribute();
    },
  };
}

/** Puts buckets together by 1, 2 and 5 of each power of ten. */
function binned(buckets) {
  const edges = [];
  for (let power = -7; power <= 2; power += 1) for (const step of [1, 2, 5]) edges.push(Number(`${step}e${power}`));
  const sums = new Array(edges.length + 1).fill(0);
  for (const [bound, counted] of buckets) {
    const place = bound === null ? edges.length : edges.findIndex((edge) => bound <= edge * 1.0001);
    sums[place < 0 ? edges.length : place] += counted;
  }
  const filled = sums.map((sum, place) => (sum > 0 ? place : -1)).filter((place) => place >= 0);
  if (filled.length === 0) return [];
  const [first, last] = [Math.max(0, filled[0] - 1), Math.min(edges.length, filled.at(-1) + 1)];
  return sums.slice(first, last + 1).map((sum, offset) => [edges[first + offset] ? `≤ ${tidy(edges[first + offset])}` : "more", sum]);
}

const tidy = (seconds) => (seconds < 1e-3 ? `${Math.round(seconds * 1e7) / 10} µs` : seconds < 1 ? `${Math.round(seconds * 1e4) / 10} ms` : `${seconds} s`);
