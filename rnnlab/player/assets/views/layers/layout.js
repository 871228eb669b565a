// `layersPlan`: the layout of the layers view, a `Plan`, as a pure function of sizes and width.

import { indexAt, inside } from "../../canvas/boxes.js";
import { detail } from "../../canvas/draw.js";

const HEAD = 46; // px for the name of output above the grid
const TALLEST = 470; // px, so that title, player and transport fit in 900
const CELL = 36; // px, the largest cell
const STEP = { most: 132, numbers: 48, arrows: 22, gaps: 12 }; // px a step: the most, and the least with numbers in cells, with arrows, and with gaps between columns
const ZEROS = 40; // px for "0" and the dashed arrow from it
const FOOT = 36; // px for the step's name

/**
 * o: {T, H, I, L, D, width, notes: {width, height} of the notes at the right, previous: the last plan's lod}
 * outs of the plan: px between a box and its outline, for the present step, h_n and output.
 * Row 0 is the top one; t counts from 1.
 */
export function layersPlan(o) {
  const across = acrossPlan(o);
  const down = downPlan(o, across);
  const lod = { h: detail(across.cw, down.ch, o.previous?.h), x: down.x.lying ? detail(down.x.cw, down.x.ch, o.previous?.x) : detail(across.cw, down.x.ch) };
  const tight = Math.min(across.between, o.L > 1 ? down.layerGap : Infinity);
  const outs = tight >= 18 ? { now: 3, h_n: 7, output: 11 } : { now: 2, h_n: 4, output: 6 };
  return new Plan({ ...o, ...across, ...down, lod, outs });
}

/** Left to right: names, zeros, the steps, notes; narrow stages shorten the names. */
function acrossPlan({ T, D, width, notes }) {
  const narrow = width < 820;
  const names = narrow ? 92 : 136;
  const tags = D === 2 ? (narrow ? 20 : 64) : 0;
  const right = (D === 2 ? 36 : 0) + 20 + notes.width;
  const room = (zeros) => (width - names - tags - zeros - right) / T;
  const columns = (period) => (period >= STEP.arrows ? Math.min(CELL + 4, period - (period >= STEP.numbers ? 14 : 10)) : period >= STEP.gaps ? period - 2 : period);
  const period = Math.min(STEP.most, room(38));
  const cw = columns(period);
  const left = names + tags + Math.max(8, ZEROS - (period - cw) / 2);
  const shift = Math.max(0, (width - left - T * period - right) / 2);
  return { narrow, period, cw, between: period - cw, left: left + shift, names: shift + (narrow ? 12 : 20), tags: shift + names, joined: period < STEP.arrows };
}

/** Top to bottom: the name of output, layers from the last to the first, x, the steps' names. */
function downPlan({ H, I, L, D, notes }, { period, cw }) {
  const lyingCell = Math.min(14, (period - 4) / I);
  const lying = lyingCell >= 3;
  const x = lying ? { lying, cw: lyingCell, ch: 13, w: lyingCell * I, h: 13 } : { lying, cw, ch: Math.min(14, 32 / I), w: cw, h: Math.min(14, 32 / I) * I };
  const room = TALLEST - HEAD - 22 - x.h - FOOT;
  const layerGap = Math.min(22, Math.max(8, (room / L) * 0.22));
  const inner = D === 2 ? (room / L > 100 ? 12 : 3) : 0;
  const rowHeight = (room - (L - 1) * layerGap - L * inner) / (L * D);
  const ch = crisp(Math.min(CELL, rowHeight / H));
  const tall = H * ch;
  const grid = L * (D * tall + inner) + (L - 1) * layerGap;
  const least = HEAD + notes.height + 8;
  const natural = HEAD + grid + 22 + x.h + FOOT;
  return { ch, tall, layerGap, inner, top: HEAD, grid, x: { ...x, y: HEAD + grid + 22 }, height: Math.max(natural, least) };
}

