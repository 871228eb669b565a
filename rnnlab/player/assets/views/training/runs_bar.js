// `RunsBar`: a chip for each run of the page, with its curve's marker, name and loss, and buttons that restore removed runs.
// Hidden while there is only one run.

import { drawSwatch } from "../../charts/curves.js";
import { element } from "../../lib/dom.js";
import { say as sayRuns } from "../../messages/en/runs.js";
import { say } from "../../messages/en/training.js";

const SWATCH = { width: 26, height: 12 }; // px
const KEY_EVENTS = ["keydown", "keypress", "keyup"];

export class RunsBar {
  constructor(view) {
    this.view = view;
    this.row = element("div", { class: "chips" });
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.node = element("div", { class: "runs", role: "group", "aria-label": sayRuns.bar, hidden: true }, this.row, this.problem);
  }

  /**
   * New data: chips are built again only when something other than a loss has changed.
   * header: the view's, {runs, stage: key of the selected run, back: name of the run that was removed last, if any,
   * earlier: number of runs before the page's settings changed, if any}
   */
  update(header) {
    const { runs, stage, back, earlier } = header;
    this.node.hidden = runs.length < 2 && !back && !earlier && this.problem.hidden;
    const key = JSON.stringify([runs.map(contentOf), stage, back, earlier, this.renaming]);
    if (key === this.key) return;
    this.key = key;
    const focus = this.focused();
    this.chips = new Map(); // by the run's key: {loss, pick, swatch, on}
    this.row.replaceChildren(...this.content(header));
    this.repaint(this.view.player.theme);
    this.refocus(focus);
  }

  content({ runs, stage, back, earlier }) {
    const several = runs.length > 1;
    const nodes = this.view.run.curves.map((curve) => this.chip(curve, curve.key === stage, several));
    if (back) nodes.push(this.returnButton("back", sayRuns.back(back), { type: "undo_run" }));
    if (earlier) nodes.push(this.returnButton("earlier", sayRuns.earlier(earlier), { type: "earlier" }));
    if (several) nodes.push(element("span", { class: "soft" }, sayRuns.link));
    return nodes;
  }

  chip(curve, on, several) {
    const { key, name } = curve;
    if (this.renaming === key) return this.nameField(curve);
    const loss = element("span", { class: "loss" });
    const swatch = element("canvas", { "aria-hidden": "true" });
    const onclick = () => on || this.send({ type: "stage", run: key });
    const pick = element("button", { type: "button", class: "pick", "aria-pressed": String(on), title: (on ? sayRuns.shown : sayRuns.show)(name), "data-focus": `pick${key}`, onclick },
      swatch, element("span", { class: "name" }, name), loss);
    this.chips.set(key, { loss, pick, swatch, on });
    const tools = [];
    if (on) tools.push(tool("rename", key, "✎", sayRuns.rename(name), () => this.rename(key)));
    if (several) tools.push(tool("remove", key, "×", sayRuns.remove(name), () => this.remove(key)));
    return element("span", { class: on ? "chip on" : "chip" }, pick, ...tools);
  }

  returnButton(kind, text, event) {
    return element("button", { type: "button", class: `way ${kind}`, "data-focus": kind, onclick: () => this.send(event) }, `↶ ${text}`);
  }

  /** Write the losses at a position into the chips. */
  show(position) {
    if (this.node.hidden || position === this.position && this.run === this.view.run) return;
    [this.position, this.run] = [position, this.view.run];
    for (const curve of this.run.curves) {
      const chip = this.chips.get(curve.key);
      if (!chip) continue;
      const loss = curve.count ? say.loss(curve.lossAt(position), curve.exact(position)) : null;
      const text = sayRuns.loss(loss, stateOf(curve, position), curve.done);
      if (chip.loss.textContent !== text) chip.loss.textContent = text;
    }
  }

  repaint(theme) {
    if (!theme || !this.chips) return;
    for (const curve of this.view.run.curves) {
      const canvas = this.chips.get(curve.key)?.swatch;
      if (!canvas) continue;
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      Object.assign(canvas, { width: SWATCH.width * ratio, height: SWATCH.height * ratio });
      const g = canvas.getContext("2d");
      g.scale(ratio, ratio);
      drawSwatch(g, theme, curve, SWATCH.width, SWATCH.height);
    }
    this.position = undefined;
  }

  rename(key) {
    this.renaming = key;
    this.update(this.view.header);
    this.node.querySelector("input").select();
  }

  /** The text field in place of a run's chip while the run is renamed. */
  nameField(curve) {
    const label = sayRuns.newName(curve.name);
    const input = element("input", { type: "text", maxlength: "60", autocomplete: "off", spellcheck: "false", "aria-label": label, "data-focus": `rename${curve.key}` });
    input.value = curve.name;
    const end = (keep) => this.endRenaming(curve, input.value, keep);
    for (const kind of KEY_EVENTS) {
      input.addEventListener(kind, (event) => {
        if (event.key !== "Tab") event.stopPropagation(); // single letters are the page's commands
        if (kind !== "keydown" || !["Enter", "Escape"].includes(event.key)) return;
        event.preventDefault();
        end(event.key === "Enter");
      });
    }
    input.addEventListener("blur", () => end(true));
    return element("span", { class: "chip on" }, input);
  }

  endRenaming(curve, name, keep) {
    if (this.renaming === undefined) return;
    this.renaming = undefined;
    if (keep && name.trim() !== curve.name) this.send({ type: "rename", run: curve.key, name });
    this.update(this.view.header);
  }

  remove(key) {
    this.send({ type: "remove", run: key }, () => this.node.querySelector(".back")?.focus({ preventScroll: true }));
  }

  /** Send an event to Python; `done` is called if it is answered without a problem. */
  send(event, done = () => {}) {
    this.view.player.clock.pause();
    this.view.ask(event, (answer) => {
      const problem = answer ?? sayRuns.fork.late;
      [this.problem.hidden, this.problem.textContent] = [!problem, problem];
      this.update(this.view.header);
      this.view.player.layout();
      if (!problem) done();
    });
  }

  focused() { return this.node.getRootNode().activeElement?.dataset?.focus; }

  /** Focus the element with the same data-focus as the one that had the focus, or the stage if there is none. */
  refocus(focus) {
    if (!focus || this.focused() === focus) return;
    (this.node.querySelector(`[data-focus="${focus}"]`) ?? this.view.player.stage).focus({ preventScroll: true });
  }
}

/** What a run's chip depends on, besides the loss. */
const contentOf = ({ key, name, colour, status, born }) => [key, name, colour, status === "failed", status === "running", born];

/** A run's state at a position: "failed", "ended" before it, "running", or "" for a run that was trained that far. */
function stateOf({ status, done }, position) {
  if (status === "failed" && position >= done) return "failed";
  if (position > done) return "ended";
  return status === "running" ? "running" : "";
}

const tool = (kind, key, sign, text, onclick) =>
  element("button", { type: "button", class: kind, "aria-label": text, title: text, "data-focus": `${kind}${key}`, onclick }, sign);
