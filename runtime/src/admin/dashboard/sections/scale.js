// The servers beside the primary: replicas that answer reads, and those over which Citus spreads the rows. Hidden where
// there are neither.

import { facts, h, known, panel, say } from "../dom.js";
import { bytes, count, duration, percent, short } from "../format.js";
import { meter, table } from "../table.js";

/** Host and port of a server: what tells replicas apart. */
const host = (place) => place.replace(/^\w+:(\/\/)?([^@\/]*@)?/, "").replace(/\/.*$/, "");

const chip = (mood, word) => h("span", { class: `chip ${mood}` }, word);

export function mount(root) {
  const [replicas, shards] = [mountReplicas(), mountShards()];
  const link = document.querySelector(`.tabs a[href="#${root.id}"]`).parentElement;
  root.append(h("div", { class: "grid" }, replicas.elements, shards.elements));
  const show = () => { root.hidden = link.hidden = replicas.isEmpty() && shards.isEmpty(); };
  show();
  return {
    stats({ replicas: answers }) {
      replicas.update(answers);
      show();
    },
    inspection({ distribution }) {
      shards.update(known(distribution));
      show();
    },
  };
}

function mountReplicas() {
  let empty = true;
  const names = ["Answered by replicas", "Writes not yet there", "Too far behind", "Away", "Failed, asked elsewhere", "Promotions"];
  const reads = facts(names);
  const servers = table({
    caption: "Lag is how old the newest state is that a replica is known to have; it grows while nobody reads. Unanswered are questions for it.",
    sortBy: 2, empty: "There are no replicas.",
    columns: [
      { label: "Replica", value: (one) => one.place, show: (one) => h("code", { title: one.place }, host(one.place)) },
      { label: "State", show: (one) => (one.is_up ? chip("good", "follows") : chip("bad", "away")) },
      { label: "Lag", number: true, value: (one) => one.lag_seconds, show: (one) => duration(one.lag_seconds) },
      { label: "In use", number: true, value: (one) => one.pool?.in_use, show: (one) => (one.pool ? `${one.pool.in_use} of ${one.pool.max}` : "–") },
      { label: "Waiting", number: true, value: (one) => one.pool?.waiting, show: (one) => count(one.pool?.waiting) },
      { label: "Unanswered", number: true, value: (one) => one.sample_failures, show: (one) => short(one.sample_failures) },
    ],
  });
  const elements = [panel("Replicas", "two-thirds", servers.element).element, panel("Reads that a replica may answer", "third", reads.element).element];
  return {
    elements,
    isEmpty: () => empty,
    update(replicas) {
      empty = !replicas;
      elements.forEach((one) => { one.hidden = empty; });
      if (empty) return;
      servers.update(replicas.servers);
      const all = replicas.from_replicas + replicas.unproven + replicas.lagging + replicas.unhealthy + replicas.failed;
      const values = [replicas.from_replicas, replicas.unproven, replicas.lagging, replicas.unhealthy, replicas.failed];
      values.forEach((value, place) => reads.set(names[place], value ? `${short(value)} (${percent(value / all)})` : "0"));
      reads.set("Promotions", count(replicas.promotions));
    },
  };
}

function mountShards() {
  let empty = true;
  const nodes = table({
    caption: "What each server of the cluster has, indexes included.", sortBy: 3, empty: "The cluster has no servers.",
    columns: [
      { label: "Server", value: (one) => one.place, show: (one) => h("code", {}, one.place) },
      { label: "State", show: (one) => (one.is_active ? chip("good", one.holds_shards ? "active" : "coordinator") : chip("bad", "inactive")) },
      { label: "Shards", number: true, value: (one) => one.shards, show: (one) => count(one.shards) },
      { label: "Size", number: true, value: (one) => one.bytes, show: (one) => meter(one.part, bytes(one.bytes)) },
    ],
  });
  const tables = table({
    caption: "A largest shard of many times the mean holds a tenant that large.", sortBy: 3, limit: 10, empty: "No table is distributed.",
    columns: [
      { label: "Table", value: (one) => one.table, show: (one) => h("code", {}, one.table) },
      { label: "Kind", value: (one) => one.kind, show: (one) => one.kind },
      { label: "Shards", number: true, value: (one) => one.shards, show: (one) => count(one.shards) },
      { label: "Size", number: true, value: (one) => one.bytes, show: (one) => bytes(one.bytes) },
      { label: "Largest shard", number: true, value: (one) => one.largest, show: (one) => bytes(one.largest) },
      { label: "Times the mean", number: true, value: (one) => one.skew, show: (one) => (one.skew ? `${one.skew.toFixed(1)} ×` : "–") },
    ],
  });
  const tenants = table({
    caption: "Of the last minute and this one, as the servers counted them.", sortBy: 1, limit: 10, empty: "No tenant sent a statement.",
    columns: [
      { label: "Tenant", value: (one) => one.tenant, show: (one) => one.tenant },
      { label: "Statements", number: true, value: (one) => one.statements, show: (one) => short(one.statements) },
      { label: "Reads", number: true, value: (one) => one.reads, show: (one) => short(one.reads) },
      { label: "Processor", number: true, value: (one) => one.cpu_seconds, show: (one) => duration(one.cpu_seconds) },
    ],
  });
  const panels = [panel("Servers of Citus", "half", nodes.element), panel("Tenants by statements", "half", tenants.element), panel("Shards", "", tables.element)];
  const elements = panels.map((one) => one.element);
  return {
    elements,
    isEmpty: () => empty,
    update({ answer }) {
      empty = !answer;
      elements.forEach((one) => { one.hidden = empty; });
      if (empty) return;
      const [shards, used] = [known(answer.tables), known(answer.tenants)];
      nodes.update(byNode(answer.nodes, shards.answer ?? []));
      tables.update(byTable(shards.answer ?? []));
      tenants.update(used.answer ?? []);
      say(panels[1].note, used.reason ?? "");
      say(panels[2].note, shards.reason ?? "");
    },
  };
}

function byNode(nodes, shards) {
  const rows = nodes.map((node) => {
    const own = shards.filter((one) => one.place === node.place);
    return { ...node, shards: sum(own, "shards"), bytes: sum(own, "bytes") };
  });
  const most = Math.max(1, ...rows.map((row) => row.bytes));
  return rows.map((row) => ({ ...row, part: row.bytes / most }));
}

function byTable(shards) {
  return [...Map.groupBy(shards, (one) => one.table)].map(([name, parts]) => {
    const [number, size, largest] = [sum(parts, "shards"), sum(parts, "bytes"), Math.max(...parts.map((one) => one.largest_bytes))];
    const isSpread = parts[0].kind === "distributed" && size > 0;
    return { table: name, kind: parts[0].kind, shards: number, bytes: size, largest, skew: isSpread ? largest * number / size : null };
  });
}

const sum = (rows, name) => rows.reduce((total, one) => total + one[name], 0);
