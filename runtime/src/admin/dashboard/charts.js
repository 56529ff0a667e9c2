// Plots by uPlot. Each has its figures as text beside it, and a sentence for those who do not see it.

import { h, panel, say } from "./dom.js";
import { colour, onTheme } from "./theme.js";

const uPlot = window.uPlot;
const FONT = "12px system-ui, sans-serif";

/** Lines over time; `series`: label, colour, `value(sample)`. `most` keeps the scale from following noise. */
export function timeline(title, size, { series, format, most = 0, describe }) {
  const values = series.map(() => h("b", {}, "–"));
  const keys = h("ul", { class: "keys" }, series.map((one, place) =>
    h("li", {}, h("span", { class: `swatch ${one.colour}`, "aria-hidden": "true" }), one.label, values[place])));
  const plot = h("div", { class: "plot", role: "img", "aria-label": `${title}: no figures yet` });
  const { element, note } = panel(title, size, plot, keys);
  let [data, hovered] = [[[]], null];

  const tell = () => {
    const last = data[0].length - 1;
    const at = hovered ?? last;
    series.forEach((_, place) => say(values[place], at < 0 ? "–" : format(data[place + 1][at])));
    say(note, hovered === null || at < 0 ? "" : new Date(data[0][at] * 1000).toLocaleTimeString());
  };

  const draw = drawing(plot, (width, height) => new uPlot({
    width, height,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(max ?? 0, most, 1e-9) * 1.08] } },
    axes: [axis({ size: 30, space: 74, values: (_, ticks) => ticks.map((tick) => clock(tick, data[0])) }), axis({ size: 58, space: 36, values: (_, ticks) => ticks.map(format) })],
    series: [{}, ...series.map((one) => line(one))],
    hooks: { setCursor: [(u) => { hovered = u.cursor.left >= 0 ? u.cursor.idx ?? null : null; tell(); }] },
  }, data, plot));

  return {
    element,
    update(samples) {
      data = [samples.map((one) => one.at / 1000), ...series.map((one) => samples.map((sample) => one.value(sample) ?? null))];
      draw(data, samples.length < 2 && "The first figures come within seconds.");
      tell();
      const last = samples.at(-1);
      if (last) plot.setAttribute("aria-label", `${title}. ${describe ? describe(last) : sentence(series, last, format)}`);
    },
  };
}

/** The time of day, with seconds while little time is shown. */
const clock = (tick, times) => new Date(tick * 1000).toLocaleTimeString([], {
  hour: "2-digit", minute: "2-digit", hour12: false, second: times.at(-1) - times[0] < 240 ? "2-digit" : undefined,
});

const sentence = (series, last, format) => `Now: ${series.map((one) => `${one.label} ${format(one.value(last))}`).join(", ")}.`;

/** Bars of equal width; `bars`: label and value. */
export function bars(title) {
  const plot = h("div", { class: "plot", role: "img", "aria-label": title });
  let labels = [];
  const draw = drawing(plot, (width, height, data) => new uPlot({
    width, height,
    // The last label is wider than its bar.
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: (_, min, max) => [min - 0.6, max + 0.6] }, y: { range: (_, __, max) => [0, (max || 1) * 1.08] } },
    axes: [
      axis({ size: 30, grid: { show: false }, space: 54, incrs: [1, 2, 3, 4, 6, 8], values: (_, ticks) => ticks.map((tick) => labels[tick] ?? "") }),
      axis({ size: 48, space: 36 }),
    ],
    series: [{}, { stroke: colour("one"), fill: `${colour("one")}b0`, width: 1, paths: uPlot.paths.bars({ size: [0.84, 64] }), points: { show: false } }],
  }, data, plot));
  return {
    element: plot,
    update(entries, description, empty) {
      labels = entries.map(([label]) => label);
      draw([entries.map((_, place) => place), entries.map(([, value]) => value)], entries.length === 0 && empty);
      plot.setAttribute("aria-label", `${title}. ${description}`);
    },
  };
}

const axis = (more) => ({
  stroke: colour("soft"), font: FONT,
  grid: { stroke: colour("line"), width: 1 },
  ticks: { stroke: colour("line"), width: 1, size: 4 },
  ...more,
});

const line = (one) => ({
  label: one.label, stroke: colour(one.colour), width: 1.8, points: { show: false },
  fill: one.filled ? `${colour(one.colour)}26` : undefined, spanGaps: true,
});

/** Draws into an element: made anew when its colours change, resized when it does. */
function drawing(plot, make) {
  let [chart, data] = [null, null];
  const rebuild = () => {
    chart?.destroy();
    chart = data && plot.clientWidth > 0 ? make(plot.clientWidth, plot.clientHeight, data) : null;
  };
  onTheme(rebuild);
  new ResizeObserver(() => chart?.setSize({ width: plot.clientWidth, height: plot.clientHeight })).observe(plot);
  return (next, empty) => {
    if (empty) {
      chart?.destroy();
      [chart, data] = [null, null];
      plot.replaceChildren(h("p", { class: "plot-empty" }, empty));
      return;
    }
    if (!data) plot.replaceChildren();
    data = next;
    if (chart) chart.setData(next);
    else rebuild();
  };
}
