// `LayersData`: states, gates, weights and arithmetic of any layer, direction, step and unit, read from a recording.

import { explain, gateNames } from "../../arithmetic/explain.js";
import { editedIn, placeTerms } from "../../editing/edit_places.js";
import { vector } from "../../lib/recording.js";
import { words } from "../../messages/en/common.js";
import { say } from "../../messages/en/layers.js";

const RANGES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]; // of the colour scale: the first that holds all states is taken

/** L layers in D directions, T steps, B items in the batch, I inputs and H units; a row is one direction of one layer. */
export class LayersData {
  constructor({ header, arrays }) {
    this.config = header.config;
    this.arrays = arrays;
    this.detail = header.view.detail ?? null;
    this.D = this.config.bidirectional ? 2 : 1;
    this.L = this.config.num_layers;
    [this.T, this.B, this.I] = this.get("x").shape;
    this.H = this.get("h_0").shape[2];
    this.item = (header.view.batch_item ?? 0) < this.B ? header.view.batch_item ?? 0 : 0;
    this.editItem = header.view.edit?.item ?? 0; // index of that item in Python's arrays
    this.edited = editedIn(header);
    this.rows = this.allRows();
    this.range = this.colourRange();
    this.startsAtZero = this.get("h_0").data.every((v) => v === 0);
    /** Identifies the recording, among others with the same step and unit. */
    this.version = JSON.stringify([this.config, this.item, header.edits ?? [], Array.from(this.x(1))]);
  }

  get(name) { return this.arrays.get(name); }

  /** A row of the picture per layer and direction, from the top: within a layer forward is above reverse. */
  allRows() {
    const layers = Array.from({ length: this.L }, (_, i) => this.L - 1 - i);
    return layers.flatMap((layer) => Array.from({ length: this.D }, (_, d) => this.row(layer, d === 1)));
  }

  row(layer, reverse) {
    const [index, at] = [(this.L - 1 - layer) * this.D + Number(reverse), layer * this.D + Number(reverse)];
    const array = `layer${layer}.${reverse ? "reverse." : ""}`;
    return { index, at, layer, reverse, array, weights: `l${layer}${reverse ? "_reverse" : ""}` };
  }

  /** Values beyond which colours stay the same: 1, less where all states are small, more where relu lets one grow. */
  colourRange() {
    let most = 0;
    for (const row of this.rows) {
      const { data } = this.get(`${row.array}h`);
      for (let i = 0; i < data.length; i++) if (Math.abs(data[i]) > most && Number.isFinite(data[i])) most = Math.abs(data[i]);
    }
    return most > 1 ? most : RANGES.find((range) => range >= most);
  }

  // What a person calls step t (1 to T) is index t − 1 in the arrays; 0 and T + 1 stand for h_0.
  known(t) { return t >= 1 && t <= this.T; }
  before(row, t) { return row.reverse ? t + 1 : t - 1; }
  x(t) { return vector(this.get("x"), t - 1, this.item); }
  h(row, t) { return this.state("h", row, t); }
  c(row, t) { return this.state("c", row, t); }

  state(name, row, t) {
    return this.known(t) ? vector(this.get(row.array + name), t - 1, this.item) : vector(this.get(`${name}_0`), row.at, this.item);
  }

  /** What a row reads at step t: x, or the layer below with both directions joined. */
  below(row, t) {
    if (row.layer === 0) return this.x(t);
    const parts = this.groupOf(row.layer - 1).map((r) => this.h(r, t));
    return parts.length === 1 ? parts[0] : Float32Array.from([...parts[0], ...parts[1]]);
  }

  groupOf(layer) {
    return this.rows.filter((row) => row.layer === layer);
  }

  /** All steps of one row, (hidden_size, seq_len), row by row. */
  matrix(row) {
    return transposed(this.T, this.H, (t) => this.h(row, t));
  }

  inputs() {
    return transposed(this.T, this.I, (t) => this.x(t));
  }

  has({ layer, reverse, unit }) {
    const d = this.detail;
    return Boolean(this.get("weight_ih_l0")) || Boolean(d && d.layer === layer && d.reverse === reverse && d.unit === unit);
  }

  /** One unit's gates at step t as {name: value}; empty if the recording lacks them. */
  gates(row, t, unit) {
    const values = {};
    for (const name of gateNames(this.config.cell)) {
      const whole = this.get(row.array + name);
      const part = this.has({ ...row, unit }) ? this.get(`detail.${name}`) : undefined;
      if (whole) values[name] = vector(whole, t - 1, this.item)[unit];
      else if (part) values[name] = part.data[t - 1];
    }
    return values;
  }

  /** k → the weights of gate k for this unit; undefined if the recording lacks them. */
  weights(row, unit) {
    if (!this.has({ ...row, unit })) return undefined;
    const whole = Boolean(this.get("weight_ih_l0"));
    const array = (name) => this.get(whole ? `${name}_${row.weights}` : `detail.${name}`);
    const [ih, hh, bih, bhh] = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(array);
    const at = (k) => (whole ? k * this.H + unit : k);
    return (k) => ({ ih: vector(ih, at(k)), hh: vector(hh, at(k)), bih: bih?.data[at(k)], bhh: bhh?.data[at(k)] });
  }

  /** The arithmetic of one unit at step t, or null if the recording lacks its weights. */
  explain(row, t, unit) {
    const rows = this.weights(row, unit);
    if (!rows) return null;
    const left = this.before(row, t);
    const { cell, nonlinearity } = this.config;
    const cPrev = cell === "lstm" ? this.c(row, left)[unit] : undefined;
    const explained = explain({ cell, nonlinearity, x: this.below(row, t), hPrev: this.h(row, left), unit, cPrev, rows });
    placeTerms(explained.lines, { suffix: `_${row.weights}`, unit, size: this.H, edited: this.edited, starts: this.known(left) ? {} : this.starts(row, unit) });
    return explained;
  }

  /** Edit places of the terms that contain the initial state, in a row's first step: {kind of term: place}. */
  starts(row, unit) {
    return this.config.cell === "lstm" ? { "f·c": this.cellPlace(row, unit) } : { "z·h": this.startPlace(row, unit) };
  }

  // Edit places besides the weights, see editing/edit_places.js.
  inputPlace(t, unit) { return { name: "x", index: [t - 1, this.editItem, unit], value: this.x(t)[unit], meaning: words.edit.input(t, unit) }; }

  startPlace(row, unit) {
    return { name: "h_0", index: [row.at, this.editItem, unit], value: this.start(row)[unit], meaning: words.edit.startOf(say.row(row, this.D), unit) };
  }

  cellPlace(row, unit) {
    return { name: "c_0", index: [row.at, this.editItem, unit], value: vector(this.get("c_0"), row.at, this.item)[unit], meaning: words.edit.cellStart(unit) };
  }

  /** The initial state of a row, (hidden_size,). */
  start(row) { return vector(this.get("h_0"), row.at, this.item); }
}

function transposed(steps, units, at) {
  const values = new Float32Array(steps * units);
  for (let t = 0; t < steps; t++) {
    const column = at(t + 1);
    for (let u = 0; u < units; u++) values[u * steps + t] = column[u];
  }
  return values;
}
