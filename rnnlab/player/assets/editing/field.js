// `Field`: the text input for a number, shown beside its edit place inside the player.

import { element } from "../lib/dom.js";
import { words } from "../messages/en/common.js";
import { nameOf, parse, shortest } from "./edit_places.js";

const GAP = 6; // px to the value and to the player's edge

export class Field {
  /** on: {commit(value or null, stay), step(value), cancel(stay)}; the field is closed before commit and cancel. stay: the focus has already left it. */
  constructor(on) {
    this.on = on;
    this.place = null;
    this.name = element("span", {});
    this.input = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
    this.note = element("p", { role: "status" });
    this.node = element("div", { class: "field", hidden: true }, element("label", {}, this.name, this.input), this.note);
    // Nothing typed here may reach the page, whose single letters are commands; Tab goes on to the next element.
    for (const kind of ["keydown", "keypress", "keyup"]) this.node.addEventListener(kind, (event) => this.key(kind, event));
    this.input.addEventListener("input", () => this.setNote(words.edit.hint, false));
    this.input.addEventListener("blur", () => this.keepTyped());
  }

  /** Show it beside a place and focus it. text: what was typed already; the value, if missing. */
  open(place, text) {
    this.show(place, text ?? shortest(place.value));
    this.input.readOnly = false;
    this.setNote(words.edit.hint, false);
    this.input.focus({ preventScroll: true });
    if (text === undefined) this.input.select();
    this.moveToPlace();
  }

  /** Show a value beside a place, read only, while it is dragged. */
  show(place, text) {
    this.place = place;
    this.name.textContent = nameOf(place);
    this.input.setAttribute("aria-label", words.edit.place(nameOf(place), place.meaning));
    this.input.value = text;
    this.input.readOnly = true;
    this.node.hidden = false;
    this.setNote("", false);
    this.moveToPlace();
  }

  close() {
    this.place = null;
    this.node.hidden = true;
  }

  setNote(text, problem) {
    this.note.className = problem ? "problem" : "";
    this.note.hidden = !text;
    if (this.note.textContent !== text) this.note.textContent = text;
    this.input.setAttribute("aria-invalid", String(problem));
  }

  /** Move the field below its value, or above it where there is no room; never outside the player. */
  moveToPlace() {
    if (!this.place) return;
    const [value, frame] = [this.place.anchor(), this.node.parentElement.getBoundingClientRect()];
    const { offsetWidth: w, offsetHeight: h } = this.node;
    const left = Math.min(Math.max(value.left + value.width / 2 - w / 2 - frame.left, GAP), frame.width - w - GAP);
    const below = value.bottom - frame.top + GAP;
    const top = below + h + GAP <= frame.height ? below : Math.max(GAP, value.top - frame.top - GAP - h);
    this.node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  key(kind, event) {
    if (event.key === "Tab") return;
    event.stopPropagation();
    if (kind !== "keydown") return;
    const act = { Enter: () => this.commit(), Escape: () => this.cancel(), ArrowUp: () => this.step(1, event), ArrowDown: () => this.step(-1, event) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  commit(stay) {
    const value = parse(this.input.value);
    if (value === undefined) { this.setNote(words.edit.problem, true); this.moveToPlace(); return; }
    this.close();
    this.on.commit(value, stay);
  }

  cancel(stay) {
    this.close();
    this.on.cancel(stay);
  }

  /** Change the value by 0.1; with Shift by 1, with Alt by 0.01. direction: 1 or −1 */
  step(direction, { shiftKey, altKey }) {
    const from = parse(this.input.value) ?? this.place.value;
    const value = parse(String(Number((from + direction * (shiftKey ? 1 : altKey ? 0.01 : 0.1)).toFixed(6))));
    if (value === undefined) { this.setNote(words.edit.problem, true); return; }
    this.input.value = String(value);
    this.setNote(words.edit.hint, false);
    this.on.step(value);
  }

  /** The focus has left: commit what was typed if it is a number, else cancel. */
  keepTyped() {
    if (!this.place || this.input.readOnly) return;
    if (parse(this.input.value) === undefined) this.cancel(true);
    else this.commit(true);
  }
}
