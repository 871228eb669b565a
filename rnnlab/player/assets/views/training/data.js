// `Run`: the selected run and the curves of the others, as the training view reads them from its recording.

import { gateNames } from "../../arithmetic/explain.js";
import { Curve } from "../../charts/curves.js";
import { largest, niceRange } from "../../charts/scales.js";
import { nearest } from "../../lib/nearest.js";
import { vector } from "../../lib/recording.js";

const LOG_FROM = 1000; // a loss that falls by more than this factor is drawn on a log scale

/**
 * The selected run so far, and the curves of all runs of the page.
 *
 * T letters, V symbols in the vocabulary, L layers of H units, E numbers in an embedding; frames are the epochs whose
 * states and weights are here. Colour ranges and axes never shrink from one snapshot of the runs to the next.
 */
export class Run {
  /** recording: a snapshot; before: the Run of the snapshot before it, undefined for the first */
  constructor({ header, arrays }, before) {
    const { config, view } = header;
    Object.assign(this, { arrays, config, vocab: header.vocab, status: header.status, failure: header.failure });
    [this.done, this.total, this.memoryless] = [header.epochs_done, config.epochs, view.floor];
    [this.source, this.target] = [arrays.get("source").data, arrays.get("target").data];
    [this.T, this.V] = [this.source.length, this.vocab.length];
    [this.L, this.H, this.E] = [config.num_layers, config.hidden_size, config.embedding_size];
    const gates = gateNames(config.cell);
    this.gates = gates.length ? gates : [""]; // the one block of rows of an RNN's weights has no name
    this.readEpochs();
    this.readCurves(view);
    if (!this.empty) this.setRanges(before && before.set === this.set && !before.empty ? before : null);
    this.ambiguous = this.ambiguousPair() !== null;
  }

  readEpochs() {
    const data = (name) => this.arrays.get(name)?.data;
    this.epochs = data("epoch") ?? []; // of the frames
    this.clipped = data("clipped") ?? [];
    this.predicted = data("predicted") ?? [];
    const kept = data("predicted.epoch"); // undefined if every epoch's answer is here
    this.answerIndex = kept && new Map(Array.from(kept, (epoch, i) => [epoch, i]));
    this.empty = this.done === 0 || this.epochs.length === 0;
    this.thinned = this.epochs.length < this.done;
  }

  /** The curves of all runs. `stage` is the selected run's key; `id` identifies it, and changes if it is begun again. */
  readCurves({ set, stage, cursor, runs }) {
    Object.assign(this, { set, cursor, key: stage });
    this.curves = runs.map((entry) => {
      const prefix = entry.key === stage ? "" : `run${entry.key}.`;
      const epochs = this.arrays.get(prefix ? `${prefix}epochs` : "losses.epoch")?.data;
      return new Curve(entry, this.arrays.get(`${prefix}losses`)?.data, epochs);
    });
    this.ownCurve = this.curves.find(({ key }) => key === stage);
    this.others = this.curves.filter((curve) => curve !== this.ownCurve);
    this.id = `${set}:${this.ownCurve.born}`;
    this.longest = Math.max(1, ...this.curves.map(({ done }) => done));
    this.span = Math.max(this.longest, ...this.curves.map(({ total }) => total));
  }

  /** The epoch of this run at a position of the cursor, which goes through all runs: the last one if this run is shorter. */
  epoch(position) { return Math.min(position, Math.max(1, this.done)); }

  loss(epoch) { return this.ownCurve.lossAt(epoch); }

  /** Whether the data of that very epoch are here, of all runs. */
  exact(position) {
    const epoch = this.epoch(position);
    return this.empty || (this.epochs[this.frame(epoch)] === epoch && this.curves.every((curve) => curve.exact(position)));
  }

  /** Colour ranges and the loss axis, over the whole run. */
  setRanges(before) {
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
    high = Math.max(high, this.memoryless ?? 0);
    const log = before?.axis.log || high / low > LOG_FROM;
    this.axis = { log, low: Math.min(low, before?.axis.low ?? Infinity), high: Math.max(high, before?.axis.high ?? 0) };
  }

  /** The closest two letters with the same input and different targets, [t1, t2] with from ≤ t < to; null if there are none. */
  ambiguousPair(from = 0, to = this.T) {
    let best = null;
    const latest = new Map();
    for (let t = from; t < to; t++) {
      const earlier = latest.get(this.source[t]);
      if (earlier !== undefined && this.target[earlier] !== this.target[t] && (!best || t - earlier < best[1] - best[0])) best = [earlier, t];
      latest.set(this.source[t], t);
    }
    return best;
  }

  /** Index of the kept frame nearest to an epoch, the earlier one of two. */
  frame(epoch) { return nearest(this.epochs, epoch); }

  symbol(id) { return this.vocab[id]; }

  /** The epoch whose answer is shown at an epoch; of a long run only some answers are kept, those of all frames among them. */
  answerEpoch(epoch) { return !this.answerIndex || this.answerIndex.has(epoch) ? epoch : this.epochs[this.frame(epoch)]; }

  /** The symbols predicted in the epoch whose answer is shown at an epoch, (T,). */
  answer(epoch) {
    const shown = this.answerEpoch(epoch);
    const i = this.answerIndex ? this.answerIndex.get(shown) : shown - 1;
    return this.predicted.subarray(i * this.T, (i + 1) * this.T);
  }

  chances(k, t) { return vector(this.arrays.get("probabilities"), k, t); }
  h(k, l, t) { return vector(this.arrays.get(`layer${l}.h`), k, t); }
  c(k, l, t) { const c = this.arrays.get(`layer${l}.c`); return c && vector(c, k, t); }

  /** An array of frame k, flat. */
  frameArray(name, k) {
    const { shape, data } = this.arrays.get(name);
    const size = shape.slice(1).reduce((product, n) => product * n, 1);
    return data.subarray(k * size, (k + 1) * size);
  }

  /** How many letters are predicted right. */
  countRight(epoch) {
    const answer = this.answer(epoch);
    let count = 0;
    for (let t = 0; t < this.T; t++) if (answer[t] === this.target[t]) count++;
    return count;
  }

  text(ids) { return Array.from(ids, (id) => this.vocab[id]).join(""); }

  /** What explain() needs for one unit of one layer at letter t. */
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
