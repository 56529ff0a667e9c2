// The instance at a glance, and its last quarter of an hour.

import { timeline } from "../charts.js";
import { h, say } from "../dom.js";
import { bytes, duration, percent, rate } from "../format.js";

const TILES = [
  ["Statements", (s) => [rate(s.statements_per_second), "/s", `${rate(s.rows_per_second)} rows/s`]],
  ["Latency, p99", (s) => [duration(s.p99_seconds), "", `median ${duration(s.p50_seconds)}`]],
  ["Connections", (s) => [`${s.in_use}`, `of ${s.max} in use`, s.waiting ? `${s.waiting} waiting` : `${s.idle} idle`, s.waiting > 0 && "warn"]],
  ["Cache hits", (s) => [percent(s.hit_rate), "", `${rate(s.cache_reads_per_second)} reads/s`]],
  ["Errors", (s) => [rate(s.errors_per_second), "/s", `${rate(s.rollbacks_per_second)} rollbacks/s`, s.errors_per_second > 0 && "warn"]],
  ["Memory", (s) => [bytes(s.resident_bytes), "", "of this process"]],
];

export function mount(root) {
  const tiles = TILES.map(([name, read]) => {
    const [value, unit, sub] = [h("span", {}, "–"), h("small"), h("p", { class: "sub" }, "\u00a0")];
    const element = h("div", { class: "tile" }, h("dt", {}, name), h("dd", {}, value, unit, sub));
    return { element, read, value, unit, sub };
  });
  const charts = [
    timeline("Statements per second", "half", {
      format: rate, most: 1,
      series: [
        { label: "reads", colour: "one", filled: true, value: (s) => s.reads_per_second },
        { label: "writes", colour: "two", value: (s) => s.writes_per_second },
        { label: "errors", colour: "three", value: (s) => s.errors_per_second },
      ],
    }),
    timeline("Latency of statements", "half", {
      format: duration, most: 1e-4,
      series: [
        { label: "p99", colour: "three", value: (s) => s.p99_seconds },
        { label: "p95", colour: "two", value: (s) => s.p95_seconds },
        { label: "median", colour: "one", filled: true, value: (s) => s.p50_seconds },
      ],
    }),
    timeline("Connection pool", "half", {
      format: (value) => `${Math.round(value ?? 0)}`, most: 4,
      series: [
        { label: "in use", colour: "one", filled: true, value: (s) => s.in_use },
        { label: "idle", colour: "four", value: (s) => s.idle },
        { label: "waiting", colour: "three", value: (s) => s.waiting },
      ],
    }),
    timeline("Cache hit rate", "half", {
      format: percent, most: 1,
      series: [
        { label: "all", colour: "one", filled: true, value: (s) => s.hit_rate },
        { label: "in process", colour: "two", value: (s) => s.memory_hit_rate },
        { label: "Redis", colour: "five", value: (s) => s.redis_hit_rate },
      ],
    }),
  ];
  root.append(h("dl", { class: "tiles" }, tiles.map((tile) => tile.element)), h("div", { class: "grid" }, charts.map((chart) => chart.element)));
  return {
    history(samples) {
      charts.forEach((chart) => chart.update(samples));
      const last = samples.at(-1);
      if (!last) return;
      for (const tile of tiles) {
        const [value, unit, sub, mood] = tile.read(last);
        say(tile.value, value);
        say(tile.unit, unit);
        say(tile.sub, sub || "\u00a0");
        tile.element.dataset.mood = mood || "";
      }
    },
  };
}
