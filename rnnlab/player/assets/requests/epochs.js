// Events about the epoch under the cursor, of a view that trains: asking for it, and saving where the cursor rests.

import { Timer } from "../lib/lifetime.js";

const PAUSE = 150; // ms from one request for an epoch to the next, at least
const STATES_REST = 250; // ms on one epoch before its states are asked for
const REST = 700; // ms after which a person is not only passing

/** Asks for the epoch under a resting or dragged cursor where the browser has only a neighbour of it. */
export class EpochRequests {
  /** view: with `run` {id, exact(position): whether that very epoch is here} and `ask(event, answered)` */
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
      this.refused = problem === "" ? null : key; // "": it came, if late
      if (problem) view.player.announce(problem);
      view.player.redraw(); // the cursor may have moved on
    });
  }
}

/** Tells Python the epoch at which a person has come to rest, for the file that Save writes; nothing is drawn for it. */
export class RestNotice {
  constructor(view) {
    this.view = view;
    this.timer = new Timer(view.signal);
  }

  at(position) {
    this.timer.stop();
    this.sent ??= position; // where the page opened is known
    if (position !== this.sent) this.timer.start(REST, () => this.send(position));
  }

  /** An event that comes right after another takes its place: this one must not. */
  send(position) {
    const { run, player: { clock, channel } } = this.view;
    if (clock.position !== position) return;
    if (channel.busy || run.status === "running" || channel.sinceLastEvent < REST) {
      this.timer.start(REST, () => this.send(position));
      return;
    }
    this.sent = position;
    channel.send({ type: "rest", cursor: position });
  }
}

/** Asks for the states of an epoch that were not kept, once somebody rests on it; a refusal is not asked again. */
export class StatesRequest {
  constructor(view) {
    this.view = view;
    this.timer = new Timer(view.signal);
  }

  /** New data may be asked again. */
  reset() { this.epoch = undefined; }

  /** kept: whether the states are here. */
  update(epoch, kept, playing) {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.timer.stop();
    const { run, player: { clock, channel } } = this.view;
    if (playing || kept || run.lookedAt === epoch) return;
    this.timer.start(STATES_REST, () => { if (clock.position === epoch && !clock.playing) channel.send({ type: "look", epoch }); });
  }
}
