// The loss of one run as a curve, and what tells several curves from one another: colour, dashes and marker together.

const DASHES = [[], [9, 4], [2, 3], [10, 3, 2, 3], [5, 2.5], [12, 3, 2, 3, 2, 3]];
const MARKERS = ["circle", "square", "triangle", "diamond", "down", "cross"];

export class Curve {
  /** said: what the view's header says of the run; losses of all epochs, or of those listed in epochs. */
  constructor(said, losses, epochs) {
    Object.assign(this, said);
    this.losses = losses ?? [];
    this.epochs = epochs;
    this.dash = DASHES[this.colour % DASHES.length];
    this.marker = MARKERS[this.colour % MARKERS.length];
  }

  get count() { return this.losses.length; }

  /** Epoch of the i-th point. */
  epoch(i) { return this.epochs ? this.epochs[i] : i + 1; }

  /** The point nearest to an epoch. */
  index(epoch) {
    if (!this.epochs) return Math.min(Math.max(epoch, 1), this.count) - 1;
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.epochs[middle] < epoch) low = middle + 1;
      else high = middle;
    }
    return low > 0 && epoch - this.epochs[low - 1] <= this.epochs[low] - epoch ? low - 1 : low;
  }

  /** The loss of an epoch, or of the nearest that is here; after the end, the last one. */
  at(epoch) { return this.losses[this.index(epoch)]; }

  /** Whether `at` is the loss of that very epoch. */
  exact(epoch) { return this.count === 0 || this.epoch(this.index(epoch)) === Math.min(epoch, this.done); }

  /** At most a few points per pixel: the first, lowest, highest and last of each. A fork begins where it left its run. */
  path(s, span, width) {
    const path = new Path2D();
    const { losses, count } = this;
    const per = Math.max(1, Math.floor((this.epochs ? count : span) / (width * 2)));
    for (let e = this.step ? this.index(this.step) : 0; e < count; e += per) {
      const end = Math.min(count - 1, e + per - 1);
      let [low, high] = [e, e];
      for (let i = e; i <= end; i++) {
        if (losses[i] < losses[low]) low = i;
        if (losses[i] > losses[high]) high = i;
      }
      for (const i of new Set([e, Math.min(low, high), Math.max(low, high), end])) path.lineTo(s.x(this.epoch(i)), s.y(losses[i]));
    }
    return path;
  }
}

const SHAPES = {
  circle: (g, x, y, r) => g.arc(x, y, r, 0, 7),
  square: (g, x, y, r) => g.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8),
  triangle: (g, x, y, r) => polygon(g, [[x, y - r * 1.2], [x + r * 1.15, y + r * 0.9], [x - r * 1.15, y + r * 0.9]]),
  down: (g, x, y, r) => polygon(g, [[x, y + r * 1.2], [x + r * 1.15, y - r * 0.9], [x - r * 1.15, y - r * 0.9]]),
  diamond: (g, x, y, r) => polygon(g, [[x, y - r * 1.3], [x + r * 1.3, y], [x, y + r * 1.3], [x - r * 1.3, y]]),
  cross: (g, x, y, r) => { g.moveTo(x - r, y - r); g.lineTo(x + r, y + r); g.moveTo(x + r, y - r); g.lineTo(x - r, y + r); },
};

function polygon(g, points) {
  points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
  g.closePath();
}

/** A curve's sign, at a point of it or before its name. */
export function drawMarker(g, theme, curve, x, y, r = 3.5) {
  g.beginPath();
  SHAPES[curve.marker](g, x, y, r);
  g.strokeStyle = theme.runs[curve.colour];
  g.lineWidth = 1.75;
  if (curve.marker !== "cross") { g.fillStyle = theme.surface; g.fill(); }
  g.stroke();
}

/** A piece of the curve with its sign, for a chip. */
export function drawSwatch(g, theme, curve, width, height) {
  g.clearRect(0, 0, width, height);
  g.strokeStyle = theme.runs[curve.colour];
  g.lineWidth = 2;
  g.setLineDash(curve.dash);
  g.beginPath(); g.moveTo(0, height / 2); g.lineTo(width, height / 2); g.stroke();
  g.setLineDash([]);
  drawMarker(g, theme, curve, width / 2, height / 2);
}
