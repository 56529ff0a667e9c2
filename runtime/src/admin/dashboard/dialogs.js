// Questions to the operator. Dialogs of the browser keep the focus, and give it back.

import { hasToken, setToken } from "./api.js";
import { h } from "./dom.js";

const at = (id) => document.getElementById(id);

/** Shows a dialog and returns what it was closed with; Escape and Cancel are the empty text. */
function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

export async function confirm(title, sentences, yes, isDangerous = false) {
  at("confirm-title").textContent = title;
  at("confirm-text").replaceChildren(...sentences.map((sentence) => h("p", {}, sentence)));
  at("confirm-yes").textContent = yes;
  at("confirm-yes").classList.toggle("danger", isDangerous);
  return (await ask(at("confirm"))) === "yes";
}

/** Asks for the token; returns whether there is one now. */
export async function askForToken() {
  at("token-value").value = "";
  if ((await ask(at("token-dialog"))) === "ok") setToken(at("token-value").value.trim());
  return hasToken();
}

/** Does something that needs the token, and asks for it where it is missing or wrong. */
export async function withToken(work) {
  if (!hasToken()) await askForToken();
  try {
    return await work();
  } catch (problem) {
    if (problem.status !== 401 || !(await askForToken())) throw problem;
    return work();
  }
}

export function mountDialogs() {
  at("token-cancel").addEventListener("click", () => at("token-dialog").close(""));
  at("confirm-no").addEventListener("click", () => at("confirm").close(""));
  at("token").addEventListener("click", askForToken);
}
