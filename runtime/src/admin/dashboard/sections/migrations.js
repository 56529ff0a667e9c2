// Migrations: how they stand, the plan of those that are pending, and runs.

import { Problem, stream } from "../api.js";
import { confirm, withToken } from "../dialogs.js";
import { h, panel, say } from "../dom.js";
import { duration, span } from "../format.js";
import { table } from "../table.js";

const MOODS = { applied: "good", baselined: "good", pending: "warn", partial: "bad", rolling_back: "bad", ahead: "warn" };
const words = (one) => ({ partial: `partly applied, ${one.done} of ${one.of}`, rolling_back: `rolling back, ${one.done} of ${one.of}` })[one.state] ?? one.state;
const when = (text) => (text ? text.replace("T", " ").replace(/\.\d+/, "").replace("Z", "") : "–");

export function mount(root, refresh) {
  const problems = h("ul");
  const plan = h("ol", { class: "steps" });
  const migrate = h("button", { type: "button", click: () => run("migrate") }, "Apply pending");
  const back = h("button", { type: "button", class: "quiet", click: () => run("rollback") }, "Roll the last one back…");
  const progress = h("div", { class: "log", role: "log", "aria-label": "Progress of the run", tabindex: "0", hidden: true });
  const list = table({
    caption: "Migrations of this build, the newest first.", limit: 8, sortBy: -1, empty: "This store has no migrations.",
    columns: [
      { label: "Migration", class: "long", show: (one) => h("code", {}, one.id) },
      { label: "State", show: (one) => h("span", { class: `chip ${MOODS[one.state] ?? ""}` }, words(one)) },
      { label: "When (UTC)", class: "name", show: (one) => when(one.at) },
    ],
  });
  const pending = panel("Pending", "half", problems, plan, h("div", { class: "actions start" }, migrate, back), progress);
  root.append(h("div", { class: "grid" }, panel("History", "half", list.element).element, pending.element));

  function show(status) {
    list.update([...status.migrations].reverse());
    problems.replaceChildren(...status.problems.map((text) => h("li", { class: "chip bad" }, text)));
    plan.replaceChildren(...status.plan.map(step));
    const open = status.pending.length;
    say(pending.note, status.run ? `${status.run.what} is under way for ${span(status.run.seconds)}` : open ? `${open} to apply in ${status.plan.length} ${status.plan.length === 1 ? "step" : "steps"}` : "the database is up to date");
    migrate.disabled = open === 0 || Boolean(status.run);
    back.disabled = Boolean(status.run) || !status.migrations.some((one) => one.state === "applied");
    if (status.lock_holder) say(pending.note, `locked by ${status.lock_holder}`);
  }

  async function run(what) {
    const sure = what === "migrate"
      ? await confirm("Apply the pending migrations?", ["The application goes on meanwhile; each step says which lock it takes."], "Apply")
      : await confirm("Roll the last migration back?", ["This build expects the schema as it is: its statements may fail afterwards."], "Roll back", true);
    if (sure) await start(what, what === "migrate" ? {} : { count: 1 });
  }

  async function start(what, body) {
    progress.hidden = false;
    progress.textContent = "";
    const tell = (text) => {
      progress.append(`${text}\n`);
      progress.scrollTop = progress.scrollHeight;
    };
    try {
      await withToken(() => stream(`admin/migrations/${what}`, body, (name, data) => tell(sentence(name, data))));
    } catch (problem) {
      const losses = problem instanceof Problem && problem.document.losses;
      tell(problem.message);
      if (losses && (await confirm("Data would be lost", losses.map((one) => `${one.table}${one.column ? `.${one.column}` : ""}: ${one.rows} rows`), "Delete it", true))) {
        return start(what, { ...body, accept_loss: true });
      }
    }
    return refresh();
  }

  return { migrations: show };
}

function step(one) {
  const heavy = one.rewrites || one.loses.length > 0;
  return h("li", {},
    h("div", { class: "row" }, h("span", {}, one.id), h("span", { class: `chip ${heavy ? "bad" : ""}` }, one.lock ?? "lock not noted")),
    h("code", { class: "code" }, one.summary),
    one.rewrites ? h("p", { class: "note" }, "The table is written anew.") : null,
    one.loses.length ? h("p", { class: "note" }, `Lost: ${one.loses.join(", ")}.`) : null);
}

function sentence(name, data) {
  switch (name) {
    case "waiting": return "waiting for another migrator";
    case "started": return `${data.id}: ${data.direction === "up" ? "is applied" : "is rolled back"}`;
    case "step_started": return `  step ${data.step} of ${data.of}: ${data.what}`;
    case "step_finished": return `  step ${data.step} of ${data.of}: done in ${duration(data.seconds)}`;
    case "resumed": return `  step ${data.step}: ${data.done ? "was done" : "was not done"} before the interruption`;
    case "progress": return `  step ${data.step}: ${data.done}${data.total ? ` of ${data.total}` : ""}${data.eta_seconds === null ? "" : `, ${span(data.eta_seconds)} to go`}`;
    case "lock_timeout": return `  step ${data.step}: attempt ${data.attempt} of ${data.of} waited for a lock in vain ${data.holder}`;
    case "finished": return `${data.id}: done in ${duration(data.seconds)}`;
    case "done": return data.applied.length + data.rolled_back.length ? "finished" : "there was nothing to do";
    case "failed": return `failed: ${[data.title, data.detail].filter(Boolean).join(" ")}`;
    default: return name;
  }
}
