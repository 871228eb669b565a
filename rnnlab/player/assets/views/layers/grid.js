// `Grid`: draws every vector of every layer at every step, with the arrows between them. The first frame of new data is drawn
// directly; for later frames two images are kept, one with all steps known and one with none, and a frame is composed of parts of both.

import { arrow, arrows, cells, drawHeat, ghostCells, editMark, heatImage, label, outline, outlines } from "../../canvas/draw.js";
import { keyOf } from "../../editing/edit_places.js";
import { say } from "../../messages/en/layers.js";

export class Grid {
  constructor(data, plan, theme, ratio) {
    Object.assign(this, { data, plan, theme, ratio });
    this.kept = {};
    this.firstFrame = true;
  }

  get known() { return this.kept.known ??= this.picture((g) => this.drawAll(g, this.plan.T)); }
  get later() { return this.kept.later ??= this.picture((g) => this.drawAll(g, 0)); }

  /**
   * Draw the grid with the steps up to `last` as known. Where columns are joined (plan.joined), last must be 0 or T, and only the
   * steps from `first` to `end` are drawn.
   */
  drawAll(g, last, [first, end] = [1, this.plan.T]) {
    const { data, plan } = this;
    this.steps = { first, end };
    this.matrices = plan.joined ? new Map(data.rows.map((row) => [row.index, data.matrix(row)])) : null;
    this.images = new Map();
    this.paint(g, last);
    this.matrices = this.images = null; // they are needed for drawing only
  }

  picture(paint) {
    const { width, height } = this.plan;
    const canvas = new OffscreenCanvas(Math.ceil(width * this.ratio), Math.ceil(height * this.ratio));
    const g = canvas.getContext("2d");
    g.scale(this.ratio, this.ratio);
    paint(g);
    return canvas;
  }

  /** Draw everything up to step t as known, the rest as not yet known. motion: as in State; a moving step fades in with motion.fill. */
  draw(g, t, motion) {
    const { plan } = this;
    const straight = this.firstFrame && !motion;
    this.firstFrame = false;
    if (straight && (t >= plan.T || !plan.joined)) { this.drawAll(g, t); return; }
    const pieces = { false: [], true: [] };
    const join = (later, across, down) => (straight ? pieces[later].push([across, down]) : this.copyPart(g, later ? this.later : this.known, across, down));
    if (t >= plan.T && !motion) { join(false, [0, plan.width], [0, plan.height]); return; }
    const [from, rows, inputs] = [plan.split(motion ? t - 1 : t), [0, plan.x.y - 4], [plan.x.y - 4, plan.height]];
    const read = t < 1 ? plan.xBox(1).x - 2 : t >= plan.T ? plan.width : plan.left + t * plan.period; // inputs may be wider than columns
    join(false, [0, from], rows);
    join(true, [from, plan.width], rows);
    join(false, [0, read], inputs);
    join(true, [read, plan.width], inputs);
    if (straight) [false, true].forEach((later) => this.drawClipped(g, later, pieces[later], later ? [Math.max(1, t), plan.T] : [1, t + 1]));
    if (!motion) return;
    g.globalAlpha = motion.fill;
    join(false, [Math.max(from, plan.columnX(t) - 4), Math.min(plan.width, plan.columnX(t) + plan.cw + 4)], rows);
    g.globalAlpha = 1;
  }

  /** Draw these pieces of the grid directly, without a kept image. steps: [first, end] that the pieces contain */
  drawClipped(g, later, pieces, steps) {
    g.save();
    g.beginPath();
    for (const [[left, right], [top, bottom]] of pieces) if (right > left && bottom > top) g.rect(left, top, right - left, bottom - top);
    g.clip();
    this.drawAll(g, later ? 0 : this.plan.T, steps);
    g.restore();
  }

  /** Copy a piece of a kept image, on whole device pixels so that nothing is smoothed. */
  copyPart(g, canvas, across, down) {
    const { ratio } = this;
    const [left, right] = across.map((x) => Math.min(canvas.width, Math.max(0, Math.round(x * ratio))));
    const [top, bottom] = down.map((y) => Math.min(canvas.height, Math.round(y * ratio)));
    if (right <= left || bottom <= top) return;
    const [w, h] = [right - left, bottom - top];
    g.drawImage(canvas, left, top, w, h, left / ratio, top / ratio, w / ratio, h / ratio);
  }

