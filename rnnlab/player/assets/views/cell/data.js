// `CellData`: what the cell view reads from its recording, for one item of the batch.

import { editedIn, keyOf } from "../../editing/edit_places.js";
import { vector } from "../../lib/recording.js";
import { words } from "../../messages/en/common.js";

const SATURATED = 6; // |z| beyond which tanh is ±1 to the eye: the axis goes no further, however large a sum is
const LEAST = 3; // |z| that the curve's axis shows in any case

export class CellData {
  constructor({ header, arrays }) {
    const get = (name) => arrays.get(name);
    const { view } = header;
    this.config = header.config;
    [this.X, this.H0, this.Hs, this.Z] = ["x", "h_0", "layer0.h", "layer0.pre"].map(get);
    this.weights = { ih: get("weight_ih").data, hh: get("weight_hh").data, bih: get("bias_ih")?.data, bhh: get("bias_hh")?.data };
    [this.T, , this.I] = this.X.shape;
    this.H = this.Hs.shape[2];
    const item = view.batch_item ?? 0;
    this.item = item < this.X.shape[1] ? item : 0;
    this.editItem = view.edit?.item ?? 0; // index of that item in Python's arrays
    this.edited = editedIn(header);
    this.version = [this.item, this.config.seed, this.config.nonlinearity, this.I, this.H, this.T, this.config.batch_size, Boolean(this.weights.bih), JSON.stringify(header.edits ?? [])].join(",");
  }

  // What a person calls step t (1 to T) is index t − 1 in the arrays; h(0) is h_0.
  h(t) { return t === 0 ? vector(this.H0, this.item) : vector(this.Hs, t - 1, this.item); }
  x(t) { return vector(this.X, t - 1, this.item); }
  z(t) { return vector(this.Z, t - 1, this.item); }

  /** The largest |z| on the axis of the nonlinearity, the same at every step. */
  reach() {
    const most = this.config.nonlinearity === "tanh" ? SATURATED : Infinity;
    const largest = Array.from({ length: this.T }, (_, t) => Math.max(...this.z(t + 1).map(Math.abs).filter(Number.isFinite)));
    return Math.min(most, Math.max(LEAST, ...largest));
  }

  get startsAtZero() { return this.h(0).every((v) => v === 0); }

  // Edit places, see editing/edit_places.js.
  inputPlace(t, unit) { return { name: "x", index: [t - 1, this.editItem, unit], value: this.x(t)[unit], meaning: words.edit.input(t, unit) }; }
  startPlace(unit) { return { name: "h_0", index: [this.editItem, unit], value: this.h(0)[unit], meaning: words.edit.start(unit) }; }
  isEdited(place) { return this.edited.has(keyOf(place)); }
}
