// View "cell": one RNNCell, the same weights at every step; h to the right, x from below.

import { drawEquation, equationHeight, equationHit, equationWidth } from "../../arithmetic/equation.js";
import { explain } from "../../arithmetic/explain.js";
import { arrow, cells, detail, ghostCells, handMark, label, outline, pill } from "../../canvas/draw.js";
import { editedIn, keyOf, placeTerms } from "../../editing/edit_places.js";
import { number } from "../../lib/format.js";
import { vector } from "../../lib/recording.js";
import { View } from "../../lib/view.js";
import { words } from "../../messages/en/common.js";
import { drawBox } from "./box.js";

const PAD = 84;
const COLUMN = 36;
const BOX = { w: 128, h: 86 };
const FLAT = 6; // |z| beyond which tanh is ±1 to the eye: a huge sum must not squeeze the curve into a step
const PERIOD = 240; // px, the least room for one step
const TOP = 58;
const [TALL_H, TALL_X] = [150, 112];

export default class CellView extends View {
  minWidth = 560;

  setData({ header, arrays }) {
    this.config = header.config;
    this.item = header.view.batch_item ?? 0;
    this.whole = header.view.edit?.item ?? 0; // the same item, where all of them are
    this.edited = editedIn(header);
    this.edits = JSON.stringify(header.edits ?? []);
    const get = (name) => arrays.get(name);
    this.a = { x: get("x"), h0: get("h_0"), h: get("layer0.h"), z: get("layer0.pre") };
    this.w = { ih: get("weight_ih").data, hh: get("weight_hh").data, bih: get("bias_ih")?.data, bhh: get("bias_hh")?.data };
    [this.T, , this.I] = this.a.x.shape;
    this.H = this.a.h.shape[2];
    if (this.item >= this.a.x.shape[1]) this.item = 0;
    const most = this.config.nonlinearity === "tanh" ? FLAT : Infinity;
    this.reach = Math.min(most, Math.max(3, ...Array.from({ length: this.T }, (_, t) => Math.max(...this.z(t + 1).map(Math.abs).filter(Number.isFinite)))));
    return { first: 0, last: this.T, total: this.T, unit: "step", start: Math.min(1, this.T) };
  }

  // What a person calls step t (1 to T) is index t − 1 in the arrays; h(0) is h_0.
  h(t) { return t === 0 ? vector(this.a.h0, this.item) : vector(this.a.h, t - 1, this.item); }
  x(t) { return vector(this.a.x, t - 1, this.item); }
  z(t) { return vector(this.a.z, t - 1, this.item); }

  // What can be set by hand on the stage, where torch has it.
  inputPlace(t, unit) { return { name: "x", index: [t - 1, this.whole, unit], value: this.x(t)[unit], says: words.edit.input(t, unit) }; }
  startPlace(unit) { return { name: "h_0", index: [this.whole, unit], value: this.h(0)[unit], says: words.edit.start(unit) }; }

  /** Everything on the stage that can be set by hand at a step, top to bottom. */
  editTargets({ position: t }) {
    const k = t - this.window(t);
    if (t === 0) return Array.from({ length: this.H }, (_, unit) => this.unitTarget(0, this.hBox(0), unit));
    return Array.from({ length: this.I }, (_, unit) => this.inputTarget(t, this.xBox(k), unit));
  }

  validSelection(selected) {
    return selected && selected.unit < this.H ? selected : this.firstSelection();
  }

  firstSelection() {
    return { unit: 0 };
  }

  moveSelection(selected, by) {
    const unit = selected ? selected.unit + by : 0;
    return unit >= 0 && unit < this.H ? { unit } : null;
  }

  layout(width) {
    this.visible = Math.max(1, Math.min(this.T, Math.floor((width - 2 * PAD) / PERIOD), 3));
    this.period = Math.min(400, (width - 2 * PAD - COLUMN) / this.visible);
    this.left = (width - this.visible * this.period - COLUMN) / 2;
    this.hch = Math.min(36, TALL_H / this.H);
    this.xch = Math.min(28, TALL_X / this.I);
    this.tall = Math.max(BOX.h, this.H * this.hch);
    this.middle = TOP + this.tall / 2;
    this.xTop = TOP + this.tall + 30;
    this.lod = { h: detail(COLUMN, this.hch, this.lod?.h), x: detail(COLUMN, this.xch, this.lod?.x) };
    return this.xTop + Math.max(this.I * this.xch, 60) + 18;
  }

  /** First of the steps that are on stage: a window around the present one. */
  window(position) {
    const centre = Math.max(1, position) - Math.floor((this.visible - 1) / 2);
    return Math.min(Math.max(1, centre), this.T - this.visible + 1);
  }

  hBox(k) {
    const height = this.H * this.hch;
    return { x: this.left + k * this.period, y: this.middle - height / 2, w: COLUMN, h: height };
  }

  cellBox(k) {
    const centre = this.left + COLUMN + k * this.period + (this.period - COLUMN) / 2;
    return { x: centre - BOX.w / 2, y: this.middle - BOX.h / 2, ...BOX };
  }

