// The adapter between the player and a notebook's cell: a widget of anywidget holds the recording, and there is no Python to ask.

import { themes } from "../canvas/theme.js";
import { element } from "../lib/dom.js";
import { showAlone } from "./alone.js";

let shown = 0;

/**
 * Show a widget's recording. The player stands in a shadow root: neither its style nor the notebook's reaches the other.
 * @param {object} model anywidget's: `recording`, the bytes of a recording's file, and `stylesheet`, the player's stylesheet
 * @param {Element} cell where a front end shows the widget; the same widget can be shown in several places
 * @returns {Promise<function(): void>} the clean-up that anywidget calls when this place is removed
 */
export async function show(model, cell) {
  const leaving = new AbortController();
  const { signal } = leaving;
  const root = element("div", { class: "mount" });
  const host = element("div", { "data-lm-suppress-shortcuts": true }); // JupyterLab leaves its keys to the player in here
  host.attachShadow({ mode: "open" }).append(element("style", {}, model.get("stylesheet")), root);
  cell.replaceChildren(host);
  setTheme(host);
  const player = await showAlone(root, { key: `cell ${++shown}`, read: () => bytesOf(model.get("recording")), signal });
  if (player && !signal.aborted) watchTheme(() => { setTheme(host); player.setTheme(); }, signal);
  return () => leaving.abort();
}

const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);

function setTheme(host) {
  const { name, page } = themes[isDark() ? "dark" : "light"];
  host.style.setProperty("--st-background-color", page); // where the player looks for its theme
  host.style.colorScheme = name;
}

/** Whether the front end is dark: JupyterLab and VS Code say so at the page's body, others follow the reader's system. */
function isDark() {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (jpThemeLight) return jpThemeLight === "false";
  if (vscodeThemeKind) return !vscodeThemeKind.endsWith("light"); // also vscode-high-contrast, vscode-high-contrast-light
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function watchTheme(changed, signal) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind"] });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}
