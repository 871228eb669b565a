// `Channel`: sends events to Python, numbered ones one at a time in order, and ends the wait for an answer after PATIENCE.

import { Timer } from "../lib/lifetime.js";

export const PATIENCE = 5000; // ms, the longest wait for an answer
let serials = 0; // the last number given, by any channel on the page

export class Channel {
  /**
   * waiting: the numbered request that has been sent; late: the one before, if its answer did not come in time;
   * expected: a check for every event that new data will answer; sentAt: ms, when the last event was sent.
   * @param {function(object): void} emit hands an event to Python
   * @param {AbortSignal} signal once it is aborted nothing is sent
   */
  constructor(emit, signal) {
    Object.assign(this, { emit, signal, queue: [], waiting: null, late: null, expected: new Set(), sentAt: -Infinity });
    this.patience = new Timer(signal);
    this.pause = new Timer(signal);
  }

  /** Whether a numbered request is unanswered, or waits for its turn. */
  get asking() { return this.waiting !== null || this.queue.length > 0; }

  /** Whether any answer at all is waited for. */
  get busy() { return this.asking || this.expected.size > 0; }

  /** Milliseconds since the last event was sent. */
  get sinceLastEvent() { return performance.now() - this.sentAt; }

  /** Send an event at once; no answer is waited for. */
  send(event) {
    if (this.signal.aborted) return;
    this.sentAt = performance.now();
    this.emit(event);
  }

  /**
   * Send a numbered event as soon as all before it are answered: one rerun of the page at a time.
   * @param {object|function(): object} event a function is called when its turn comes
   * @param {object} [options]
   * @param {function(string|undefined): void} [options.answered] called with the problem, "" if there was none; with
   *   undefined if no answer came in time, and once more if it came late
   * @param {*} [options.replaces] an unsent request with the same value is dropped, if it is the last of the queue
   */
  request(event, { answered = () => {}, replaces } = {}) {
    if (replaces !== undefined && this.queue.at(-1)?.replaces === replaces) this.queue.pop();
    this.queue.push({ event, answered, replaces });
    this.next();
  }

  next() {
    if (this.waiting || !this.queue.length || this.signal.aborted) return;
    const { event, answered } = this.queue.shift();
    this.waiting = { serial: ++serials, answered };
    this.patience.start(PATIENCE, () => this.finish(undefined));
    this.send({ ...(typeof event === "function" ? event() : event), serial: this.waiting.serial });
  }

  /**
   * Send an event without a number; its answer is recognised by the data that come.
   * @param {object} event
   * @param {function(): boolean} arrived called after all new data: whether they answer the event
   * @param {function(boolean): void} [done] called once: true when it has arrived, false when patience has run out
   * @returns {function(): void} ends the wait without calling done
   */
  expect(event, arrived, done = () => {}) {
    const patience = new Timer(this.signal);
    const end = () => { patience.stop(); this.expected.delete(check); };
    const check = () => { if (arrived()) { end(); done(true); } };
    patience.start(PATIENCE, () => { end(); done(false); });
    this.expected.add(check);
    this.send(event);
    return end;
  }

  /** Call after all new data. serial: of the last numbered event that Python has handled; problem: its error as text, or none. */
  update({ serial, problem }) {
    for (const check of [...this.expected]) check();
    const { waiting, late } = this;
    if (waiting && waiting.serial === serial) this.finish(problem ?? "");
    else if (late && late.serial === serial) { this.late = null; late.answered(problem ?? ""); }
  }

  /** The wait for the numbered request ends. problem: as `answered` gets it */
  finish(problem) {
    this.patience.stop();
    const { waiting } = this;
    [this.waiting, this.late] = [null, problem === undefined ? waiting : null];
    waiting.answered(problem);
    this.pause.start(0, () => this.next()); // an event in the middle of an update could be lost
  }
}