  xBox(k) {
    const box = this.cellBox(k);
    return { x: box.x + (BOX.w - COLUMN) / 2, y: this.xTop, w: COLUMN, h: this.I * this.xch };
  }

  /** The present step's cell, or h before the first. */
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
      drawBox(g, s, this.cellBox(k), { t, reach: this.reach, nonlinearity: this.config.nonlinearity, z: this.z(t), h: this.h(t), chosen });
      this.state(g, s, t, k + 1);
    }
    this.legend(g, s);
  }

  bracket(g, { theme }) {
    const [from, to] = [this.cellBox(0), this.cellBox(this.visible - 1)];
    const centre = (from.x + to.x + BOX.w) / 2;
    const half = this.visible > 1 ? 152 : 0;
    label(g, words.cell.bracket, centre, 22, { color: theme.ink2, size: 12, align: "center" });
    if (!half || centre - half < from.x + BOX.w / 2) return;
    g.strokeStyle = theme.ghost;
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(from.x + BOX.w / 2, 34); g.lineTo(from.x + BOX.w / 2, 22); g.lineTo(centre - half, 22);
    g.moveTo(centre + half, 22); g.lineTo(to.x + BOX.w / 2, 22); g.lineTo(to.x + BOX.w / 2, 34);
    g.stroke();
  }

  /** Column of h after step t, standing at slot k. */
  state(g, s, t, k) {
    const box = this.hBox(k);
    const { theme, position, motion } = s;
    const now = t === position && t > 0;
    const color = now ? theme.now : t > position ? theme.ink3 : theme.ink;
    label(g, "h", box.x + COLUMN / 2, box.y - 16, { color, size: 14, weight: 700, align: "center", sub: String(t) });
    const grid = { x: box.x, y: box.y, cw: COLUMN, ch: this.hch, rows: this.H, lod: this.lod.h };
    const fill = now && motion ? motion.fill : 1;
    if (t > position || fill < 1) ghostCells(g, theme, grid);
    if (t <= position) {
      g.globalAlpha = fill;
      cells(g, theme, this.h(t), grid);
      g.globalAlpha = 1;
    }
    if (t === 0) this.marks(g, theme, box, this.hch, Array.from({ length: this.H }, (_, unit) => this.startPlace(unit)));
    if (now) outline(g, box, 3, { color: theme.now });
    if (t === 0) label(g, this.resting() ? words.cell.zeros : words.edit.byHand, box.x + COLUMN / 2, box.y + box.h + 14, { color: theme.ink3, size: 12, align: "center" });
    const marked = s.hover?.mark?.t === t && s.hover.mark.kind === "h" ? s.hover.mark.unit : null;
    if (marked !== null) outline(g, this.unitBox(box, marked, this.hch), 1, { color: theme.ink });
  }

  resting() { return this.h(0).every((v) => v === 0); }

  /** Which of a column's values were set by hand. */
  marks(g, theme, box, ch, places, faded = false) {
    places.forEach((place, unit) => { if (this.edited.has(keyOf(place))) handMark(g, theme, this.unitBox(box, unit, ch), place.value, { faded }); });
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
    cells(g, theme, this.x(t), { x: box.x, y: box.y, cw: COLUMN, ch: this.xch, rows: this.I, lod: this.lod.x, faded: t > position });
    if (this.edited.size) this.marks(g, theme, box, this.xch, Array.from({ length: this.I }, (_, unit) => this.inputPlace(t, unit)), t > position);
    if (now) outline(g, box, 3, { color: theme.now });
    if (s.hover?.mark?.t === t && s.hover.mark.kind === "x") outline(g, this.unitBox(box, s.hover.mark.unit, this.xch), 1, { color: theme.ink });
    const at = box.x + COLUMN + 14;
    if (now) pill(g, `t = ${t}`, at, box.y + box.h / 2, { fill: theme.now, color: theme.page });
    else label(g, `t = ${t}`, at, box.y + box.h / 2, { color: theme.ink3, size: 12 });
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
    label(g, words.legend, x, y - 12, { color: theme.ink3, size: 11 });
    theme.stops.forEach((color, i) => { g.fillStyle = color; g.fillRect(x + i * w, y, w, h); });
    [[0, "−1"], [4.5, "0"], [9, "+1"]].forEach(([at, text]) => label(g, text, x + at * w, y + 20, { color: theme.ink3, size: 11, align: at === 0 ? "left" : at === 9 ? "right" : "center" }));
  }

  hit(px, py, s) {
    const first = this.window(s.position);
    const inside = (b) => px >= b.x && px < b.x + b.w && py >= b.y && py < b.y + b.h;
    for (let k = 0; k <= this.visible; k++) {
      const t = first - 1 + k;
      const box = this.hBox(k);
      if (t <= s.position && inside(box)) return this.unitTarget(t, box, Math.min(this.H - 1, Math.floor((py - box.y) / this.hch)));
      if (k === this.visible) break;
      const x = this.xBox(k);
      if (inside(x)) return this.inputTarget(t + 1, x, Math.min(this.I - 1, Math.floor((py - x.y) / this.xch)));
      const cell = this.cellBox(k);
      if (t + 1 <= s.position && inside(cell)) return { id: `box${t + 1}`, box: cell, t: t + 1, kind: "box" };
    }
    return null;
  }

  unitTarget(t, box, unit) {
    const own = this.unitBox(box, unit, this.hch);
    const more = t > 0 ? { seek: t } : { edit: { ...this.startPlace(unit), box: own } };
    return { id: `h${t}.${unit}`, kind: "h", t, unit, box: own, mark: { kind: "h", t, unit }, selects: { unit }, ...more };
  }

  inputTarget(t, box, unit) {
    const own = this.unitBox(box, unit, this.xch);
    return { id: `x${t}.${unit}`, kind: "x", t, unit, box: own, mark: { kind: "x", t, unit }, edit: { ...this.inputPlace(t, unit), box: own } };
  }

  targetOf({ unit }, s) {
    const k = s.position - this.window(s.position) + 1;
    return this.unitTarget(s.position, this.hBox(k), unit);
  }

  card({ kind, t, unit, edit }) {
    const f = this.config.nonlinearity;
    const byHand = edit && this.edited.has(keyOf(edit)) ? `, ${words.edit.byHand}` : "";
    if (kind === "x") return { title: `x, t = ${t}`, note: `feature ${unit}${byHand}`, rows: [{ name: "value", values: [this.x(t)[unit]], text: number(this.x(t)[unit], 6) }] };
    if (kind === "box") return { title: `the cell, t = ${t}`, rows: [{ name: "z", values: this.z(t) }, { name: "h", values: this.h(t) }], formula: `h = ${f}(z)` };
    const value = { name: "h", values: [this.h(t)[unit]], text: number(this.h(t)[unit], 6) };
    if (t === 0) return { title: "h, before the first step", note: `unit ${unit}${byHand}`, rows: [value] };
    return {
      title: `h, t = ${t}`, note: `unit ${unit}`, formula: `h = ${f}(z)`,
      rows: [value, { name: "z", values: [this.z(t)[unit]], text: number(this.z(t)[unit], 6) }, { name: "reads x", values: this.x(t) }, { name: "and h before", values: this.h(t - 1) }],
    };
  }

  strip(s) {
    const [t, unit] = [s.position, s.selected?.unit];
    const height = equationHeight(this.I, this.H);
    const blank = { height, draw: () => {} };
    if (t === 0) return { key: "before", hint: words.cell.before, picture: blank };
    if (unit === undefined) return { key: "choose", hint: words.cell.choose, picture: blank };
    const [{ I, H, w }, f] = [this, this.config.nonlinearity];
    const operands = { t, unit, nonlinearity: f, h: this.h(t), hPrev: this.h(t - 1), x: this.x(t), z: this.z(t), wih: w.ih, whh: w.hh, bih: w.bih, bhh: w.bhh, edited: this.edited, item: this.whole, inputSize: I, hiddenSize: H };
    const rows = () => ({ ih: w.ih.subarray(unit * I, unit * I + I), hh: w.hh.subarray(unit * H, unit * H + H), bih: w.bih?.[unit], bhh: w.bhh?.[unit] });
    const { lines } = explain({ cell: "rnn", nonlinearity: f, x: this.x(t), hPrev: this.h(t - 1), unit, rows });
    placeTerms(lines, { unit, edited: this.edited });
    const hit = (x, y, width) => equationHit(x, y, width, operands);
    return { key: `${this.stamp()}:${t}:${unit}`, lines, sub: t, unit, torch: this.h(t)[unit], picture: { height, minWidth: equationWidth(I, H), draw: (g, theme, width) => drawEquation(g, theme, width, operands), hit } };
  }

  /** Tells one recording's equation from another's at the same step and unit. */
  stamp() {
    return [this.item, this.config.seed, this.config.nonlinearity, this.I, this.H, this.T, this.config.batch_size, Boolean(this.w.bih), this.edits].join(",");
  }

  positionText({ position }) {
    return [words.stepOf(position, this.T), position ? words.cell.loop(position - 1) : ""];
  }

  spoken({ position }) {
    return words.stepOf(position, this.T);
  }

  describe({ position: t }) {
    const list = (values) => Array.from(values.slice(0, 16), (v) => number(v)).join(", ");
    if (t === 0) return `${words.stepOf(0, this.T)}: h is ${this.resting() ? "zeros" : list(this.h(0))} (${this.H} units).`;
    return `${words.stepOf(t, this.T)}: x is ${list(this.x(t))}; h before is ${list(this.h(t - 1))}; h is ${list(this.h(t))}.`;
  }

  describeSelected({ position: t, selected }) {
    return selected && t > 0 ? `unit ${selected.unit}: h is ${number(this.h(t)[selected.unit])}` : "";
  }
}
