// `Rollouts`: one network running freely (run 0) and by teacher forcing (run 1), as the free running view reads them from its recording.

import { vector } from "../../lib/recording.js";

const SUFFIX = ["", "_forced"];

/** T steps of the free run and F of the forced one (0 without it), L layers of H units, V symbols in the vocabulary; t counts from 0. */
export class Rollouts {
  constructor({ header, arrays }) {
    Object.assign(this, { header, arrays, config: header.config, vocab: header.vocab });
    [this.L, this.H, this.E, this.V] = [header.config.num_layers, header.config.hidden_size, header.config.input_size, header.vocab.length];
    this.T = arrays.get("read").data.length;
    this.F = arrays.get("read_forced")?.data.length ?? 0; // steps of the forced run
    this.partsAt = header.parts_at ?? null;
    this.written = this.T - this.given + 1;
    this.id = JSON.stringify([header.config, header.prime, header.origin?.config]);
    this.largestDistance = this.maxDistance();
  }

  /** Length of the prime, in symbols. */
  get given() {
    return this.header.length === undefined ? 1 : this.T - this.header.length + 1;
  }

  /** The largest distance of any layer at any step: the top of the distance axis. */
  maxDistance() {
    let most = 0;
    for (let l = 0; l < this.L; l++) for (let t = 0; t < this.F; t++) most = Math.max(most, this.distance(l, t));
    return most;
  }

  /** The last step at which there is a run beside the free one, from 1; the last one of all if there is no other run. */
  get lastOfBoth() { return this.F || this.T; }

  /** Whether the forced run has ended before a step, from 1: its reference is over. */
  isOver(step) { return this.F > 0 && step > this.F; }

  steps(run) { return run ? this.F : this.T; }
  symbol(id) { return this.vocab[id]; }
  text(ids) { return Array.from(ids, (id) => this.vocab[id]).join(""); }
  read(run, t) { return this.arrays.get(`read${SUFFIX[run]}`).data[t]; }
  said(run, t) { return this.arrays.get(`said${SUFFIX[run]}`).data[t]; }
  chances(run, t) { return vector(this.arrays.get(`probabilities${SUFFIX[run]}`), t); }
  h(run, l, t) { return vector(this.arrays.get(`layer${l}.h${SUFFIX[run]}`), t, 0); }
  distance(l, t) { return this.arrays.get(`layer${l}.distance`).data[t]; }

  /** Whether the runs read different symbols at step t. */
  readsAnother(t) { return t < this.F && this.read(0, t) !== this.read(1, t); }

  /** What explain() needs for one unit of the free run at step t, from 0. */
  operands({ layer, unit }, t) {
    const row = (name, gate) => { const a = this.arrays.get(`${name}_l${layer}`); return a && vector(a, gate * this.H + unit); };
    const bias = (name, gate) => this.arrays.get(`${name}_l${layer}`)?.data[gate * this.H + unit];
    const before = (name) => (t === 0 ? new Float32Array(this.H) : vector(this.arrays.get(`layer${layer}.${name}`), t - 1, 0));
    return {
      cell: this.config.cell, nonlinearity: this.config.nonlinearity ?? "tanh", unit,
      x: layer === 0 ? vector(this.arrays.get("x"), t, 0) : this.h(0, layer - 1, t),
      hPrev: before("h"), cPrev: this.config.cell === "lstm" ? before("c")[unit] : 0,
      rows: (gate) => ({ ih: row("weight_ih", gate), hh: row("weight_hh", gate), bih: bias("bias_ih", gate), bhh: bias("bias_hh", gate) }),
    };
  }

  /** Whether the weights of a unit, which its arithmetic needs, are in the recording. */
  hasWeights({ layer }) { return this.arrays.has(`weight_hh_l${layer}`) && this.arrays.has("x"); }
}
