// `Curve`: the losses of one run by epoch, its path in a plot, and the dashes and marker that distinguish it from other curves.

import { nearest } from "../lib/nearest.js";

// A curve has dashes and a marker besides its colour: colour alone must not carry meaning.
const DASHES = [[], [9, 4], [2, 3], [10, 3, 2, 3], [5, 2.5], [12, 3, 2, 3, 2, 3]];
const MARKERS = ["circle", "square", "triangle", "diamond", "down", "cross"];

/** The losses of one run by epoch. */
export class Curve {
  /** entry: the run's entry in header.view.runs; losses: of all epochs, or of those listed in `epochs`. */
  constructor(entry, losses, epochs) {
    Object.assign(this, entry);
    this.losses = losses ?? [];
    this.epochs = epochs;
    this.dash = DASHES[this.colour % DASHES.length];
    this.marker = MARKERS[this.colour % MARKERS.length];
  }

  get count() { return this.losses.length; }

  /** Epoch of the i-th point. */
  epoch(i) { return this.epochs ? this.epochs[i] : i + 1; }

  /** Index of the point nearest to an epoch. */
  index(epoch) {
    return this.epochs ? nearest(this.epochs, epoch) : Math.min(Math.max(epoch, 1), this.count) - 1;
  }

  /** The loss of an epoch, or of the nearest epoch that is here; after the end, the last loss. */
  lossAt(epoch) { return this.losses[this.index(epoch)]; }

  /** Whether `lossAt` gives the loss of that very epoch. */
  exact(epoch) { return this.count === 0 || this.epoch(this.index(epoch)) === Math.min(epoch, this.done); }

  /** Its path in a plot of `width` px over `span` epochs; a fork's path begins at the epoch where it was made. scale: {x, y} */
  path(scale, span, width) {
    return thinnedPath(this.losses, {
      from: this.step ? this.index(this.step) : 0,
      per: Math.max(1, Math.floor((this.epochs ? this.count : span) / (width * 2))),
      x: (i) => scale.x(this.epoch(i)), y: scale.y,
    });
  }
}

/** A path through the first, lowest, highest and last of every `per` values from index `from` on: min–max downsampling. x: index → px; y: value → px */
export function thinnedPath(values, { from = 0, per, x, y }) {
  const path = new Path2D();
  for (let first = from; first < values.length; first += per) {
    const last = Math.min(values.length - 1, first + per - 1);
    let [low, high] = [first, first];
    for (let i = first; i <= last; i++) {
      if (values[i] < values[low]) low = i;
      if (values[i] > values[high]) high = i;
    }
    for (const i of new Set([first, Math.min(low, high), Math.max(low, high), last])) path.lineTo(x(i), y(values[i]));
  }
  return path;
}

/** Stroke the part of a curve between two x of a plot. box: the plot */
export function strokePart(g, path, box, [from, to], { color, width, dash, alpha = 1 }) {
  if (to <= from) return;
  g.save();
  g.beginPath();
  g.rect(from, box.y - 4, to - from, box.h + 8);
  g.clip();
  g.globalAlpha = alpha;
  g.strokeStyle = color;
  g.lineWidth = width;
  g.lineJoin = "round";
  g.setLineDash(dash);
  g.stroke(path);
  g.restore();
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

/** A curve's marker, centred at (x, y), r px in radius. */
export function drawMarker(g, theme, curve, x, y, r = 3.5) {
  g.beginPath();
  SHAPES[curve.marker](g, x, y, r);
  g.strokeStyle = theme.runs[curve.colour];
  g.lineWidth = 1.75;
  if (curve.marker !== "cross") { g.fillStyle = theme.surface; g.fill(); }
  g.stroke();
}

/** A sample of the curve with its marker, for a run's chip. */
export function drawSwatch(g, theme, curve, width, height) {
  g.clearRect(0, 0, width, height);
  g.strokeStyle = theme.runs[curve.colour];
  g.lineWidth = 2;
  g.setLineDash(curve.dash);
  g.beginPath(); g.moveTo(0, height / 2); g.lineTo(width, height / 2); g.stroke();
  g.setLineDash([]);
  drawMarker(g, theme, curve, width / 2, height / 2);
}
