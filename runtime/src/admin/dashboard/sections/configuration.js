// The settings that the store was opened with.

import { h, panel } from "../dom.js";
import { duration } from "../format.js";

const words = (name) => name.replace(/_seconds$/, "").replaceAll("_", " ");

function value(name, setting) {
  if (setting === null) return "none";
  if (name.endsWith("_seconds")) return duration(setting);
  if (setting === true) return "yes";
  return setting === false ? "no" : String(setting);
}

function list(settings) {
  const plain = Object.entries(settings).filter(([, setting]) => setting === null || typeof setting !== "object");
  return h("dl", { class: "facts" }, plain.flatMap(([name, setting]) => [h("dt", {}, words(name)), h("dd", {}, value(name, setting))]));
}

export function mount(root) {
  const grid = h("div", { class: "grid" });
  root.append(grid);
  let last = "";
  return {
    stats({ configuration }) {
      const text = JSON.stringify(configuration);
      if (text === last) return;
      last = text;
      const { database, cache, admin, ...rest } = configuration;
      grid.replaceChildren(
        panel("Database", "third", list(database)).element,
        panel("Cache", "third", list(cache), cache.redis ? h("div", {}, h("h3", {}, "Redis"), list(cache.redis)) : "").element,
        panel("Else", "third", list({ ...rest, ...admin })).element,
      );
    },
  };
}
