// Events about the epoch at the cursor of a training or race view: asking for that epoch's data, and reporting the cursor.

import { Timer } from "../lib/lifetime.js";

const PAUSE = 150; // ms from one request for an epoch to the next, at least
const STATES_REST = 250; // ms that the cursor stays on an epoch before its states are asked for
const REST = 700; // ms that the cursor stays on an epoch before the epoch is reported

/** Asks for the data of the epoch at a resting or dragged cursor, if the browser has only those of the nearest epoch. */
export class EpochRequests {
  /** view: with `run` {id, exact(position): whether the data of that very epoch are here} and `ask(event, answered)` */
  constructor(view) {
    Object.assign(this, { view, refused: null, last: -Infinity, asked: false });
    this.timer = new Timer(view.signal);
  }

  /** A refused epoch is asked for again once the cursor has been elsewhere: others may have kept the server busy. */
  request(position) {
    this.position = position;
    if (this.refused !== this.key) this.refused = null;
    if (this.timer.running || this.asked || !this.missing) return;
    this.timer.start(Math.max(0, this.last + PAUSE - performance.now()), () => this.send());
  }

  get key() { return `${this.view.run.id}:${this.position}`; }
  get missing() { return !this.view.run.exact(this.position) && this.refused !== this.key; }

  send() {
    if (!this.missing) return;
    const { view, key } = this;
    this.last = performance.now();
    this.asked = true;
    view.ask({ type: "look", epoch: this.position }, (problem) => {
      this.asked = false;
      this.refused = problem === "" ? null : key; // "": the epoch came, possibly late
      if (problem) view.player.announce(problem);
      view.player.redraw(); // the cursor may have moved on
    });
  }
}

/** Reports to Python the epoch at which the cursor rests, for the file that Save writes; nothing is drawn for it. */
export class RestNotice {
  constructor(view) {
    this.view = view;
    this.timer = new Timer(view.signal);
  }

  at(position) {
    this.timer.stop();
    this.sent ??= position; // Python knows where the page opened
    if (position !== this.sent) this.timer.start(REST, () => this.send(position));
  }

  /** An event that is not answered is lost if another follows before it is read: wait until none is under way. */
  send(position) {
    const { run, player: { clock, channel } } = this.view;
    if (clock.position !== position) return;
    if (channel.asking || run.status === "running" || channel.sinceLastEvent < REST) {
      this.timer.start(REST, () => this.send(position));
      return;
    }
    this.sent = position;
    channel.tell({ type: "rest", cursor: position });
  }
}

/** Asks for the states of an epoch that were not kept, once the cursor rests on it; not again while it stays there, unless new data come. */
export class StatesRequest {
  constructor(view) {
    this.view = view;
    this.timer = new Timer(view.signal);
  }

  /** There are new data: the same epoch may be asked for again. */
  reset() { this.epoch = undefined; }

  /** kept: whether the states are here. */
  update(epoch, kept, playing) {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.timer.stop();
    const { run, player: { clock, channel } } = this.view;
    if (playing || kept || run.lookedAt === epoch) return;
    this.timer.start(STATES_REST, () => { if (clock.position === epoch && !clock.playing) channel.request({ type: "look", epoch }, { replaces: "look" }); });
  }
}
