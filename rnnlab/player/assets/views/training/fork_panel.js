// The panel in which a fork is described, and weights that are given another value in the picture for it.

import { keyOf, nameOf } from "../../editing/edit_places.js";
import { Editing } from "../../editing/editing.js";
import { element } from "../../lib/dom.js";
import { number } from "../../lib/format.js";
import { say as sayRuns } from "../../messages/en/runs.js";

const words = sayRuns.fork;
const OPTIMISERS = ["sgd", "momentum", "adam", "adamw", "rmsprop"];
const SCHEDULES = ["constant", "cosine", "step"];
const TEXTS = ["lr", "clip", "epochs"];

export class ForkPanel {
  constructor(view) {
    this.view = view;
    this.weights = new Map(); // by keyOf: {name, index, value, was}
    const text = (name) => element("input", { type: "text", autocomplete: "off", spellcheck: "false", class: name, ...(name === "name" ? { maxlength: "60", placeholder: words.auto } : { inputmode: "decimal" }) });
    const choice = (name, all) => element("select", { class: name }, ...all.map((one) => element("option", { value: one }, one)));
    this.fields = { name: text("name"), lr: text("lr"), optimiser: choice("optimiser", OPTIMISERS), schedule: choice("schedule", SCHEDULES), clip: text("clip"), epochs: text("epochs") };
    this.title = element("strong", {});
    this.means = element("span", { class: "soft" });
    this.list = element("div", { class: "weights" });
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.go = element("button", { type: "submit", class: "go" }, words.go);
    const labels = Object.entries(this.fields).map(([name, field]) => element("label", {}, element("span", {}, words.names[name] ?? words.name), field));
    this.node = element("form", { class: "fork", "aria-label": words.label, hidden: true, novalidate: true, onsubmit: (event) => { event.preventDefault(); this.send(); } },
      element("div", { class: "top" }, this.title, this.means),
      element("div", { class: "fields" }, ...labels, this.go, element("button", { type: "button", class: "cancel", onclick: () => this.close() }, words.cancel)),
      this.list, this.problem);
    for (const kind of ["keydown", "keypress", "keyup"]) this.node.addEventListener(kind, (event) => this.key(kind, event));
  }

  get open() { return !this.node.hidden; }

  /** Nothing typed here may reach the player or the page, whose single letters are commands. */
  key(kind, event) {
    if (event.key === "Tab") return;
    event.stopPropagation();
    if (kind !== "keydown" || event.key !== "Escape") return;
    event.preventDefault();
    this.close();
  }

  toggle() {
    if (this.open) this.close();
    else this.show();
  }

  show() {
    const { player, run } = this.view;
    if (run.empty) return;
    player.clock.pause();
    if (!this.open) {
      this.fill();
      this.node.hidden = false;
      if (player.selected) player.select(null); // its arithmetic would leave the picture no room
      player.layout();
    }
    player.setHover(null); // what it stood beside has moved
    this.fields.name.focus({ preventScroll: true });
  }

  /** The settings of the run on stage; one that would end here at once goes on for as long again. */
  fill() {
    const { run: { config, id, total }, player } = this.view;
    this.of = id;
    for (const name of [...TEXTS, "optimiser", "schedule"]) this.fields[name].value = String(config[name]);
    if (this.view.run.epoch(player.clock.position) >= total) this.fields.epochs.value = String(2 * total);
    this.fields.name.value = "";
    this.say("");
    this.tell();
  }

  close() {
    const inside = this.node.contains(this.node.getRootNode().activeElement);
    this.node.hidden = true;
    this.weights.clear();
    this.view.player.layout();
    this.view.player.setHover(null);
    if (inside) (this.view.player.transport.buttons.fork ?? this.view.player.stage).focus({ preventScroll: true });
  }

  /** Another run on stage has other settings. */
  update() {
    if (this.open && this.of !== this.view.run.id) { this.weights.clear(); this.fill(); }
  }

  at(position) {
    const epoch = this.view.run.epoch(position);
    if (!this.open || epoch === this.epoch) return;
    this.epoch = epoch;
    this.title.textContent = words.title(epoch);
    this.means.textContent = words.means(epoch);
  }

  put(place, value) {
    const { name, index } = place;
    const key = keyOf(place);
    const was = this.weights.get(key)?.was ?? place.value;
    if (value === null || Math.fround(value) === was) this.weights.delete(key);
    else this.weights.set(key, { name, index, value, was });
    this.tell();
    this.view.player.redraw();
  }

  tell() {
    const nodes = [...this.weights.values()].map((weight) => {
      const name = nameOf(weight);
      const drop = element("button", { type: "button", "aria-label": words.drop(name), title: words.drop(name), onclick: () => { this.put({ ...weight, value: weight.was }, null); this.fields.name.focus({ preventScroll: true }); this.view.player.layout(); } }, "×");
      return element("span", { class: "weight" }, words.weight(name, number(weight.was), number(weight.value)), drop);
    });
    this.list.replaceChildren(...(nodes.length ? nodes : [element("span", { class: "soft" }, words.hint)]));
  }

  say(problem) {
    const changed = this.problem.textContent !== problem;
    [this.problem.textContent, this.problem.hidden] = [problem, !problem];
    if (changed && this.open) this.view.player.layout();
  }

  /** The focus, which a disabled button drops, goes to the field at fault: what is typed next is meant for it. */
  blame(problem) {
    if (this.node.getRootNode().activeElement && this.node.getRootNode().activeElement !== this.go) return;
    const name = Object.keys(this.fields).find((field) => problem.startsWith(field)) ?? "name";
    this.fields[name].focus({ preventScroll: true });
  }

  send() {
    const { run, player } = this.view;
    if (this.go.disabled) return;
    const plain = (text) => text.trim().replace(/^(\d*),(\d+)$/, "$1.$2");
    const said = Object.fromEntries(Object.entries(this.fields).map(([name, field]) => [name, TEXTS.includes(name) ? plain(field.value) : field.value]));
    const weights = [...this.weights.values()].map(({ name, index, value }) => [name, index, value]);
    this.go.disabled = true;
    this.view.ask({ type: "fork", run: run.key, epoch: run.epoch(player.clock.position), weights, ...said }, (problem) => {
      this.go.disabled = false;
      this.say(problem ?? words.late);
      if (problem !== "") { this.blame(problem ?? ""); return; }
      this.close();
      player.stage.focus({ preventScroll: true });
    });
  }
}

/** Editing that computes nothing at once: values are gathered for a fork. */
export class Trial extends Editing {
  constructor(player, view) {
    super(player);
    this.view = view;
  }

  get on() { return Boolean(this.view.run && !this.view.run.empty); }
  get edits() { return [...this.view.fork.weights.values()].map(({ name, index, value }) => [name, index, value]); }
  set edits(_) { /* they are the panel's */ }

  update() {}
  publish() {}
  actions() { return {}; }
  undo() {}
  redo() {}
  how(byKey) { return byKey ? words.byKey : words.how; }

  ask(value, live) {
    this.view.fork.put(this.place, value);
    if (!live && (this.view.fork.weights.size || this.view.fork.open)) this.view.fork.show();
  }

  back(place) {
    if (this.view.fork.open) this.view.fork.fields.name.focus({ preventScroll: true });
    else super.back(place);
  }
}
