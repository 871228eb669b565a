// `Transport`: the bar below the stage with buttons, speed, scrubber and the position as text.

import { element } from "../lib/dom.js";
import { words } from "../messages/en/common.js";
import { baseRate, SPEEDS } from "./clock.js";

const ICONS = {
  first: "M2 2h2v12H2zM14 2v12L5 8z", last: "M12 2h2v12h-2zM2 2v12l9-6z", back: "M12 2v12L3 8z", next: "M4 2v12l9-6z",
  play: "M4 2v12l10-6z", pause: "M3 2h4v12H3zM9 2h4v12H9z", step: "M2 2v12l8-6zM11 2h2.5v12H11z",
  undo: "M6 1v3.2h3.5a4.7 4.7 0 0 1 0 9.4H4v-2h5.5a2.7 2.7 0 0 0 0-5.4H6v3.2L1.2 5.2z", redo: "M10 1v3.2H6.5a4.7 4.7 0 0 0 0 9.4H12v-2H6.5a2.7 2.7 0 0 1 0-5.4H10v3.2l4.8-4.2z",
  reset: "M8 2a6 6 0 1 1-5.6 3.8l1.9.7A4 4 0 1 0 8 4v2.6L3.6 3.3 8 0z",
};
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
const TICK_PX = 12; // px between two ticks, at least
const LABEL_PX = 34; // px between two labels, at least
const DIGIT_PX = 3.1; // px, half the width of a digit

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export class Transport {
  /**
   * actions: first, back, toggle, next, last, seek(position; null when the thumb is released), speed(factor); a view that trains adds
   * reset, step, live, newSeed and may add fork; editing adds undo, redo, resetEdits.
   */
  constructor(actions, { trains, editing }) {
    this.actions = actions;
    this.trains = trains;
    this.buttons = {};
    const names = trains ? ["reset", "back", "toggle", "step"] : ["first", "back", "toggle", "next", "last"];
    this.speed = element("select", { class: "speed", "aria-label": words.speed, onchange: () => actions.speed(Number(this.speed.value)) });
    this.position = element("div", { class: "position" });
    this.extra = element("div", { class: "extra" });
    this.node = element("div", { class: editing ? "transport editing" : "transport", role: "group" }, ...names.map((n) => this.button(n)), this.speed, this.scrubber(), this.position, this.extra);
    if (trains) this.addTrainingButtons();
    if (editing) this.addEditButtons();
  }

  button(name) {
    const titles = { reset: words.reset, undo: words.edit.undo, redo: words.edit.redo, back: words.back, toggle: words.play, step: words.stepEpoch, first: words.first, next: words.next, last: words.last };
    const button = element("button", { type: "button", class: name, "aria-label": titles[name], title: titles[name], onclick: () => this.actions[name]() });
    button.append(icon(name === "toggle" ? "play" : name));
    this.buttons[name] = button;
    return button;
  }

  addTrainingButtons() {
    for (const [name, text] of [["live", words.jumpToLive], ["fork", words.forkHere], ["newSeed", words.newSeed]]) {
      if (!this.actions[name]) continue;
      this.buttons[name] = element("button", { type: "button", class: `text ${name}`, onclick: () => this.actions[name]() }, text);
      this.extra.append(this.buttons[name]);
    }
  }

  addEditButtons() {
    this.buttons.resetEdits = element("button", { type: "button", class: "text resetEdits", onclick: () => this.actions.resetEdits() }, words.edit.reset);
    this.extra.append(this.button("undo"), this.button("redo"), this.buttons.resetEdits);
  }

  /** Enable the buttons that have something to do. o: {undo, redo, edits}, booleans */
  showEdits({ undo, redo, edits }) {
    this.enable("undo", undo);
    this.enable("redo", redo);
    this.enable("resetEdits", edits);
  }

  scrubber() {
    this.ticks = element("div", { class: "ticks", "aria-hidden": "true" });
    this.past = element("div", { class: "past" });
    this.known = element("div", { class: "known" });
    this.thumb = element("div", { class: "thumb" });
    this.flag = element("div", { class: "flag", hidden: true }, words.live);
    this.track = element("div", { class: "track", role: "slider", tabindex: "0", "aria-label": words.position },
      element("div", { class: "rail" }), this.known, this.past, this.ticks, this.flag, this.thumb);
    this.track.addEventListener("pointerdown", (event) => this.grab(event));
    this.track.addEventListener("pointermove", (event) => this.dragging && this.seek(event));
    for (const end of ["pointerup", "pointercancel"]) this.track.addEventListener(end, () => this.endDrag());
    return this.track;
  }

  grab(event) {
    if (event.button !== 0) return;
    this.track.setPointerCapture(event.pointerId);
    this.track.focus({ preventScroll: true });
    this.dragging = true;
    this.seek(event);
    event.preventDefault();
  }

  seek(event) {
    const box = this.track.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    this.actions.seek(this.first + part * (this.total - this.first));
  }

  endDrag() {
    if (!this.dragging) return;
    this.dragging = false;
    this.actions.seek(null);
  }

  /** o: {first, last: the last recorded position, total: the end of the axis, unit: "step" or "epoch"} */
  setRange({ first, last, total, unit }) {
    Object.assign(this, { first, last, total, unit });
    this.fillSpeeds();
  }

  fillSpeeds() {
    const base = baseRate(this.total - this.first + (this.first ? 1 : 0));
    const key = `${base} ${this.unit}`;
    if (key === this.speedKey) return;
    this.speedKey = key;
    const chosen = this.speed.value || "1";
    this.speed.replaceChildren(...SPEEDS.map((s) => element("option", { value: s }, words.rate(base * s, this.unit, s))));
    this.speed.value = chosen;
  }

  /** Ticks and labels for the present range. `width`, of the track in px, is set by the player. */
  layout() {
    const { width } = this;
    const count = this.total - this.first;
    const key = [width, this.first, this.total].join();
    if (!width || key === this.layoutKey) return;
    this.layoutKey = key;
    const every = (px) => STEPS.find((s) => (width / Math.max(1, count)) * s >= px) ?? Math.ceil((count * px) / width);
    const [least, text] = [every(TICK_PX), every(LABEL_PX)];
    const tick = STEPS.find((s) => s >= least && text % s === 0) ?? text; // labels are at ticks: text is a multiple of tick
    const marks = [];
    for (let p = this.first; p <= this.total; p++) {
      const end = p === this.first || p === this.total;
      const labelled = end || (p % text === 0 && this.percentAt(this.total) - this.percentAt(p) > (LABEL_PX / width) * 60 && this.percentAt(p) > (LABEL_PX / width) * 60);
      if (end || p % tick === 0 || labelled) marks.push([p, labelled]);
    }
    this.drawTicks(marks);
    this.hiddenFor = undefined;
  }

  /** A tick for each [position, labelled]. Present elements are moved, which is faster than making new ones. */
  drawTicks(marks) {
    while (this.ticks.childElementCount > marks.length) this.ticks.lastChild.remove();
    while (this.ticks.childElementCount < marks.length) this.ticks.append(element("i", {}, element("b")));
    this.labels = [];
    marks.forEach(([p, labelled], i) => {
      const tick = this.ticks.children[i];
      const [text, name] = [tick.firstChild, labelled ? String(p) : ""];
      tick.style.left = `${this.percentAt(p)}%`;
      if (text.textContent !== name) text.textContent = name;
      if (labelled) this.labels.push([p, text]);
    });
  }

  /** Where a position is on the track, 0 to 100. */
  percentAt(position) {
    return this.total === this.first ? 0 : ((position - this.first) / (this.total - this.first)) * 100;
  }

  /** o: {position, playing, text, spoken, live (position or null), atLive, canTrain, running} */
  show(o) {
    this.layout(); // after the stage is drawn: setting a font on its canvas would force the style of new elements
    this.thumb.style.left = `${this.percentAt(o.position)}%`;
    this.past.style.width = `${this.percentAt(Math.min(o.position, this.last))}%`;
    this.known.style.width = `${this.percentAt(this.last)}%`;
    if (this.thumb.textContent !== String(o.position)) this.thumb.replaceChildren(element("b", {}, String(o.position)));
    this.hideUnderThumb(o.position);
    const a = { "aria-valuemin": this.first, "aria-valuemax": this.last, "aria-valuenow": o.position, "aria-valuetext": o.spoken };
    for (const [name, value] of Object.entries(a)) this.track.setAttribute(name, value);
    this.setPosition(o.text);
    this.setToggle(o);
    this.enable("first", o.position > this.first);
    this.enable("back", o.position > this.first);
    this.enable("next", o.position < this.last);
    this.enable("last", o.position < this.last);
    if (this.trains) this.showLive(o);
  }

  /** Hide the labels that the thumb's label would overlap. */
  hideUnderThumb(position) {
    if (this.hiddenFor === position) return;
    this.hiddenFor = position;
    const pixel = this.width / 100;
    for (const [p, text] of this.labels ?? []) {
      const room = (String(p).length + String(position).length) * DIGIT_PX + 6;
      text.style.visibility = Math.abs(this.percentAt(p) - this.percentAt(position)) * pixel < room ? "hidden" : "";
    }
  }

  setPosition([strong, soft = ""]) {
    if (this.positionKey === strong + soft) return;
    this.positionKey = strong + soft;
    this.position.hidden = !strong; // empty where the view's head shows it
    this.position.replaceChildren(element("strong", {}, strong), ...(soft ? [` ${soft}`] : []));
  }

  setToggle({ playing, running, atLive, canTrain }) {
    const name = playing || running ? "pause" : "play";
    const title = name === "pause" ? words.pause : atLive && canTrain ? words.train : words.play;
    const key = `${name} ${title}`;
    if (this.toggleKey === key) return;
    this.toggleKey = key;
    const text = this.trains ? [element("span", {}, title)] : [];
    this.buttons.toggle.replaceChildren(icon(name), ...text);
    this.buttons.toggle.classList.toggle("labelled", text.length > 0);
    this.buttons.toggle.setAttribute("aria-label", title);
    this.buttons.toggle.title = title;
  }

  showLive({ live, atLive, canTrain }) {
    this.flag.hidden = live === null;
    this.flag.style.left = `${this.percentAt(live ?? 0)}%`;
    this.enable("step", canTrain || !atLive);
    // visibility, not display: the other buttons keep their places
    this.buttons.live.style.visibility = atLive ? "hidden" : "visible";
  }

  enable(name, on) {
    const button = this.buttons[name];
    if (!button || button.disabled === !on) return;
    if (!on && button.matches(":focus")) this.track.focus({ preventScroll: true }); // a disabled button would drop the focus
    button.disabled = !on;
  }
}
