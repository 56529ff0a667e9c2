// Tenants by use, where the application tells.

import { h, panel } from "../dom.js";
import { short } from "../format.js";
import { meter, table } from "../table.js";

export function mount(root) {
  const place = h("div", { hidden: true });
  root.querySelector(".grid").append(place);
  let [shown, names] = [null, ""];

  /** Makes the table anew where the figures have other names. */
  function make(figures) {
    let most = 1;
    const value = (one, name) => one.figures.find((figure) => figure.name === name)?.value ?? 0;
    const inner = table({
      caption: "What each tenant uses, as the application counts it.", sortBy: 1, limit: 10, empty: "There are no tenants.",
      columns: [
        { label: "Tenant", value: (one) => one.tenant, show: (one) => one.tenant },
        ...figures.map((name, first) => ({
          label: name, number: true, value: (one) => value(one, name),
          show: (one) => (first === 0 ? meter(value(one, name) / most, short(value(one, name))) : short(value(one, name))),
        })),
      ],
    });
    place.replaceChildren(panel("Tenants", "", inner.element).element);
    return (tenants) => {
      most = Math.max(1, ...tenants.map((one) => value(one, figures[0])));
      inner.update(tenants);
    };
  }

  return {
    tenants(tenants) {
      place.hidden = tenants === null;
      if (tenants === null) return;
      const figures = [...new Set(tenants.flatMap((one) => one.figures.map((figure) => figure.name)))];
      if (!shown || figures.join() !== names) [shown, names] = [make(figures), figures.join()];
      shown(tenants);
    },
  };
}
