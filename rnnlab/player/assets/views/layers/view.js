// `LayersView`: every layer of an RNN, GRU or LSTM at every step, and which slices of it torch returns.

import { number } from "../../lib/format.js";
import { View } from "../../lib/view.js";
import { words } from "../../messages/en/common.js";
import { say } from "../../messages/en/layers.js";
import { UnitWeights } from "../../requests/unit_weights.js";
import { LayersData } from "./data.js";
import { cardOf, describeStep, describeUnit, stripOf, topValues } from "./describe.js";
import { Grid } from "./grid.js";
import { layersPlan } from "./layout.js";
import { drawHover, drawNow, drawSelected, drawSteps } from "./marks.js";
import { drawNotes, notesSize } from "./notes.js";

export default class LayersView extends View {
  minWidth = 648;

  constructor(player) {
    super(player);
    this.shown = { output: true, h_n: true }; // the outlines
    this.weights = new UnitWeights(player, {
      has: (unit) => this.data.has(unit),
      event: ({ layer, reverse, unit }) => ({ layer, reverse, unit, step: player.clock.position }),
      version: () => this.data.version,
    });
  }

  setData(recording) {
    this.data = new LayersData(recording);
    this.grid = null;
    this.arithmetic = null;
    return { first: 0, last: this.data.T, total: this.data.T, unit: "step", start: this.data.T };
  }

  // A selection is {layer, reverse, unit}.
  validSelection(selected) {
    const { L, D, H } = this.data;
    const fits = selected && selected.layer < L && selected.unit < H && (D === 2 || !selected.reverse);
    const kept = fits ? selected : null;
    this.weights.later(() => this.selectionChanged(kept));
    return kept;
  }

  selectionChanged(selected) {
    this.publish(selected);
    this.weights.ask(selected);
  }

  /** The next unit, and after a row's last unit the first unit of the row below. */
  moveSelection(selected, by) {
    const { rows, H } = this.data;
    if (!selected) return this.selectionOf(rows[0], 0);
    const index = rows.find((row) => row.layer === selected.layer && row.reverse === selected.reverse).index;
    const unit = selected.unit + by;
    if (unit >= 0 && unit < H) return this.selectionOf(rows[index], unit);
    const next = rows[index + by];
    return next ? this.selectionOf(next, by > 0 ? 0 : H - 1) : null;
  }

  selectionOf({ layer, reverse }, unit) {
    return { layer, reverse, unit };
  }

  /** The present step's column. */
  centreOf(position) {
    return this.plan.middleX(Math.max(1, position));
  }

  layout(width) {
    const { T, H, I, L, D } = this.data;
    const was = JSON.stringify(this.plan);
    this.plan = layersPlan({ T, H, I, L, D, width, notes: notesSize(this.data, this.shown), previous: this.plan?.lod });
    if (was !== JSON.stringify(this.plan)) this.grid = null;
    this.publish(this.player.selected);
    return this.plan.height;
  }

  /** Attributes for tests and assistive scripts, besides those of the player. */
  publish(selected) {
    const { dataset } = this.player.root;
    dataset.long = this.data.config.cell === "rnn" ? String(this.data.I + this.data.H > 8) : "gates"; // player.css: strips whose sums may wrap have a fixed height
    dataset.lod = this.plan?.lod.h ?? "";
    dataset.outlined = Object.keys(this.shown).filter((name) => this.shown[name]).join(" ");
    dataset.pinned = selected ? [selected.layer, selected.reverse ? "reverse" : "forward", selected.unit].join(" ") : "";
  }

  draw(g, s) {
    const { data, plan } = this;
    if (!this.grid || this.grid.theme !== s.theme || this.grid.ratio !== this.player.ratio) this.grid = new Grid(data, plan, s.theme, this.player.ratio);
    this.grid.draw(g, s.position, s.motion);
    drawSteps(g, s.theme, data, plan, s.position);
    drawNow(g, s.theme, data, plan, this.grid, s);
    if (s.selected) drawSelected(g, s.theme, data, plan, this.grid, data.row(s.selected.layer, s.selected.reverse), s.selected.unit, s.position);
    drawHover(g, s.theme, data, plan, this.grid, s.hover);
    drawNotes(g, s.theme, data, plan, this.shown);
  }

  head() {
    const { data, shown } = this;
    const digits = data.range === 1 ? 0 : data.range > 1 ? 2 : Math.ceil(-Math.log10(data.range));
    const toggle = (id) => ({ id, text: id, on: shown[id], dashed: id === "h_n", title: say.outline(id) });
    return {
      title: say.title(data.config),
      notes: data.D === 2 ? [say.readBackwards] : [],
      toggles: [toggle("output"), toggle("h_n")],
      press: (id) => this.press(id),
      legend: { low: number(-data.range, digits), high: `+${number(data.range, digits)}` },
    };
  }

  press(id) {
    this.shown = { ...this.shown, [id]: !this.shown[id] };
    this.player.layout();
  }

  hit(px, py, { position }) {
    const at = this.plan.at(px, py);
    if (!at) return null;
    const { t, unit } = at;
    if (at.x) return this.inputTarget(t, unit);
    const row = this.data.row(at.layer, at.reverse);
    if (at.start) return this.startTarget(row, unit);
    return t > position && !row.reverse ? null : this.target(row, t, unit);
  }

  inputTarget(t, unit) {
    const edit = { ...this.data.inputPlace(t, unit), box: this.plan.xUnit(t, unit) };
    return { id: `x${t}.${unit}`, box: this.plan.xBox(t), mark: { t, unit }, edit };
  }

  startTarget(row, unit) {
    const edit = { ...this.data.startPlace(row, unit), box: this.plan.startUnit(row, unit) };
    return { id: `start${row.index}.${unit}`, box: this.plan.start(row), mark: { row, t: 0, unit, start: true }, edit };
  }

  /** The inputs of the step; before the first, the initial states of all rows. */
  editTargets({ position: t }) {
    const each = (size, make) => Array.from({ length: size }, (_, unit) => make(unit));
    if (t) return each(this.data.I, (unit) => this.inputTarget(t, unit));
    return this.data.rows.flatMap((row) => each(this.data.H, (unit) => this.startTarget(row, unit)));
  }

  target(row, t, unit) {
    const { x, y, w, h } = this.plan.box(row, t);
    return { id: `h${row.index}.${t}.${unit}`, box: { x: x - 4, y: y - 4, w: w + 8, h: h + 8 }, mark: { row, t, unit }, selects: this.selectionOf(row, unit), seek: t };
  }

  targetOf({ layer, reverse, unit }, { position }) {
    return position ? this.target(this.data.row(layer, reverse), position, unit) : null;
  }

  /** Whether the step of a target is known. */
  stillShows({ mark: { row, t } }, { position }) {
    return !row || row.reverse || t <= position;
  }

  card({ mark }) {
    return cardOf(this.data, mark);
  }

  strip({ selected, position }) {
    if (!selected) return null;
    const key = [position, selected.layer, selected.reverse, selected.unit].join();
    if (this.arithmetic?.key !== key) this.arithmetic = { key, model: stripOf(this.data, selected, position) }; // hundreds of terms need not be summed again for every frame
    return this.arithmetic.model;
  }

  positionText({ position }) {
    return [words.stepOf(position, this.data.T)];
  }

  spoken({ position }) {
    return words.stepOf(position, this.data.T);
  }

  values(s) {
    return this.describeSelected(s) || topValues(this.data, s.position);
  }

  describe({ position }) {
    return describeStep(this.data, position);
  }

  describeSelected({ position, selected }) {
    return describeUnit(this.data, selected, position);
  }
}
