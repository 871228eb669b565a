// `CodePanel`, the tab Code: a Python script that can be copied and downloaded.

import { element } from "../lib/dom.js";
import { Timer } from "../lib/lifetime.js";
import { say } from "../messages/en/panels.js";
import { copy, save } from "./downloads.js";

const STATUS_MS = 2000; // ms that the button shows the result of copying
const KEYWORDS = /^(and|as|assert|break|class|continue|def|del|elif|else|except|False|finally|for|from|if|import|in|is|lambda|None|not|or|pass|print|raise|range|enumerate|len|zip|return|True|try|while|with|yield)$/;
// One group per kind: comment, text, name, number, operator. Any other text is not coloured.
const TOKEN = /(#[^\n]*)|([rbf]*"""[^]*?"""|[rbf]*"(?:\\.|[^"\\\n])*"|[rbf]*'(?:\\.|[^'\\\n])*')|([\p{L}_][\p{L}\p{N}_]*)|(\d[\d_]*(?:\.\d*)?(?:e[+-]?\d+)?)|([-+*/%=<>@|&!]+)/giu;
const KINDS = ["comment", "text", "name", "number", "operator"];

/** A Python script as DOM nodes: coloured spans, and text nodes for the rest, so that nothing in it is parsed as markup. */
function coloured(program) {
  const nodes = [];
  let at = 0;
  for (const match of program.matchAll(TOKEN)) {
    const kind = KINDS[match.slice(1).findIndex((part) => part !== undefined)];
    if (kind === "name" && !KEYWORDS.test(match[0])) continue;
    nodes.push(program.slice(at, match.index), element("span", { class: kind }, match[0]));
    at = match.index + match[0].length;
  }
  return [...nodes, program.slice(at)];
}

export class CodePanel {
  constructor(panels, signal) {
    this.panels = panels;
    this.timer = new Timer(signal);
    this.copy = element("button", { type: "button", class: "copy", onclick: () => this.copyScript() }, say.copy);
    this.status = element("span", { class: "unseen", role: "status" });
    this.text = element("pre", { tabindex: "0", role: "group", "aria-label": say.script, "data-place": "code" });
    const download = element("button", { type: "button", class: "download", onclick: () => save(this.file, "text/x-python", [this.script]) }, say.downloadScript);
    this.note = element("p", { class: "caption" });
    this.node = element("div", { class: "program" }, this.note, download, element("div", { class: "box" }, this.text, this.copy, this.status));
  }

  /** header.view: {script, file, note?, unprinted?: what it prints besides the lines of the Console} */
  update({ header }) {
    const { script, file, unprinted, note = unprinted ? `${say.runAnywhere} ${unprinted}` : say.run } = header.view;
    this.file = file;
    this.note.textContent = note;
    if (script === this.script) return;
    this.script = script;
    this.text.replaceChildren(...coloured(script));
    this.panels.restoreScroll(this.text);
  }

  async copyScript() {
    const done = await copy(this.script, this.text);
    this.copy.textContent = this.status.textContent = done ? say.copied : say.notCopied;
    this.timer.start(STATUS_MS, () => {
      this.copy.textContent = say.copy;
      this.status.textContent = "";
    });
  }
}