const crisp = (px) => (px >= 10 ? Math.floor(px) : px >= 2 ? Math.floor(px * 2) / 2 : px); // whole or half px keep edges sharp

class Plan {
  constructor(parts) {
    Object.assign(this, parts);
  }

  get right() { return this.left + this.T * this.period; }

  columnX(t) { return this.left + (t - 1) * this.period + (this.period - this.cw) / 2; }

  middleX(t) { return this.left + (t - 0.5) * this.period; }

  rowY(row) {
    const above = (this.L - 1 - row.layer) * (this.D * this.tall + this.inner + this.layerGap);
    return this.top + above + (row.reverse ? this.tall + this.inner : 0);
  }

  /** The box of one vector, at least 2 px wide so that it can be seen. */
  box(row, t) {
    return { x: this.columnX(t), y: this.rowY(row), w: Math.max(2, this.cw), h: this.tall };
  }

  /** The box of one layer at one step, both directions. */
  group(layer, t) {
    const box = this.box({ layer, reverse: false }, t);
    return { ...box, h: this.D * this.tall + this.inner };
  }

  /** The box of a row's h_0, beside its first step. */
  start(row) {
    const box = this.box(row, row.reverse ? this.T : 1);
    return { ...box, x: row.reverse ? box.x + box.w + 32 : box.x - 42, w: 12 };
  }

  startUnit(row, unit) {
    const box = this.start(row);
    return { ...box, y: box.y + unit * this.ch, h: Math.max(2, this.ch) };
  }

  unit(row, t, unit) {
    const box = this.box(row, t);
    return { ...box, y: box.y + unit * this.ch, h: Math.max(2, this.ch) };
  }

  /** The box of all steps of one row. */
  strip(row) {
    const [first, last] = [this.box(row, 1), this.box(row, this.T)];
    return { ...first, w: last.x + last.w - first.x };
  }

  xBox(t) {
    const { w, h, y } = this.x;
    return { x: this.middleX(t) - w / 2, y, w: Math.max(2, w), h };
  }

  xUnit(t, i) {
    const box = this.xBox(t);
    return this.x.lying ? { ...box, x: box.x + i * this.x.cw, w: this.x.cw } : { ...box, y: box.y + i * this.x.ch, h: Math.max(2, this.x.ch) };
  }

  /** The x at which, at step t, the known steps end. */
  split(t) {
    if (t >= this.T) return this.width;
    if (t < 1) return this.columnX(1) - ZEROS;
    return this.columnX(t) + this.cw + Math.min(4, this.between / 2);
  }

  /** What is at a point: {layer, reverse, t, unit}, {x: true, t, unit}, {start: true, layer, reverse, unit} or null. */
  at(px, py) {
    return this.atStart(px, py) ?? this.atStep(px, py);
  }

  atStart(px, py) {
    for (let layer = 0; layer < this.L; layer++) {
      for (let d = 0; d < this.D; d++) {
        const row = { layer, reverse: d === 1 };
        const box = this.start(row);
        const wide = { ...box, x: box.x - 4, w: box.w + 12 };
        if (inside(wide, px, py)) return { start: true, ...row, unit: indexAt(py, box.y, this.ch, this.H) };
      }
    }
    return null;
  }

  atStep(px, py) {
    const t = Math.floor((px - this.left) / this.period) + 1;
    if (t < 1 || t > this.T) return null;
    const x = this.xBox(t);
    if (inside(x, px, py)) return { x: true, t, unit: this.x.lying ? indexAt(px, x.x, this.x.cw, this.I) : indexAt(py, x.y, this.x.ch, this.I) };
    const column = this.columnX(t);
    if (!this.joined && (px < column || px >= column + this.cw)) return null;
    for (let layer = 0; layer < this.L; layer++) {
      for (let d = 0; d < this.D; d++) {
        const y = this.rowY({ layer, reverse: d === 1 });
        if (py >= y && py < y + this.tall) return { layer, reverse: d === 1, t, unit: indexAt(py, y, this.ch, this.H) };
      }
    }
    return null;
  }
}
