// Numbers as people read them.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const NONE = "–";

export const count = (value) => (value === null || value === undefined ? NONE : whole.format(value));

/** Large counts in three digits. */
export function short(value) {
  if (value === null || value === undefined) return NONE;
  for (const [size, letter] of [[1e9, "G"], [1e6, "M"], [1e4, "k"]]) {
    if (Math.abs(value) >= size) return digits(value / (letter === "k" ? 1e3 : size)) + " " + letter;
  }
  return whole.format(value);
}

export function rate(value) {
  if (value === null || value === undefined) return NONE;
  if (value >= 1000) return short(value);
  return value === 0 ? "0" : digits(value);
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return NONE;
  if (seconds === 0) return "0";
  if (seconds < 1e-3) return `${digits(seconds * 1e6)} µs`;
  if (seconds < 1) return `${digits(seconds * 1e3)} ms`;
  return seconds < 120 ? `${digits(seconds)} s` : span(seconds);
}

/** Long times in two units. */
export function span(seconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return "0 s";
  const [letter, size] = units[first];
  const amount = Math.floor(seconds / size);
  const next = units[first + 1];
  const rest = next ? Math.floor((seconds - amount * size) / next[1]) : 0;
  return rest > 0 ? `${amount} ${letter} ${rest} ${next[0]}` : `${amount} ${letter}`;
}

export function bytes(value) {
  if (value === null || value === undefined) return NONE;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let place = 0;
  while (value >= 1024 && place < units.length - 1) {
    value /= 1024;
    place += 1;
  }
  return `${place === 0 ? value : digits(value)} ${units[place]}`;
}

export function percent(part) {
  if (part === null || part === undefined || Number.isNaN(part)) return NONE;
  const value = part * 100;
  return `${value >= 99.95 || value === 0 ? value.toFixed(0) : value.toFixed(1)} %`;
}

/** Three digits that count. */
function digits(value) {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
