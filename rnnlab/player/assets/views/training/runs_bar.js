// The bar of runs: a chip for each with its curve's sign, name and loss; and the ways back. Hidden while there is one run.

import { drawSwatch } from "../../charts/curves.js";
import { element } from "../../lib/dom.js";
import { say as sayRuns } from "../../messages/en/runs.js";
import { say } from "../../messages/en/training.js";

const [SWATCH, HIGH] = [26, 12]; // px

/** How a run does at a position: "failed", "ended" before it, "running", or "" for a run that has been there. */
function stateOf({ status, done }, position) {
  if (status === "failed" && position >= done) return "failed";
  if (position > done) return "ended";
  return status === "running" ? "running" : "";
}

export class RunsBar {
  constructor(view) {
    this.view = view;
    this.chips = element("div", { class: "chips" });
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.node = element("div", { class: "runs", role: "group", "aria-label": sayRuns.bar, hidden: true }, this.chips, this.problem);
  }

  /** New data: chips are built again only when what they say, other than losses, has changed. */
  update({ runs, stage, back, earlier }) {
    this.node.hidden = runs.length < 2 && !back && !earlier && this.problem.hidden;
    const key = JSON.stringify([runs.map(({ key: k, name, colour, status, born }) => [k, name, colour, status === "failed", status === "running", born]), stage, back, earlier, this.renaming]);
    if (key === this.key) return;
    this.key = key;
    this.losses = new Map();
    const { curves } = this.view.run;
    const [several, focus] = [runs.length > 1, this.focused()];
    const ways = [back && this.way("back", sayRuns.back(back), { type: "undo_run" }), earlier && this.way("earlier", sayRuns.earlier(earlier), { type: "earlier" })].filter(Boolean);
    this.chips.replaceChildren(...curves.map((curve) => this.chip(curve, curve.key === stage, several)), ...ways, ...(several ? [element("span", { class: "soft" }, sayRuns.link)] : []));
    this.repaint(this.view.player.theme);
    this.refocus(focus);
  }

  chip(curve, on, several) {
    const { key, name } = curve;
    if (this.renaming === key) return this.field(curve);
    const loss = element("span", { class: "loss" });
    const swatch = element("canvas", { "aria-hidden": "true" });
    const pick = element("button", { type: "button", class: "pick", "aria-pressed": String(on), title: name, "data-focus": `pick${key}`, onclick: () => on || this.send({ type: "stage", run: key }) },
      swatch, element("span", { class: "name" }, name), loss);
    this.losses.set(curve.key, { loss, pick, swatch, on });
    const tool = (kind, sign, text, act) => element("button", { type: "button", class: kind, "aria-label": text, title: text, "data-focus": `${kind}${key}`, onclick: act }, sign);
    const tools = [...(on ? [tool("rename", "✎", sayRuns.rename(name), () => this.rename(key))] : []), ...(several ? [tool("remove", "×", sayRuns.remove(name), () => this.remove(key))] : [])];
    return element("span", { class: on ? "chip on" : "chip" }, pick, ...tools);
  }

  way(kind, text, event) {
    return element("button", { type: "button", class: `way ${kind}`, "data-focus": kind, onclick: () => this.send(event) }, `↶ ${text}`);
  }

  /** The losses under the cursor, and what else a chip has to say. */
  show(position) {
    if (this.node.hidden || position === this.position && this.run === this.view.run) return;
    [this.position, this.run] = [position, this.view.run];
    for (const curve of this.run.curves) {
      const chip = this.losses.get(curve.key);
      if (!chip) continue;
      const text = sayRuns.loss(curve.count ? say.loss(curve.at(position), curve.exact(position)) : null, stateOf(curve, position), curve.done);
      if (chip.loss.textContent !== text) chip.loss.textContent = text;
      chip.pick.setAttribute("aria-label", (chip.on ? sayRuns.shown : sayRuns.show)(curve.name, text));
    }
  }

  repaint(theme) {
    if (!theme || !this.losses) return;
    for (const curve of this.view.run.curves) {
      const canvas = this.losses.get(curve.key)?.swatch;
      if (!canvas) continue;
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      Object.assign(canvas, { width: SWATCH * ratio, height: HIGH * ratio });
      const g = canvas.getContext("2d");
      g.scale(ratio, ratio);
      drawSwatch(g, theme, curve, SWATCH, HIGH);
    }
    this.position = undefined;
  }

  rename(key) {
    this.renaming = key;
    this.again();
    this.node.querySelector("input").select();
  }

  field(curve) {
    const input = element("input", { type: "text", maxlength: "60", autocomplete: "off", spellcheck: "false", "aria-label": sayRuns.newName(curve.name), "data-focus": `rename${curve.key}` });
    input.value = curve.name;
    const end = (keep) => {
      if (this.renaming === undefined) return;
      this.renaming = undefined;
      if (keep && input.value.trim() !== curve.name) this.send({ type: "rename", run: curve.key, name: input.value });
      this.again();
    };
    for (const kind of ["keydown", "keypress", "keyup"]) {
      input.addEventListener(kind, (event) => {
        if (event.key !== "Tab") event.stopPropagation(); // single letters are the page's commands
        if (kind === "keydown" && (event.key === "Enter" || event.key === "Escape")) { event.preventDefault(); end(event.key === "Enter"); }
      });
    }
    input.addEventListener("blur", () => end(true));
    return element("span", { class: "chip on" }, input);
  }

  remove(key) {
    this.send({ type: "remove", run: key }, () => this.node.querySelector(".back")?.focus({ preventScroll: true }));
  }

  send(event, then = () => {}) {
    this.view.player.clock.pause();
    this.view.ask(event, (problem) => {
      const said = problem ?? sayRuns.fork.late;
      [this.problem.hidden, this.problem.textContent] = [!said, said];
      this.again();
      this.view.player.layout();
      if (!said) then();
    });
  }

  again() { this.update(this.view.header); }

  focused() { return this.node.getRootNode().activeElement?.dataset?.focus; }

  /** The focus stays where it was, or goes to the stage if that is gone. */
  refocus(focus) {
    if (!focus || this.node.getRootNode().activeElement?.dataset?.focus === focus) return;
    (this.node.querySelector(`[data-focus="${focus}"]`) ?? this.view.player.stage).focus({ preventScroll: true });
  }
}
