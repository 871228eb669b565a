// `Inspection`: a part of a recorded call, as the inspect view reads it: columns of steps, and what is known of its units.

import { explain, projected } from "../../arithmetic/explain.js";
import { largest, niceRange } from "../../charts/scales.js";
import { vector } from "../../lib/recording.js";

/** Columns of `per` steps each, from step `first` (from 0): {first, per, count, end, at(column, unit)}. */
class Columns {
  constructor({ shape, data }, first, per, steps) {
    Object.assign(this, { data, first, per, count: shape[0], units: shape[1], end: Math.min(steps, first + shape[0] * per) });
  }

  /** Whether it has every step from `from` up to but not including `to`. */
  covers(from, to) { return from >= this.first && to <= this.end; }

  column(t) { return Math.floor((t - this.first) / this.per); }

  at(column, unit) { return this.data[column * this.units + unit]; }

  /** As a matrix in row order, a row for each of `rows` (unit numbers) and a column for each column. */
  matrix(rows, from = 0, to = this.count) {
    const values = new Float32Array(rows.length * (to - from));
    let at = 0;
    for (const unit of rows) for (let c = from; c < to; c++) values[at++] = this.data[c * this.units + unit];
    return values;
  }
}

/** T steps of H units; steps and units count from 0. */
export class Inspection {
  constructor({ header, arrays }) {
    const { view } = header;
    Object.assign(this, { view, arrays, T: view.steps });
    this.overview = new Columns(arrays.get("overview"), 0, view.overview.per, view.steps);
    this.H = this.overview.units;
    this.window = view.window ? new Columns(arrays.get("window"), view.window.first, view.window.per, view.steps) : null;
    this.order = Array.from(arrays.get("order").data);
    this.orderKey = this.order.join(".");
    this.range = bounded(view) ? 1 : niceRange(view.largest);
    this.id = JSON.stringify([view.id, view.shows]);
    this.detail = view.detail && !view.detail.problem ? view.detail : null;
  }

  /** What a person calls a unit: its number in the network. */
  name(unit) { return this.view.units ? this.view.units[unit] : unit; }

  /** The columns to draw steps `from` to `to` of: the finest that have all of them; of what is missing, the overview is drawn meanwhile. */
  columns(from, to) { return this.window?.covers(from, to) && this.window.per < this.overview.per ? this.window : this.overview; }

  /** Value of a unit at a step, and the steps that it is the largest of: {value, first, last}. */
  value(t, unit) {
    const columns = this.columns(t, t + 1);
    const column = columns.column(t);
    const first = columns.first + column * columns.per;
    return { value: columns.at(column, unit), first, last: Math.min(first + columns.per, columns.end) - 1 };
  }

  /** The token of a step, "" where there is none or it was not sent. */
  token(t) { return this.view.tokens?.texts[t - this.view.tokens.first] ?? ""; }

  /** Letters of the longest token that was sent; 0 if no tokens were recorded. */
  get longestToken() { return (this.view.tokens?.texts ?? []).reduce((most, text) => Math.max(most, text.length), 0); }

  /** Length of the gradient of "h" or "c" by column of the overview; undefined if it was not recorded. */
  reach(name) { return this.arrays.get(`reach.${name}`)?.data; }

  timeConstant(unit) { return this.arrays.get("time_constants")?.data[unit]; }

  /** Whether what a unit's arithmetic needs at a step is here. */
  hasOperands(unit, t) {
    const { detail } = this;
    if (this.arrays.has("all.x")) return true;
    return detail !== null && detail.unit === unit && t >= detail.first && t < detail.first + this.arrays.get("detail.torch").shape[0];
  }

  /** The sentence that says why a unit has no arithmetic; undefined if it has one, or nothing is known yet. */
  problem(unit) { return this.view.detail?.unit === unit ? this.view.detail.problem : undefined; }

  /** The arithmetic of a unit at a step: {lines, torch: the recorded h}. */
  explain(unit, t) {
    const { cell, nonlinearity } = this.view;
    const whole = this.arrays.has("all.x"); // what every unit reads, on a page on which nobody can be asked
    const array = (name) => this.arrays.get(`${whole ? "all" : "detail"}.${name}`);
    const at = whole ? t : t - this.detail.first;
    const h = whole ? vector(array("h"), at + 1) : vector(array("torch"), at);
    if (array("cells")) return { lines: [projected(array("weight_hr").data, vector(array("cells"), at))], torch: h[unit] };
    const [ih, hh, bih, bhh] = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(array);
    const row = (gate) => (whole ? gate * this.H + unit : gate);
    const rows = (gate) => ({ ih: vector(ih, row(gate)), hh: vector(hh, row(gate)), bih: bih?.data[row(gate)], bhh: bhh?.data[row(gate)] });
    const cPrev = array("c")?.data[whole ? at * this.H + unit : at];
    const { lines } = explain({ cell, nonlinearity, unit, x: vector(array("x"), at), hPrev: vector(array("h"), at), cPrev, rows });
    // of a projected LSTM, whose h has other units, the lines end with the cell
    return array("cell") ? { lines: lines.slice(0, -1), torch: array("cell").data[at] } : { lines, torch: h[unit] };
  }
}

/** Whether a quantity lies between −1 and 1 by its nature: gates, and h of a cell whose h a tanh makes. */
function bounded({ quantity, cell, nonlinearity, largest: most }) {
  if (quantity.endsWith(".grad") || quantity === "pre" || quantity === "c") return false;
  return most <= 1 && (quantity !== "h" || cell !== "rnn" || nonlinearity === "tanh");
}

/** The largest finite length of the gradient, of all that were recorded; 0 if there is none. */
export const largestReach = (data) => largest(["h", "c"].flatMap((name) => (data.reach(name) ? [{ data: data.reach(name) }] : [])));
