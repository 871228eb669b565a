// `ForkPanel`: the form below the stage for a fork's settings, name and changed weights.

import { keyOf, nameOf } from "../../editing/edit_places.js";
import { element } from "../../lib/dom.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/runs.js";

const words = say.fork;
const OPTIMISERS = ["sgd", "momentum", "adam", "adamw", "rmsprop"];
const SCHEDULES = ["constant", "cosine", "step"];
const NUMBERS = ["lr", "clip", "epochs"]; // fields that hold a number
const KEY_EVENTS = ["keydown", "keypress", "keyup"];

export class ForkPanel {
  constructor(view) {
    this.view = view;
    this.weights = new Map(); // by keyOf: {name, index, value, was}
    this.fields = {
      name: textField("name", { maxlength: "60", placeholder: words.auto }),
      lr: textField("lr", { inputmode: "decimal" }),
      optimiser: choiceField("optimiser", OPTIMISERS),
      schedule: choiceField("schedule", SCHEDULES),
      clip: textField("clip", { inputmode: "decimal" }),
      epochs: textField("epochs", { inputmode: "decimal" }),
    };
    this.title = element("strong", {});
    this.meaning = element("span", { class: "soft" });
    this.list = element("div", { class: "weights" });
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.go = element("button", { type: "submit", class: "go" }, words.go);
    this.node = this.form();
    for (const kind of KEY_EVENTS) this.node.addEventListener(kind, (event) => this.key(kind, event));
  }

  form() {
    const onsubmit = (event) => { event.preventDefault(); this.send(); };
    const labels = Object.entries(this.fields).map(([name, field]) =>
      element("label", {}, element("span", {}, words.names[name] ?? words.name), field));
    const cancel = element("button", { type: "button", class: "cancel", onclick: () => this.close() }, words.cancel);
    return element("form", { class: "fork", "aria-label": words.label, hidden: true, novalidate: true, onsubmit },
      element("div", { class: "top" }, this.title, this.meaning),
      element("div", { class: "fields" }, ...labels, this.go, cancel),
      this.list, this.problem);
  }

  get open() { return !this.node.hidden; }

  /** The weights that are set, each [name, index, value]. */
  get edits() { return [...this.weights.values()].map(({ name, index, value }) => [name, index, value]); }

  focus() { this.fields.name.focus({ preventScroll: true }); }

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
      this.fillFields();
      this.node.hidden = false;
      if (player.selected) player.select(null); // its arithmetic would take too much room from the stage
      player.layout();
    }
    player.setHover(null); // its target has moved
    this.focus();
  }

  /** Fill the fields with the selected run's settings; for a fork at its last epoch, with twice as many epochs. */
  fillFields() {
    const { run, player } = this.view;
    const { config, id, total } = run;
    this.filledFrom = id;
    for (const name of [...NUMBERS, "optimiser", "schedule"]) this.fields[name].value = String(config[name]);
    if (run.epoch(player.clock.position) >= total) this.fields.epochs.value = String(2 * total);
    this.fields.name.value = "";
    this.showProblem("");
    this.listWeights();
  }

  close() {
    const { player } = this.view;
    const focused = this.node.contains(this.node.getRootNode().activeElement);
    this.node.hidden = true;
    this.weights.clear();
    player.layout();
    player.setHover(null);
    if (focused) (player.transport.buttons.fork ?? player.stage).focus({ preventScroll: true });
  }

  /** After new data: if another run is selected, show its settings. */
  update() {
    if (!this.open || this.filledFrom === this.view.run.id) return;
    this.weights.clear();
    this.fillFields();
  }

  /** Show the epoch at which the fork would begin: the one at the cursor. */
  showEpoch(position) {
    const epoch = this.view.run.epoch(position);
    if (!this.open || epoch === this.epoch) return;
    this.epoch = epoch;
    this.title.textContent = words.title(epoch);
    this.meaning.textContent = words.means(epoch);
  }

  /** Set a weight for the fork; null, or its present value, leaves it as it is. place: see editing/edit_places.js */
  setWeight(place, value) {
    const { name, index } = place;
    const key = keyOf(place);
    const was = this.weights.get(key)?.was ?? place.value;
    if (value === null || Math.fround(value) === was) this.weights.delete(key);
    else this.weights.set(key, { name, index, value, was });
    this.listWeights();
    this.view.player.redraw();
  }

  /** Show the changed weights, each with a button that removes it. */
  listWeights() {
    const nodes = [...this.weights.values()].map((weight) => {
      const name = nameOf(weight);
      const onclick = () => {
        this.setWeight({ ...weight, value: weight.was }, null);
        this.focus();
        this.view.player.layout();
      };
      const drop = element("button", { type: "button", "aria-label": words.drop(name), title: words.drop(name), onclick }, "×");
      return element("span", { class: "weight" }, words.weight(name, number(weight.was), number(weight.value)), drop);
    });
    this.list.replaceChildren(...(nodes.length ? nodes : [element("span", { class: "soft" }, words.hint)]));
  }

  showProblem(problem) {
    const changed = this.problem.textContent !== problem;
    [this.problem.textContent, this.problem.hidden] = [problem, !problem];
    if (changed && this.open) this.view.player.layout();
  }

  /** Focus the field that the problem names; the button lost the focus when it was disabled. */
  focusFault(problem) {
    const { activeElement } = this.node.getRootNode();
    if (activeElement && activeElement !== this.go) return;
    const name = Object.keys(this.fields).find((field) => problem.startsWith(field)) ?? "name";
    this.fields[name].focus({ preventScroll: true });
  }

  send() {
    const { run, player } = this.view;
    if (this.go.disabled) return;
    const values = Object.entries(this.fields).map(([name, { value }]) => [name, NUMBERS.includes(name) ? plainNumber(value) : value]);
    const epoch = run.epoch(player.clock.position);
    this.go.disabled = true;
    this.view.ask({ type: "fork", run: run.key, epoch, weights: this.edits, ...Object.fromEntries(values) }, (problem) => {
      this.go.disabled = false;
      this.showProblem(problem ?? words.late);
      if (problem !== "") { this.focusFault(problem ?? ""); return; }
      this.close();
      player.stage.focus({ preventScroll: true });
    });
  }
}

const textField = (name, attributes) => element("input", { type: "text", autocomplete: "off", spellcheck: "false", class: name, ...attributes });
const choiceField = (name, values) => element("select", { class: name }, ...values.map((value) => element("option", { value }, value)));

/** A number as typed, with a comma read as a decimal point. */
const plainNumber = (text) => text.trim().replace(/^(\d*),(\d+)$/, "$1.$2");
