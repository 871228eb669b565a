// `Pointer`: hover, click, drag and wheel on the stage, by way of the view's targets.

import { Timer } from "../lib/lifetime.js";

const HOVER_MS = 80; // ms on a target before its card is shown
const STILL = 3; // px by which a pressed pointer may move and still click

export class Pointer {
  constructor(player) {
    this.player = player;
    this.stage = player.stage;
    this.dragging = null;
    this.pressed = [0, 0]; // px of the stage
    this.dragged = false; // whether the pointer was moved since, on a target that can be dragged: the click at its end is none
    this.hovering = new Timer(player.signal);
    const on = (name, act, options) => this.stage.addEventListener(name, act, options);
    on("pointermove", (event) => this.move(event));
    on("pointerleave", () => player.setHover(null));
    on("pointerdown", (event) => this.grab(event));
    for (const end of ["pointerup", "pointercancel"]) on(end, () => { this.dragging = null; });
    on("wheel", (event) => { if (player.view.wheel(event)) event.preventDefault(); }, { passive: false });
    on("click", (event) => this.click(event));
  }

  /** The event's [x, y] in px of the stage. */
  point(event) {
    const box = this.player.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  target(event) {
    return this.player.view.hit(...this.point(event), this.player.state);
  }

  /** Press: begin an edit, or the drag of a target, which goes on outside the stage. */
  grab(event) {
    const target = event.button === 0 ? this.target(event) : null;
    if (target?.edit) this.player.edits.press(event, this.player.edits.placeOf(target));
    this.dragging = target?.drag;
    [this.pressed, this.dragged] = [this.point(event), false];
    if (!this.dragging) return;
    this.stage.setPointerCapture(event.pointerId);
    this.player.setHover(null);
  }

  move(event) {
    if (this.dragging) {
      const [x, y] = this.point(event);
      this.dragged ||= Math.hypot(x - this.pressed[0], y - this.pressed[1]) > STILL;
      return this.dragging(x, y);
    }
    if (event.pointerType === "touch" || this.player.edits.busy) return;
    const target = this.target(event);
    this.stage.style.cursor = this.cursor(target);
    if (target?.id === this.pending) return;
    this.pending = target?.id;
    this.hovering.start(target ? HOVER_MS : 0, () => this.player.setHover(target));
  }

  cursor(target) {
    if (target?.edit && this.player.edits.on) return "ns-resize";
    return target?.selects || target?.act || target?.drag ? "pointer" : "default";
  }

  click(event) {
    const target = this.dragged || this.player.edits.isDrag(event) ? null : this.target(event);
    if (!target) return;
    if (target.seek !== undefined && target.seek !== this.player.clock.position) this.player.userSeek(target.seek);
    if (target.selects) this.player.select(target.selects);
    target.act?.(event);
  }

  /** Drop a hover that is still waiting for HOVER_MS. */
  cancelHover() {
    this.pending = undefined;
    this.hovering.stop();
  }
}
