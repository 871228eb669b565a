// A view whose sequence may be wider than its stage: a window over it follows the step, and can be scrolled.

/** Subclasses give `count`, the steps of the sequence, and `span`: {visible, pitch, windowed} of the present layout. */
export class Windowed {
  constructor(player) {
    this.player = player;
    this.first = 0; // step on the left edge, from 0
  }

  clampWindow() {
    this.first = Math.max(0, Math.min(this.first, this.count - this.span.visible));
  }

  scrollTo(first) {
    this.first = first;
    this.clampWindow();
    this.player.setHover(null);
  }

  /** The window goes along with the step; in between a person may scroll it. */
  follow(position) {
    if (position === this.seen) return;
    this.seen = position;
    const { visible } = this.span;
    if (position - 1 < this.first || position - 1 >= this.first + visible) this.first = position - 1 - Math.floor(visible / 2);
    this.clampWindow();
  }

  wheel(event) {
    const by = event.shiftKey ? event.deltaY : event.deltaX;
    if (!this.span.windowed || Math.abs(by) < 1) return false;
    this.rolled = (this.rolled ?? 0) + by / this.span.pitch;
    const steps = Math.trunc(this.rolled);
    this.rolled -= steps;
    if (steps) this.scrollTo(this.first + steps);
    return true;
  }
}