  paint(g, last) {
    const { data, plan } = this;
    if (this.steps.first === 1) this.names(g);
    if (!plan.joined) this.arrows(g, last);
    for (const row of data.rows) {
      this.zeros(g, row, last < 1);
      if (plan.joined) this.strip(g, row, last < 1);
    }
    if (!plan.joined) this.columns(g, last);
    this.inputs(g, last);
  }

  /** The names of layers and of x at the left, "layer 3, reads layer 2"; for two directions also those of the rows. */
  names(g) {
    const { data, plan, theme } = this;
    for (let layer = 0; layer < data.L; layer++) {
      const { y, h } = plan.group(layer, 1);
      label(g, say.layer(layer), plan.names, y + h / 2 - 8, { color: theme.ink, size: 13, weight: 700 });
      label(g, say.reads(layer), plan.names, y + h / 2 + 8, { color: theme.ink3, size: 12 });
      if (data.D === 1) continue;
      for (const row of data.groupOf(layer)) {
        const text = say.direction(row.reverse, plan.narrow);
        label(g, text, plan.tags, plan.rowY(row) + plan.tall / 2, { color: theme.ink3, size: 11 });
      }
    }
    const { y, h } = plan.x;
    const wide = label(g, "x", plan.names, y + h / 2, { color: theme.ink, size: 13, weight: 700, measure: true });
    label(g, say.numbers(data.I, plan.narrow), plan.names + wide + 5, y + h / 2, { color: theme.ink3, size: 12 });
    if (data.range !== 1) label(g, say.inputRange, plan.names, y + h / 2 + 16, { color: theme.ink3, size: 11 }); // the legend is for h
  }

  /** A row's initial state with the arrow from it: at the left, or for the reverse direction at the right. */
  zeros(g, row, later) {
    const { data, plan, theme } = this;
    const box = plan.box(row, row.reverse ? data.T : 1);
    const out = plan.outs.output + 2;
    const [from, to] = row.reverse ? [box.x + box.w + 30, box.x + box.w + out] : [box.x - 26, box.x - 6];
    const y = box.y + box.h / 2;
    if (data.startsAtZero) label(g, "0", row.reverse ? from + 2 : from - 4, y, { color: theme.ink3, size: 11, align: row.reverse ? "left" : "right" });
    else this.start(g, row);
    arrow(g, from, y, to, y, { color: later && !row.reverse ? theme.ghost : theme.edge, width: 1.25, dash: [3, 3], head: 5 });
  }

  /** h_0 of a row as a narrow column. */
  start(g, row) {
    const { data, plan, theme } = this;
    const { x, y, w } = plan.start(row);
    const values = data.start(row);
    cells(g, theme, values, { x, y, cw: w, ch: plan.ch, rows: data.H, range: data.range });
    values.forEach((value, unit) => {
      if (data.edited.has(keyOf(data.startPlace(row, unit)))) editMark(g, theme, plan.startUnit(row, unit), value, { range: data.range });
    });
  }

  arrows(g, last) {
    const { data, theme } = this;
    const [solid, dashed] = [[], []];
    for (let t = 1; t <= data.T; t++) {
      for (const row of data.rows) {
        const later = t > last && !row.reverse; // the reverse direction has read the whole sequence before it is needed
        (later ? dashed : solid).push(...this.intoStep(row, t));
        if (!row.reverse) (t > last ? dashed : solid).push(this.intoLayer(row.layer, t));
      }
    }
    arrows(g, solid, { color: theme.edge, width: 1.25 });
    arrows(g, dashed, { color: theme.ghost, width: 1.25, dash: [4, 3] });
  }

  /** The arrow along time into step t of a row. part: how much of it, 0 to 1. */
  arrowIntoStep(g, row, t, style, part) {
    arrows(g, this.intoStep(row, t, part), { width: 1.25, ...style });
  }

  /** That arrow as [[x1, y1, x2, y2, head]], or [] at a row's first step. */
  intoStep(row, t, part = 1) {
    const { data, plan } = this;
    const source = data.before(row, t);
    if (!data.known(source)) return [];
    const [from, to] = [plan.box(row, source), plan.box(row, t)];
    const clear = plan.between >= 24 ? 8 : 3;
    const y = to.y + to.h / 2;
    const [start, end] = row.reverse ? [from.x - clear, to.x + to.w + clear] : [from.x + from.w + clear, to.x - clear];
    return [[start, y, start + (end - start) * part, y, plan.between >= 24 ? 6 : 4]];
  }

