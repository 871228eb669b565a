// `Race` and `Lane`: a race and each of its cells, as the race view reads them from its recording.

import { nearest } from "../../lib/nearest.js";
import { vector } from "../../lib/recording.js";
import { LOOKS } from "./looks.js";

const IGNORED = -100; // target of a step without a question: torch's ignore_index
const BEFORE = 8; // steps without a question that are seen before the first one
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

  /** The newest held-out loss at or before an epoch, {after: the epoch whose weights it is of, loss}; null if there is none. */
  heldOut(epoch) {
    const i = this.held.epochs.findLastIndex((after) => after <= epoch);
    return i < 0 ? null : { after: this.held.epochs[i], loss: this.held.losses[i] };
  }

  /** Whether it could not go on after an epoch. */
  stoppedBy(epoch) { return Boolean(this.failure) && this.done <= epoch; }

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

  /** The first step of a window that opens where something is asked; 0 if nothing is, or near the beginning. */
  get firstAsked() {
    if (this.empty || this.sum) return 0;
    const asked = Array.from({ length: this.T }, (_, t) => t).findIndex((t) => this.asked(0, t));
    return Math.max(0, asked - BEFORE);
  }

  targetSum(k) { return this.targets.data[k]; }
  isRight(lane, k, t) { return lane.likeliest(k, t)[0] === this.target(lane.frame(k), t); }

  /** @returns {[number, number]} how many targets of the sequence a lane predicts right, and how many there are */
  score(lane, k) {
    const at = lane.frame(k);
    let [right, asked] = [0, 0];
    for (let t = 0; t < this.T; t++) if (this.asked(at, t)) { asked++; if (this.isRight(lane, k, t)) right++; }
    return [right, asked];
  }

  /**
   * The newest epoch, at or before this one, after which every lane that could go on has a held-out loss; 0 if there is none.
   * The lanes are compared there: the batch of one epoch may order them otherwise by chance.
   */
  comparedAfter(epoch) {
    const measured = [...new Set(this.lanes.flatMap((lane) => Array.from(lane.held.epochs)))].sort((a, b) => b - a);
    return measured.find((after) => after <= epoch && this.lanes.every((lane) => lane.stoppedBy(after) || lane.heldOut(after)?.after === after)) ?? 0;
  }

  /** 1 − loss / baseline of a lane on what is held out, after an epoch of `comparedAfter`, at least 0; undefined if it had stopped. */
  share(lane, after) {
    const held = lane.heldOut(after);
    return held?.after === after ? Math.max(0, 1 - held.loss / this.baseline) : undefined;
  }
}
