// `CellView`: one RNNCell unrolled over a few steps; h goes from left to right, x comes from below.

import { indexAt, inside } from "../../canvas/boxes.js";
import { arrow, cells, detail, ghostCells, editMark, label, outline, pill } from "../../canvas/draw.js";
import { View } from "../../lib/view.js";
import { say } from "../../messages/en/cell.js";
import { words } from "../../messages/en/common.js";
import { drawBox } from "./box.js";
import { CellData } from "./data.js";
import { cardOf, describeStep, describeUnit, stripOf } from "./describe.js";

const PAD = 84; // px beside the steps
const COLUMN = 36; // px, width of a vector
const BOX = { w: 128, h: 86 }; // px, of the cell
const PERIOD = 240; // px, the least room for one step
const TOP = 58; // px above the highest column
const [TALL_H, TALL_X] = [150, 112]; // px, the most for the column of h and of x

export default class CellView extends View {
  minWidth = 560;

  setData(recording) {
    this.data = new CellData(recording);
    this.reach = this.data.reach();
    const { T } = this.data;
    return { first: 0, last: T, total: T, unit: "step", start: Math.min(1, T) };
  }

  /** The inputs of the step; before the first, the initial state. */
  editTargets({ position: t }) {
    const k = t - this.window(t);
    if (t === 0) return Array.from({ length: this.data.H }, (_, unit) => this.unitTarget(0, this.hBox(0), unit));
    return Array.from({ length: this.data.I }, (_, unit) => this.inputTarget(t, this.xBox(k), unit));
  }

  validSelection(selected) {
    return selected && selected.unit < this.data.H ? selected : this.firstSelection();
  }

  firstSelection() {
    return { unit: 0 };
  }

  moveSelection(selected, by) {
    const unit = selected ? selected.unit + by : 0;
    return unit >= 0 && unit < this.data.H ? { unit } : null;
  }

  layout(width) {
    this.visible = Math.max(1, Math.min(this.data.T, Math.floor((width - 2 * PAD) / PERIOD), 3));
    this.period = Math.min(400, (width - 2 * PAD - COLUMN) / this.visible);
    this.left = (width - this.visible * this.period - COLUMN) / 2;
    this.hch = Math.min(36, TALL_H / this.data.H);
    this.xch = Math.min(28, TALL_X / this.data.I);
    this.tall = Math.max(BOX.h, this.data.H * this.hch);
    this.middle = TOP + this.tall / 2;
    this.xTop = TOP + this.tall + 30;
    this.lod = { h: detail(COLUMN, this.hch, this.lod?.h), x: detail(COLUMN, this.xch, this.lod?.x) };
    return this.xTop + Math.max(this.data.I * this.xch, 60) + 18;
  }

  /** The first step of the window around the present one. */
  window(position) {
    const centre = Math.max(1, position) - Math.floor((this.visible - 1) / 2);
    return Math.min(Math.max(1, centre), this.data.T - this.visible + 1);
  }

  hBox(k) {
    const height = this.data.H * this.hch;
    return { x: this.left + k * this.period, y: this.middle - height / 2, w: COLUMN, h: height };
  }

  cellBox(k) {
    const centre = this.left + COLUMN + k * this.period + (this.period - COLUMN) / 2;
    return { x: centre - BOX.w / 2, y: this.middle - BOX.h / 2, ...BOX };
  }

  xBox(k) {
    const box = this.cellBox(k);
    return { x: box.x + (BOX.w - COLUMN) / 2, y: this.xTop, w: COLUMN, h: this.data.I * this.xch };
  }

  /** The centre of the present step's cell; before the first step, of h. */
  centreOf(position) {
    const k = position - this.window(position);
    return k < 0 ? this.hBox(0).x + COLUMN / 2 : this.cellBox(k).x + BOX.w / 2;
  }

