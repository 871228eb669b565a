// `Pair`: one network on one text, untouched (run 0) and with one number held (run 1), as the ablation view reads them from its
// recording.

import { gateNames } from "../../arithmetic/explain.js";
import { niceRange } from "../../charts/scales.js";
import { vector } from "../../lib/recording.js";

const SUFFIX = ["", "_ablated"];

/** T letters, V symbols in the vocabulary, L layers of H units; t counts from 0. `two`: whether something is held. */
export class Pair {
  constructor({ header, arrays }) {
    const { config, view } = header;
    Object.assign(this, { header, arrays, config, view, vocab: header.vocab });
    this.source = arrays.get("source").data;
    this.target = arrays.get("target").data;
    this.two = arrays.has("predicted") && arrays.get("predicted").shape[0] === 2;
    this.losses = arrays.get("losses").data;
    this.held = this.two ? { layer: header.layer, unit: header.unit, gate: header.gate, value: header.value } : null;
    this.heldAt = arrays.get("held").data; // (seq_len,), 1 at the steps where the number is held
    [this.T, this.V] = [this.source.length, this.vocab.length];
    [this.L, this.H, this.E] = [config.num_layers, config.hidden_size, config.input_size];
    this.rows = [...gateNames(config.cell), ...(config.cell === "lstm" ? ["c"] : [])]; // a unit's gates and cell state: the rows under Inside
    this.onlyStep = this.two && this.T > 1 && header.steps.length === 1 ? header.steps[0] : null;
    this.ranking = view.ranking ?? null; // none in a file: units are ranked while a page is open
    this.id = JSON.stringify([config, this.T, view.network]);
    this.changed = this.two ? Array.from(this.target.keys()).filter((t) => this.says(0, t) !== this.says(1, t)) : [];
    this.range = this.colourRange();
  }

  /** The value of the strongest colour: 1, or more if a state is held at more. */
  colourRange() {
    return this.held && !this.held.gate ? Math.max(1, niceRange(Math.abs(this.held.value))) : 1;
  }

  symbol(id) { return this.vocab[id]; }
  text(ids) { return Array.from(ids, (id) => this.vocab[id]).join(""); }
  says(run, t) { return this.arrays.get("predicted").data[run * this.T + t]; }
  answer(run) { return this.arrays.get("predicted").data.subarray(run * this.T, (run + 1) * this.T); }
  stepLoss(run, t) { return this.arrays.get("step_losses").data[run * this.T + t]; }
  chances(run, t) { return vector(this.arrays.get(`probabilities${SUFFIX[run]}`), t); }
  h(run, l, t) { return vector(this.arrays.get(`layer${l}.h${SUFFIX[run]}`), t, 0); }

  /** How many letters a run predicts right. */
  countRight(run) {
    let count = 0;
    for (let t = 0; t < this.T; t++) if (this.says(run, t) === this.target[t]) count++;
    return count;
  }

  isHeld(l, unit, t, gate = null) {
    const { held } = this;
    return Boolean(held) && held.layer === l && held.unit === unit && held.gate === gate && this.heldAt[t] === 1;
  }

  /** Whether the weights of a unit, which its arithmetic needs, are in the recording. */
  hasWeights({ layer, unit }) {
    const { detail } = this.view;
    return this.arrays.has(`weight_hh_l${layer}`) || Boolean(detail && detail.layer === layer && detail.unit === unit);
  }

  /** A gate, c or h of one unit at one step. */
  inside(run, { layer, unit }, name, t) {
    if (name === "h") return this.h(run, layer, t)[unit];
    const whole = this.arrays.get(`layer${layer}.${name}${SUFFIX[run]}`);
    return whole ? vector(whole, t, 0)[unit] : this.arrays.get(`detail.${name}${SUFFIX[run]}`)?.data[t];
  }

  /** What explain() needs for one unit in one run at step t, from 0. */
  operands(run, { layer, unit }, t) {
    const whole = this.arrays.has(`weight_hh_l${layer}`);
    const part = (name) => this.arrays.get(whole ? `${name}_l${layer}` : `detail.${name}`);
    const row = (name, gate) => vector(part(name), whole ? gate * this.H + unit : gate);
    const bias = (name, gate) => part(name)?.data[whole ? gate * this.H + unit : gate];
    const mine = this.held && run === 1 && this.held.layer === layer && this.held.unit === unit && this.heldAt[t] === 1;
    return {
      cell: this.config.cell, nonlinearity: this.config.nonlinearity, unit,
      x: layer === 0 ? vector(this.arrays.get(`x${SUFFIX[run]}`), t, 0) : this.h(run, layer - 1, t),
      hPrev: t === 0 ? new Float32Array(this.H) : this.h(run, layer, t - 1),
      cPrev: t === 0 || this.config.cell !== "lstm" ? 0 : this.inside(run, { layer, unit }, "c", t - 1),
      rows: (gate) => ({ ih: row("weight_ih", gate), hh: row("weight_hh", gate), bih: bias("bias_ih", gate), bhh: bias("bias_hh", gate) }),
      held: mine ? { name: this.held.gate ?? "h", value: Math.fround(this.held.value) } : null,
    };
  }
}
