// What the database's server counts itself, of all who use it.

import { h, known, panel, say } from "../dom.js";
import { duration, short } from "../format.js";
import { table } from "../table.js";

export function mount(root) {
  const statements = table({
    caption: "The statements on which the server spent most time, whoever sent them; values are left out.",
    sortBy: 3, limit: 8, empty: "The server has counted none.",
    columns: [
      { label: "Text", class: "text", show: (one) => one.text.replace(/\s+/g, " ") },
      { label: "Calls", number: true, value: (one) => one.calls, show: (one) => short(one.calls) },
      { label: "Mean", number: true, value: (one) => one.mean_seconds, show: (one) => duration(one.mean_seconds) },
      { label: "Total", number: true, value: (one) => one.total_seconds, show: (one) => duration(one.total_seconds) },
      { label: "Rows", number: true, value: (one) => one.rows, show: (one) => short(one.rows) },
    ],
  });
  const reason = h("p", { class: "note" }, "not asked yet");
  const { element } = panel("Slowest by the server's own record", "", reason, statements.element);
  root.querySelector(".grid").append(element);
  return {
    inspection(inspection) {
      const view = known(inspection.slow_statements);
      reason.hidden = Boolean(view.answer);
      statements.element.hidden = !view.answer;
      if (view.answer) statements.update(view.answer);
      else say(reason, view.reason);
    },
  };
}
