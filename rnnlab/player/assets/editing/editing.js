// `Editing`: values are typed or dragged, sent to Python, which computes everything again, and undone. The result comes as new data.

import { number } from "../lib/format.js";
import { words } from "../messages/en/common.js";
import { keyOf, LIMIT, nameOf } from "./edit_places.js";
import { Field } from "./field.js";

const DRAG_PX = 3; // px that a pressed pointer may move and still be a click
const PER_PX = 0.01; // of a value, for each px it is dragged
let strokes = 0; // edits begun; a stroke is one edit, from the first drag or key to its final value

export class Editing {
  constructor(player) {
    this.player = player;
    this.field = new Field({ commit: (value, stay) => this.commit(value, stay), step: (value) => this.sendPreview(value), cancel: (stay) => this.cancel(stay) });
  }

  /** Whether the present recording can be edited. */
  get on() { return Boolean(this.state); }

  /** Whether a value is being dragged or typed; nothing is hovered then. */
  get busy() { return Boolean(this.field.place || this.pressed); }

  /** How a value can be changed, as the last line of its card. */
  how(byKey) { return byKey ? words.edit.byKey : words.edit.how; }

  bind(node) {
    node.append(this.field.node);
    node.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, (event) => this.release(event));
    node.addEventListener("scroll", () => this.field.moveToPlace(), { capture: true });
  }

  /** New data: reads header.edits, all values set by hand, each [name, index, value]. */
  update({ header }) {
    const before = this.edits;
    this.state = header.view.edit ?? null;
    this.edits = header.edits ?? [];
    if (!this.on) return;
    const changed = before !== undefined && JSON.stringify(before) !== JSON.stringify(this.edits);
    if (changed && !this.field.place) this.player.announce(this.describeChange(before));
    this.player.transport.showEdits({ ...this.state, edits: this.edits.length > 0 });
    this.publish();
  }

  describeChange(before) {
    const known = new Set(before.map((edit) => JSON.stringify(edit)));
    const [fresh, ...more] = this.edits.filter((edit) => !known.has(JSON.stringify(edit)));
    if (!fresh || more.length) return words.edit.count(this.edits.length);
    return words.edit.changed(nameOf({ name: fresh[0], index: fresh[1] }), number(fresh[2], 4));
  }

  /** Of the unsent values of one stroke only the newest is sent. */
  send(event) {
    this.player.channel.request(event, { replaces: event.stroke, answered: (problem) => this.answered(problem) });
    this.publish();
  }

  answered(problem) {
    if (problem) this.player.announce(problem);
    this.publish();
  }

  /** Attributes for tests and assistive scripts: how many edits there are, and whether an event is unanswered or unsent. */
  publish() {
    Object.assign(this.player.root.dataset, { edits: String(this.edits.length), waiting: String(this.player.channel.asking) });
  }

  actions() {
    return { undo: () => this.undo(), redo: () => this.redo(), resetEdits: () => this.reset() };
  }

  // An edit that is not answered yet can be undone too: Python decides whether there is one.
  undo() { if (this.state.undo || this.player.channel.asking) this.send({ type: "undo" }); }
  redo() { if (this.state.redo || this.player.channel.asking) this.send({ type: "redo" }); }
  reset() { if (this.edits.length || this.player.channel.asking) this.send({ type: "reset_edits" }); }

  /** The edit place of a target on the stage, with its anchor. */
  placeOf({ edit }) {
    const { x, y, w, h } = edit.box;
    const anchor = () => { const { left, top } = this.player.canvas.getBoundingClientRect(); return new DOMRect(left + x, top + y, w, h); };
    return { ...edit, anchor };
  }

  /** Give the focus back to the element where the edit began. */
  restoreFocus(place) {
    (place.focusAfter?.() ?? this.player.stage).focus({ preventScroll: true });
    this.player.showCard(this.player.state);
  }

  /** A pointer went down on an edit place: a click opens the field, a drag changes the value. */
  press(event, place) {
    if (!this.on || event.button !== 0) return;
    this.pressed = { place, y: event.clientY, pointer: event.pointerId, mouse: event.pointerType !== "touch" };
  }

  drag(event) {
    const p = this.pressed;
    if (!p || event.pointerId !== p.pointer) return;
    if (!event.buttons) { this.pressed = null; return; } // let go outside of the player
    if (!p.dragging) {
      if (Math.abs(event.clientY - p.y) <= DRAG_PX) return;
      if (!p.mouse) { this.pressed = null; return; } // a finger scrolls
      p.dragging = true;
      this.begin(p.place);
      this.player.node.setPointerCapture(event.pointerId);
    }
    const by = (p.y - event.clientY) * PER_PX * (event.shiftKey ? 10 : 1);
    const value = Math.min(LIMIT, Math.max(-LIMIT, Number((p.place.value + by).toFixed(2))));
    this.field.show(p.place, String(value));
    this.sendPreview(value);
  }

  release(event) {
    const p = this.pressed;
    if (!p || event.pointerId !== p.pointer) return;
    this.pressed = null;
    if (!p.dragging) { if (event.type === "pointerup") this.open(p.place); return; }
    this.dragged = event.timeStamp; // the click event that follows is ignored, see isDrag
    const value = Number(this.field.input.value);
    this.field.close();
    if (event.type === "pointerup") this.commit(value);
    else this.cancel();
  }

  /** Whether a click is only the end of a drag. */
  isDrag(event) { return this.dragged !== undefined && event.timeStamp - this.dragged < 50; }

  open(place, text) {
    const { player } = this;
    if (!this.on) return;
    this.begin(place);
    this.field.open(place, text);
    player.showCard(player.state); // no card while the field is open
  }

  begin(place) {
    const { player } = this;
    player.clock.pause();
    if (player.following !== "value") player.setHover(null);
    player.redraw();
    this.stroke = ++strokes;
    this.previewed = false; // the value sent last; false if none was
    this.place = place;
    this.was = this.edits.find(([name, index]) => keyOf({ name, index }) === keyOf(place))?.[2] ?? null; // null: as it was drawn
  }

  /** Send a value of an unfinished edit: it is shown once computed, and one undo takes back all of the edit. */
  sendPreview(value) {
    if (value === this.shown()) return;
    this.previewed = value;
    this.ask(value, true);
  }

  /** The value that is shown, or will be once it is computed. */
  shown() { return this.previewed === false ? this.place.value : this.previewed; }

  /** Send the final value. stay: leave the focus where it is. */
  commit(value, stay = false) {
    const same = value === null ? this.was === null : Math.fround(value) === this.place.value;
    if (this.previewed !== false || !same) this.ask(value, false);
    if (!stay) this.restoreFocus(this.place);
  }

  cancel(stay = false) {
    if (this.previewed !== false) this.ask(this.was, false);
    if (!stay) this.restoreFocus(this.place);
  }

  ask(value, live) {
    const { name, index } = this.place;
    this.send({ type: "edit", name, index, value, live, stroke: this.stroke });
  }

  /** Esc in the middle of a drag. */
  abandon() {
    if (!this.pressed?.dragging) return false;
    this.pressed = null;
    this.field.close();
    this.cancel();
    return true;
  }

  /** Hover an edit place of the step by keyboard: the first one, or the one `by` places further on. @returns {boolean} whether there is one */
  choose(by) {
    const targets = this.on ? this.player.view.editTargets(this.player.state) : [];
    if (!targets.length) return false;
    const at = this.player.following === "value" ? this.at + by : 0;
    this.at = Math.min(Math.max(at, 0), targets.length - 1);
    const target = targets[this.at];
    this.player.setHover(target, { following: "value" });
    this.player.announce(words.edit.chosen(nameOf(target.edit), target.edit.meaning, number(target.edit.value, 4)));
    return true;
  }

  /** The target of the chosen edit place at the present step: the one of the same index; null if there is none. */
  targetAtPosition() {
    const targets = this.on ? this.player.view.editTargets(this.player.state) : [];
    return targets[Math.min(this.at, targets.length - 1)] ?? null;
  }

  /** A key pressed on the stage. @returns {boolean} whether it was used */
  key(event) {
    const target = this.player.following === "value" ? this.player.hover : null;
    if (!this.on) return false;
    if (event.key === "Enter") {
      if (target) this.open(this.placeOf(target));
      else return this.choose(0);
      return true;
    }
    if (!target) return false;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") return this.choose(event.key === "ArrowUp" ? -1 : 1);
    if (!/^[-\d.]$/.test(event.key)) return false;
    this.open(this.placeOf(target), event.key);
    return true;
  }
}