  draw(g, s) {
    const first = this.window(s.position);
    this.bracket(g, s);
    this.state(g, s, first - 1, 0);
    for (let k = 0; k < this.visible; k++) {
      const t = first + k;
      this.input(g, s, t, k);
      this.arrows(g, s, t, k);
      const chosen = t === s.position ? s.selected?.unit : undefined;
      drawBox(g, s, this.cellBox(k), { t, reach: this.reach, nonlinearity: this.data.config.nonlinearity, z: this.data.z(t), h: this.data.h(t), chosen });
      this.state(g, s, t, k + 1);
    }
    this.legend(g, s);
  }

  bracket(g, { theme }) {
    const [from, to] = [this.cellBox(0), this.cellBox(this.visible - 1)];
    const centre = (from.x + to.x + BOX.w) / 2;
    const half = this.visible > 1 ? 152 : 0;
    label(g, say.bracket, centre, 22, { color: theme.ink2, size: 12, align: "center" });
    if (!half || centre - half < from.x + BOX.w / 2) return;
    g.strokeStyle = theme.ghost;
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(from.x + BOX.w / 2, 34); g.lineTo(from.x + BOX.w / 2, 22); g.lineTo(centre - half, 22);
    g.moveTo(centre + half, 22); g.lineTo(to.x + BOX.w / 2, 22); g.lineTo(to.x + BOX.w / 2, 34);
    g.stroke();
  }

  /** Draw the column of h after step t in place k of the window. */
  state(g, s, t, k) {
    const box = this.hBox(k);
    const { theme, position, motion } = s;
    const now = t === position && t > 0;
    const color = now ? theme.now : t > position ? theme.ink3 : theme.ink;
    label(g, "h", box.x + COLUMN / 2, box.y - 16, { color, size: 14, weight: 700, align: "center", sub: String(t) });
    const grid = { x: box.x, y: box.y, cw: COLUMN, ch: this.hch, rows: this.data.H, lod: this.lod.h };
    const fill = now && motion ? motion.fill : 1;
    if (t > position || fill < 1) ghostCells(g, theme, grid);
    if (t <= position) {
      g.globalAlpha = fill;
      cells(g, theme, this.data.h(t), grid);
      g.globalAlpha = 1;
    }
    if (t === 0) this.marks(g, theme, box, this.hch, Array.from({ length: this.data.H }, (_, unit) => this.data.startPlace(unit)));
    if (now) outline(g, box, 3, { color: theme.now });
    if (t === 0) label(g, this.data.startsAtZero ? say.zeros : words.edit.byHand, box.x + COLUMN / 2, box.y + box.h + 14, { color: theme.ink3, size: 12, align: "center" });
    const marked = s.hover?.mark?.t === t && s.hover.mark.kind === "h" ? s.hover.mark.unit : null;
    if (marked !== null) outline(g, this.unitBox(box, marked, this.hch), 1, { color: theme.ink });
  }

  /** Mark the values of a column that were set by hand. */
  marks(g, theme, box, ch, places, faded = false) {
    places.forEach((place, unit) => { if (this.data.isEdited(place)) editMark(g, theme, this.unitBox(box, unit, ch), place.value, { faded }); });
  }

  unitBox(box, unit, ch) {
    return { x: box.x, y: box.y + unit * ch, w: COLUMN, h: ch };
  }

  input(g, s, t, k) {
    const { theme, position } = s;
    const box = this.xBox(k);
    const now = t === position;
    const color = now ? theme.now : t > position ? theme.ink3 : theme.ink;
    label(g, "x", box.x - 14, box.y + box.h / 2, { color, size: 14, weight: 700, align: "right", sub: String(t) });
    cells(g, theme, this.data.x(t), { x: box.x, y: box.y, cw: COLUMN, ch: this.xch, rows: this.data.I, lod: this.lod.x, faded: t > position });
    if (this.data.edited.size) this.marks(g, theme, box, this.xch, Array.from({ length: this.data.I }, (_, unit) => this.data.inputPlace(t, unit)), t > position);
    if (now) outline(g, box, 3, { color: theme.now });
    if (s.hover?.mark?.t === t && s.hover.mark.kind === "x") outline(g, this.unitBox(box, s.hover.mark.unit, this.xch), 1, { color: theme.ink });
    const at = box.x + COLUMN + 14;
    if (now) pill(g, say.now(t), at, box.y + box.h / 2, { fill: theme.now, color: theme.page });
    else label(g, say.now(t), at, box.y + box.h / 2, { color: theme.ink3, size: 12 });
  }

