// `Race` and `Lane`: a race and each of its cells, as the race view reads them from its recording.

import { nearest } from "../../lib/nearest.js";
import { vector } from "../../lib/recording.js";
import { LOOKS } from "./looks.js";

const IGNORED = -100; // target of a step without a question: torch's ignore_index
const CEILING = 1.6; // the loss axis ends at this many times the baseline at most, however large the first losses are

/** One cell of the race. k: index of a frame; frames are the epochs whose states are in the recording */
class Lane {
  constructor(header, index, arrays) {
    const { cell } = header;
    const data = (name) => arrays.get(name)?.data;
    this.cell = cell;
    this.index = index;
    this.name = cell.toUpperCase();
    this.look = LOOKS[cell];
    this.H = header.hidden_size;
    this.parameters = header.parameters;
    this.failure = header.failure;
    this.losses = data(`losses.${cell}`) ?? [];
    this.done = this.losses.length;
    this.clipped = data(`clipped.${cell}`) ?? [];
    this.held = { epochs: data(`held_out.epoch.${cell}`) ?? [], losses: data(`held_out.${cell}`) ?? [] };
    for (const name of ["h", "top", "chance", "right", "said"]) this[name] = arrays.get(`${cell}.${name}`);
    this.frames = this.h.shape[0];
  }

  loss(epoch) { return epoch <= this.done ? this.losses[epoch - 1] : undefined; }

  /** Index of the newest held-out loss at or before an epoch; -1 if there is none. */
  heldAt(epoch) {
    let i = this.held.epochs.length - 1;
    while (i >= 0 && this.held.epochs[i] > epoch) i--;
    return i;
  }

  /** Frame k, or this lane's last one if it stopped before. */
  frame(k) { return Math.min(k, this.frames - 1); }
  states(k, t) { return vector(this.h, this.frame(k), t); }
  likeliest(k, t) { return vector(this.top, this.frame(k), t); }
  chances(k, t) { return vector(this.chance, this.frame(k), t); }
  pRight(k, t) { return this.right.data[this.frame(k) * this.right.shape[1] + t]; }

  /** Its answer in an adding task. */
  sum(k) { return this.said.data[this.frame(k)]; }
}

/** The race so far. Its loss axis never shrinks from one snapshot of the same race to the next. */
export class Race {
  constructor({ header, arrays }, before) {
    const { config } = header;
    this.config = config;
    this.id = JSON.stringify([config, header.lanes.map((lane) => lane.cell)]);
    this.vocab = header.vocab;
    this.status = header.status;
    this.done = header.epochs_done;
    this.total = config.epochs;
    this.baseline = header.baseline.loss;
    this.lookedAt = header.looked_at;
    this.sum = config.task === "adding";
    this.layer = config.num_layers - 1;
    this.lanes = header.lanes.map((lane, i) => new Lane(lane, i, arrays));
    this.epochs = arrays.get("epoch").data;
    this.inputs = arrays.get("inputs");
    this.targets = arrays.get("targets");
    this.T = this.inputs.shape[1];
    this.empty = this.done === 0 || this.epochs.length === 0;
    this.thinned = this.epochs.length < this.done;
    this.allFailed = this.lanes.every((lane) => lane.failure);
    this.setAxis(before?.id === this.id && before.done <= this.done ? before : null);
  }

  /** The top of the loss axis, and whether losses lie above it. before: the Race of the snapshot before, or null */
  setAxis(before) {
    let high = this.baseline;
    for (const { losses } of this.lanes) for (const value of losses) if (value > high && value < Infinity) high = value;
    this.top = Math.max(before?.top ?? 0, Math.min(1.04 * high, CEILING * this.baseline));
    this.lossesCutOff = high > this.top;
  }

  /** Index of the kept frame nearest to an epoch, the earlier one of two. */
  frame(epoch) { return nearest(this.epochs, epoch); }

  symbol(id) { return this.vocab[id]; }
  input(k, t) { return this.inputs.data[k * this.T + t]; }
  target(k, t) { return this.targets.data[k * this.T + t]; }
  asked(k, t) { return this.target(k, t) !== IGNORED; }
  number(k, t) { return this.inputs.data[(k * this.T + t) * 2]; }
  marked(k, t) { return this.inputs.data[(k * this.T + t) * 2 + 1] === 1; }
  targetSum(k) { return this.targets.data[k]; }
  isRight(lane, k, t) { return lane.likeliest(k, t)[0] === this.target(lane.frame(k), t); }

  /** @returns {[number, number]} how many targets of the sequence a lane predicts right, and how many there are */
  score(lane, k) {
    const at = lane.frame(k);
    let [right, asked] = [0, 0];
    for (let t = 0; t < this.T; t++) if (this.asked(at, t)) { asked++; if (this.isRight(lane, k, t)) right++; }
    return [right, asked];
  }

  /** 1 − loss / baseline of a lane at an epoch, at least 0; undefined once it has stopped. */
  share(lane, epoch) {
    const loss = lane.loss(epoch);
    return loss === undefined ? undefined : Math.max(0, 1 - loss / this.baseline);
  }
}
