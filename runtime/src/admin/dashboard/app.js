// Asks the routes beside this page from time to time, and hands the answers to the sections.

import { get, probe } from "./api.js";
import { askForToken, mountDialogs } from "./dialogs.js";
import { say } from "./dom.js";
import { span } from "./format.js";
import { mount as cache } from "./sections/cache.js";
import { mount as configuration } from "./sections/configuration.js";
import { mount as data } from "./sections/data.js";
import { mount as locks } from "./sections/locks.js";
import { mount as migrations } from "./sections/migrations.js";
import { mount as overview } from "./sections/overview.js";
import { mount as scale } from "./sections/scale.js";
import { mount as servers } from "./sections/servers.js";
import { mount as statements } from "./sections/statements.js";
import { mount as tenants } from "./sections/tenants.js";
import { mountTheme } from "./theme.js";

const KEPT = 450;
const at = (id) => document.getElementById(id);
let [paused, asked] = [false, false];

mountTheme(at("theme"));
mountDialogs();
const sections = [
  overview(at("overview")), statements(at("statements")), servers(at("statements")), cache(at("cache")),
  locks(at("locks")), data(at("data")), tenants(at("data")), scale(at("scale")), migrations(at("migrations"), () => polls.migrations()), configuration(at("configuration")),
];
const tell = (name, ...what) => sections.forEach((section) => section[name]?.(...what));

let [samples, stats, since] = [[], null, 0];
const polls = {
  history: poll(2, async () => {
    const { samples: news } = await get(`admin/history?after=${samples.at(-1)?.number ?? 0}`);
    samples = [...samples, ...news].slice(-KEPT);
    tell("history", samples);
  }),
  stats: poll(4, async () => {
    const [next, now] = [await get("stats"), performance.now()];
    tell("stats", next, stats, (now - since) / 1000);
    [stats, since] = [next, now];
    say(at("place"), `${next.database.system} · ${next.configuration.database.place} · up ${span(next.uptime_seconds)}`);
  }),
  health: poll(5, async () => health(await probe("readyz"))),
  inspection: poll(15, async () => tell("inspection", await get("admin/inspect"))),
  tenants: poll(30, async () => tell("tenants", await get("admin/tenants"))),
  migrations: poll(15, async () => tell("migrations", await get("admin/migrations/status"))),
};

/** Does `work` now and so many seconds after it ended, unless nobody looks; returns what does it at once. */
function poll(seconds, work) {
  let timer = 0;
  const next = async () => {
    clearTimeout(timer);
    if (!paused && !document.hidden) await once(work);
    timer = setTimeout(next, seconds * 1000);
  };
  next();
  return next;
}

async function once(work) {
  try {
    await work();
    notice("");
  } catch (problem) {
    await failed(problem);
  }
}

async function failed(problem) {
  if (problem.status === 401 && !asked) {
    // Once: who cancels wants to be left alone.
    asked = true;
    notice("Reading needs the token of this service.");
    await askForToken();
    return;
  }
  if (problem.status === undefined) {
    console.error(problem);
    notice("The service does not answer. Figures are as they were.");
    health({ status: "unknown" });
    return;
  }
  notice(problem.message);
}

let since_notice = 0;

function notice(text) {
  // A success of one question does not hide at once what another one met.
  if (!text && performance.now() - since_notice < 4000) return;
  if (text) since_notice = performance.now();
  at("notice").hidden = !text;
  say(at("notice"), text);
}

function health({ status, checks = {} }) {
  const wrong = Object.entries(checks).filter(([, check]) => check.status !== "ready");
  at("health").dataset.status = status;
  at("health").title = wrong.map(([name, check]) => `${name}: ${check.detail ?? check.status}`).join("\n");
  say(at("health-word"), status === "unknown" ? "no answer" : [status, ...wrong.map(([name]) => name)].join(" · "));
}

at("pause").addEventListener("click", () => {
  paused = !paused;
  at("pause").setAttribute("aria-pressed", String(paused));
  at("pause").textContent = paused ? "Paused" : "Pause";
  if (!paused) Object.values(polls).forEach((one) => one());
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) Object.values(polls).forEach((one) => one());
});

// Marks the section in view.
const links = new Map([...document.querySelectorAll(".tabs a")].map((link) => [link.hash.slice(1), link]));
const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    links.forEach((link, id) => (id === target.id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  }
}, { rootMargin: "-20% 0px -70% 0px" });
document.querySelectorAll("main > section").forEach((section) => watch.observe(section));
