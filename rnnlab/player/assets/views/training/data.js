// `Run`: what the training view reads from its recording.

import { gateNames } from "../../arithmetic/explain.js";
import { Curve } from "../../charts/curves.js";
import { largest, niceRange } from "../../charts/scales.js";
import { nearest } from "../../lib/nearest.js";
import { vector } from "../../lib/recording.js";

const DECADES = 1000; // a loss that falls by more than this factor is drawn on a log scale


/** The run on stage so far, and the curves of others. What earlier snapshots needed (ranges, axes) never shrinks. */
export class Run {
  constructor({ header, arrays }, before) {
    const { config, view } = header;
    this.config = config;
    this.vocab = header.vocab;
    this.status = header.status;
    this.failure = header.failure;
    this.done = header.epochs_done;
    this.total = config.epochs;
    this.arrays = arrays;
    this.source = arrays.get("source").data;
    this.target = arrays.get("target").data;
    this.gather(view, arrays);
    this.predicted = arrays.get("predicted")?.data ?? [];
    this.epochs = arrays.get("epoch")?.data ?? [];
    const answered = arrays.get("predicted.epoch")?.data;
    this.answered = answered && new Map(Array.from(answered, (epoch, i) => [epoch, i]));
    const gates = gateNames(config.cell);
    this.gates = gates.length ? gates : [""]; // the one block of rows of an RNN's weights has no name
    this.floor = view.floor;
    this.clipped = arrays.get("clipped")?.data ?? [];
    this.empty = this.done === 0 || this.epochs.length === 0;
    [this.T, this.V] = [this.source.length, this.vocab.length];
    [this.L, this.H, this.E] = [config.num_layers, config.hidden_size, config.embedding_size];
    this.thinned = this.epochs.length < this.done;
    if (!this.empty) this.measure(before && before.set === this.set && !before.empty ? before : null);
    this.torn = this.confusing() !== null;
  }

  /** The curves of this run and of those beside it; id tells a run from all others, and from itself begun again. */
  gather({ set, stage, cursor, runs }, arrays) {
    Object.assign(this, { set, cursor });
    this.curves = runs.map((said) => {
      const of = said.key === stage ? "" : `run${said.key}.`;
      return new Curve(said, arrays.get(`${of}losses`)?.data, arrays.get(of ? `${of}epochs` : "losses.epoch")?.data);
    });
    this.mine = this.curves.find(({ key }) => key === stage);
    this.others = this.curves.filter((curve) => curve !== this.mine);
    this.key = stage;
    this.id = `${set}:${this.mine.born}`;
    this.longest = Math.max(1, ...this.curves.map(({ done }) => done));
    this.span = Math.max(this.longest, ...this.curves.map(({ total }) => total));
  }

  /** The epoch of this run that a cursor through all runs is on: its last, if it is shorter. */
  epoch(position) { return Math.min(position, Math.max(1, this.done)); }

  loss(epoch) { return this.mine.at(epoch); }

  /** Whether all that is shown at a position is of that very epoch. */
  exact(position) {
    const epoch = this.epoch(position);
    return this.empty || (this.epochs[this.frame(epoch)] === epoch && this.curves.every((curve) => curve.exact(position)));
  }

  /** Colour ranges and axes: fixed over the run, so they are looked up once for each snapshot. */
  measure(before) {
    const hidden = Array.from({ length: this.L }, (_, l) => this.arrays.get(`rnn.weight_hh_l${l}`));
    this.ranges = {
      embedding: Math.max(before?.ranges.embedding ?? 0, niceRange(largest([this.arrays.get("emb.weight")]))),
      hidden: Math.max(before?.ranges.hidden ?? 0, niceRange(largest(hidden))),
    };
    let [low, high] = [Infinity, 0];
    for (const { losses } of this.curves) {
      for (const loss of losses) {
        if (loss > high && loss < Infinity) high = loss;
        if (loss < low && loss > 0) low = loss;
      }
    }
    high = Math.max(high, this.floor ?? 0);
    const log = before?.axis.log || high / low > DECADES;
    this.axis = { log, low: Math.min(low, before?.axis.low ?? Infinity), high: Math.max(high, before?.axis.high ?? 0) };
  }

  /** The closest two places that read the same symbol and need different answers, among places from ≤ t < to; null if none. */
  confusing(from = 0, to = this.T) {
    let best = null;
    const seen = new Map();
    for (let t = from; t < to; t++) {
      const earlier = seen.get(this.source[t]);
      if (earlier !== undefined && this.target[earlier] !== this.target[t] && (!best || t - earlier < best[1] - best[0])) best = [earlier, t];
      seen.set(this.source[t], t);
    }
    return best;
  }

  /** Index of the kept frame nearest to an epoch, the earlier one of two. */
  frame(epoch) { return nearest(this.epochs, epoch); }

  symbol(id) { return this.vocab[id]; }

  /** What was predicted in an epoch; a long run keeps only some, and every frame's among them. */
  answer(epoch) {
    const i = this.answered ? this.answered.get(epoch) ?? this.answered.get(this.epochs[this.frame(epoch)]) : epoch - 1;
    return this.predicted.subarray(i * this.T, (i + 1) * this.T);
  }

  chances(k, t) { return vector(this.arrays.get("probabilities"), k, t); }
  h(k, l, t) { return vector(this.arrays.get(`layer${l}.h`), k, t); }
  c(k, l, t) { const c = this.arrays.get(`layer${l}.c`); return c && vector(c, k, t); }

  /** A whole array of frame k. */
  whole(name, k) {
    const { shape, data } = this.arrays.get(name);
    const size = shape.slice(1).reduce((product, n) => product * n, 1);
    return data.subarray(k * size, (k + 1) * size);
  }

  right(epoch) {
    const answer = this.answer(epoch);
    let count = 0;
    for (let t = 0; t < this.T; t++) if (answer[t] === this.target[t]) count++;
    return count;
  }

  text(ids) { return Array.from(ids, (id) => this.vocab[id]).join(""); }

  /** What explain() needs for one unit of one layer at one place. */
  operands(k, { layer, unit, t }) {
    const name = (part) => `rnn.${part}_l${layer}`;
    const zeros = new Float32Array(this.H);
    const row = (part, gate) => { const a = this.arrays.get(name(part)); return a && vector(a, k, gate * this.H + unit); };
    const bias = (part, gate) => { const a = this.arrays.get(name(part)); return a && vector(a, k)[gate * this.H + unit]; };
    return {
      cell: this.config.cell, nonlinearity: "tanh", unit,
      x: layer === 0 ? vector(this.arrays.get("emb.weight"), k, this.source[t]) : this.h(k, layer - 1, t),
      hPrev: t === 0 ? zeros : this.h(k, layer, t - 1),
      cPrev: t === 0 ? 0 : this.c(k, layer, t - 1)?.[unit],
      rows: (gate) => ({ ih: row("weight_ih", gate), hh: row("weight_hh", gate), bih: bias("bias_ih", gate), bhh: bias("bias_hh", gate) }),
    };
  }
}