  /** The arrow from below into a layer at step t. */
  arrowIntoLayer(g, layer, t, style, part) {
    arrows(g, [this.intoLayer(layer, t, part)], { width: 1.25, ...style });
  }

  intoLayer(layer, t, part = 1) {
    const { plan } = this;
    const to = plan.group(layer, t);
    const below = layer === 0 ? plan.xBox(t).y : plan.group(layer - 1, t).y;
    const start = below - (below - (to.y + to.h) > 14 ? 4 : 2);
    const end = to.y + to.h + (below - (to.y + to.h) > 14 ? 5 : 2);
    const head = Math.min(6, Math.max(4, (start - end) * 0.6));
    const x = plan.middleX(t);
    return [x, start, x, start + (end - start) * part, head];
  }

  /** All vectors: full colour, faded where the reverse direction knows them already, or ghosted. */
  columns(g, last) {
    const { data, plan, theme } = this;
    const [framed, ghosts] = [[], []];
    for (const row of data.rows) {
      for (let t = 1; t <= data.T; t++) {
        const [box, later] = [plan.box(row, t), t > last];
        const grid = { x: box.x, y: box.y, cw: plan.cw, ch: plan.ch, rows: data.H, range: data.range, lod: plan.lod.h };
        if (later && !row.reverse) ghosts.push(grid);
        else if (plan.lod.h === "image") this.imageColumn(g, row, t, box, grid, later);
        else cells(g, theme, data.h(row, t), { ...grid, faded: later });
        if (plan.between >= 14 && !later) framed.push(box);
      }
    }
    ghostCells(g, theme, ...ghosts);
    outlines(g, framed, 2.5, { color: theme.ruleStrong, width: 1, radius: 4 });
  }

  /** Draw a column of the row's image: one image per row is faster than one per vector. */
  imageColumn(g, row, t, box, grid, faded) {
    const key = `${row.index} ${faded}`;
    if (!this.images.has(key)) this.images.set(key, heatImage(this.theme, this.data.matrix(row), { ...grid, cols: this.data.T, faded }));
    const image = this.images.get(key);
    drawHeat(g, this.theme, image, box, t - 1);
  }

  /** All steps of one row side by side. */
  strip(g, row, later) {
    const { data, plan, theme } = this;
    const box = plan.box(row, 1);
    const grid = { x: box.x, y: box.y, cw: plan.period, ch: plan.ch, rows: data.H, cols: data.T, range: data.range, lod: plan.lod.h };
    if (later && !row.reverse) return outline(g, plan.strip(row), -0.5, { color: theme.ghost, width: 1, dash: [3, 3], radius: 2 });
    cells(g, theme, this.matrices.get(row.index), { ...grid, ...this.columnsOf(), faded: later });
    return undefined;
  }

  /** The same steps as columns of a matrix. */
  columnsOf() {
    return { left: this.steps.first - 1, right: this.steps.end };
  }

  inputs(g, last) {
    const { data, plan, theme, steps: { first, end } } = this;
    const { cw, ch, lying } = plan.x;
    if (plan.joined && !lying) {
      const { x, y } = plan.xBox(1);
      const size = { cw: plan.period, ch, rows: data.I, cols: data.T, ...this.columnsOf() };
      cells(g, theme, data.inputs(), { x, y, ...size, lod: plan.lod.x, faded: last < 1 });
    } else {
      const size = { cw, ch, ...(lying ? { cols: data.I } : { rows: data.I }) };
      for (let t = first; t <= end; t++) {
        const { x, y } = plan.xBox(t);
        cells(g, theme, data.x(t), { x, y, ...size, lod: plan.lod.x, faded: t > last });
      }
    }
    if (data.edited.size) this.inputMarks(g, last);
  }

  inputMarks(g, last) {
    const { data, plan, theme } = this;
    for (let t = 1; t <= data.T; t++) {
      for (let i = 0; i < data.I; i++) {
        const place = data.inputPlace(t, i);
        if (data.edited.has(keyOf(place))) editMark(g, theme, plan.xUnit(t, i), place.value, { faded: t > last });
      }
    }
  }
}
