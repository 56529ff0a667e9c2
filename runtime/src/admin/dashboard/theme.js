// Light, dark, or what the system says.

const THEMES = ["auto", "light", "dark"];
const KEY = "larder-theme";
const changed = new EventTarget();

/** Calls `listener` when colours have changed. */
export const onTheme = (listener) => changed.addEventListener("change", listener);

/** Returns a colour of the style sheet. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function mountTheme(button) {
  let theme = THEMES.find((one) => one === read()) ?? "auto";
  const apply = () => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    changed.dispatchEvent(new Event("change"));
  };
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    try { localStorage.setItem(KEY, theme); } catch { /* A browser may refuse; the choice then ends with the page. */ }
    apply();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  apply();
}

function read() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}