  arrows(g, s, t, k) {
    const { theme, position, motion } = s;
    const [from, box, to, x] = [this.hBox(k), this.cellBox(k), this.hBox(k + 1), this.xBox(k)];
    const now = t === position;
    const color = now ? theme.now : t > position ? theme.ghost : theme.edge;
    const style = { color, width: now ? 2 : 1.5, dash: t > position ? [4, 3] : null };
    const part = (a, b, done) => a + (b - a) * done;
    const [input, travel] = now && motion ? [motion.input, motion.travel] : [1, 1];
    const start = x.y - 6;
    arrow(g, box.x + BOX.w / 2, start, box.x + BOX.w / 2, part(start, box.y + BOX.h + 6, input), style);
    const h = from.x + COLUMN + 8;
    arrow(g, h, this.middle, part(h, box.x - 6, travel), this.middle, style);
    if (travel === 1) arrow(g, box.x + BOX.w + 6, this.middle, to.x - 8, this.middle, style);
  }

  legend(g, { theme, width, height }) {
    const [w, h, x, y] = [14, 10, width - 20 - 9 * 14, height - 34];
    if (this.xBox(this.visible - 1).x + COLUMN + 70 > x) return;
    label(g, say.legend, x, y - 12, { color: theme.ink3, size: 11 });
    theme.stops.forEach((color, i) => { g.fillStyle = color; g.fillRect(x + i * w, y, w, h); });
    [[0, "−1"], [4.5, "0"], [9, "+1"]].forEach(([at, text]) => label(g, text, x + at * w, y + 20, { color: theme.ink3, size: 11, align: at === 0 ? "left" : at === 9 ? "right" : "center" }));
  }

  hit(px, py, s) {
    const first = this.window(s.position);
    for (let k = 0; k <= this.visible; k++) {
      const t = first - 1 + k;
      const box = this.hBox(k);
      if (t <= s.position && inside(box, px, py)) return this.unitTarget(t, box, indexAt(py, box.y, this.hch, this.data.H));
      if (k === this.visible) break;
      const x = this.xBox(k);
      if (inside(x, px, py)) return this.inputTarget(t + 1, x, indexAt(py, x.y, this.xch, this.data.I));
      const cell = this.cellBox(k);
      if (t + 1 <= s.position && inside(cell, px, py)) return { id: `box${t + 1}`, box: cell, t: t + 1, kind: "box" };
    }
    return null;
  }

  unitTarget(t, box, unit) {
    const own = this.unitBox(box, unit, this.hch);
    const more = t > 0 ? { seek: t } : { edit: { ...this.data.startPlace(unit), box: own } };
    return { id: `h${t}.${unit}`, kind: "h", t, unit, box: own, mark: { kind: "h", t, unit }, selects: { unit }, ...more };
  }

  inputTarget(t, box, unit) {
    const own = this.unitBox(box, unit, this.xch);
    return { id: `x${t}.${unit}`, kind: "x", t, unit, box: own, mark: { kind: "x", t, unit }, edit: { ...this.data.inputPlace(t, unit), box: own } };
  }

  targetOf({ unit }, s) {
    const k = s.position - this.window(s.position) + 1;
    return this.unitTarget(s.position, this.hBox(k), unit);
  }

  card(target) { return cardOf(this.data, target); }
  strip({ position, selected }) { return stripOf(this.data, position, selected?.unit); }
  positionText({ position }) { return [this.spoken({ position }), position ? say.loop(position - 1) : ""]; }
  spoken({ position }) { return words.stepOf(position, this.data.T); }
  values(s) { return this.describeSelected(s) || say.values(this.data.h(s.position)); }
  describe({ position }) { return describeStep(this.data, position); }
  describeSelected({ position, selected }) { return describeUnit(this.data, position, selected); }
}
