// `Windowed`: the base class of a view that shows a window of a long sequence's steps, which can be scrolled.

import { View } from "../lib/view.js";

/** Subclasses define `count` and `span`, and call `follow` before drawing if the window is to follow the position. */
export class Windowed extends View {
  /** Step at the left edge of the stage, from 0. */
  first = 0;
  /** Whether a selection has a step `t` of its own, so that Shift with an arrow moves it along the sequence. */
  selectsSteps = false;

  /** Steps of the whole sequence. */
  get count() { return 0; }

  /** Of the present layout: {visible: steps in the window, pitch: px from step to step, windowed: whether not all are visible}; null if there is nothing to show. */
  get span() { return null; }

  clampWindow() {
    this.first = Math.max(0, Math.min(this.first, this.count - this.span.visible));
  }

  scrollTo(first) {
    this.first = first;
    this.clampWindow();
    this.player.setHover(null);
  }

  /** Make step t (from 0) visible, scrolling as little as possible. */
  showStep(t) {
    const { visible } = this.span;
    if (t < this.first) this.scrollTo(t);
    else if (t >= this.first + visible) this.scrollTo(t - visible + 1);
  }

  /** Centre the window on a new position (from 1) that it does not show; a person may scroll it afterwards. */
  follow(position) {
    if (position === this.followed) return;
    this.followed = position;
    const { visible } = this.span;
    if (position - 1 < this.first || position - 1 >= this.first + visible) this.first = position - 1 - Math.floor(visible / 2);
    this.clampWindow();
  }

  wheel(event) {
    const by = event.shiftKey ? event.deltaY : event.deltaX;
    if (!this.span?.windowed || Math.abs(by) < 1) return false;
    this.rolled = (this.rolled ?? 0) + by / this.span.pitch;
    const steps = Math.trunc(this.rolled);
    this.rolled -= steps;
    if (steps) this.scrollTo(this.first + steps);
    return true;
  }

  /** Go to a position, as a drag on a curve does. */
  seek(position) { this.player.userSeek(position); }

  /** Select the same unit `by` steps further on; without a selection, scroll the window. */
  moveAcross(by) {
    if (!this.selectsSteps) return false;
    if (!this.span) return true;
    if (!this.chosen) this.scrollTo(this.first + by);
    else this.moveStep(this.chosen, this.chosen.t + by);
    return true;
  }

  moveStep(selected, t) {
    if (t < 0 || t >= this.count) return;
    this.showStep(t);
    this.player.select({ ...selected, t }, { withCard: true });
  }
}
