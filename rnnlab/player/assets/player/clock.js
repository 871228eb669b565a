// `Clock`: the cursor's position, its playback, and the phases of the animation between two steps.

export const SPEEDS = [0.25, 0.5, 1, 2, 4];
const MOVE_MS = 420; // animation of a step: the input's arrow 120, the state's arrow 180, the colour of the new cells 120
const TWEEN_LIMIT = 8; // steps per second above which a step is not animated

/** Steps per second at speed 1, a power of two: 1 for the shortest sequences, and for long ones so many that playing takes about 16 s. */
export function baseRate(length) {
  return 2 ** Math.max(0, Math.round(Math.log2(length / (4 + Math.min(12, length / 16)))));
}

export class Clock {
  constructor({ reducedMotion }) {
    this.first = 0;
    this.last = 0;
    this.position = 0;
    this.playing = false;
    this.speed = 1;
    this.length = 1;
    this.reduced = reducedMotion;
    this.stepBegan = -Infinity; // ms, when the animation of the present step began
    this.partOfStep = 0; // steps that have been due since the last whole one
    this.lastTick = null; // ms
  }

  /** Positions go from first to last; length sets the pace and stays the same while a run grows. */
  setRange(first, last, length) {
    [this.first, this.last, this.length] = [first, last, length];
    this.position = Math.min(Math.max(this.position, first), last);
  }

  get rate() {
    const rate = baseRate(this.length) * this.speed;
    return this.reduced() ? Math.min(1, rate) : rate;
  }

  seek(position, { animate = false, now = performance.now() } = {}) {
    const to = Math.min(Math.max(Math.round(position), this.first), this.last);
    const changed = to !== this.position;
    if (changed) this.stepBegan = animate && to === this.position + 1 ? now : -Infinity;
    this.position = to;
    return changed;
  }

  play(now = performance.now()) {
    if (this.position >= this.last) this.seek(this.first);
    this.playing = true;
    this.partOfStep = 0;
    this.lastTick = now;
  }

  pause() {
    this.playing = false;
  }

  /** Advance to now. @returns {boolean} whether the position changed */
  tick(now) {
    if (!this.playing) return false;
    // A hidden tab gets no frames; the steps missed there are not caught up.
    this.partOfStep += (Math.min(now - this.lastTick, 250) / 1000) * this.rate;
    this.lastTick = now;
    const steps = Math.floor(this.partOfStep);
    this.partOfStep -= steps;
    const changed = steps > 0 && this.seek(this.position + steps, { animate: this.rate <= TWEEN_LIMIT, now });
    if (this.position >= this.last) this.playing = false;
    return changed;
  }

  /** The animation of the present step: input, travel and fill, each 0 to 1; null when there is none. */
  motion(now) {
    if (this.reduced()) return null;
    const total = Math.min(MOVE_MS, 600 / this.rate);
    const part = (now - this.stepBegan) / total;
    if (!(part < 1)) return null;
    const ease = (from, to) => 1 - (1 - Math.min(Math.max((part - from) / (to - from), 0), 1)) ** 3;
    return { input: ease(0, 0.29), travel: ease(0.29, 0.71), fill: ease(0.71, 1) };
  }
}
