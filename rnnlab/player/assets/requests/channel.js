// `Channel`: sends numbered requests to Python one at a time, in order, and each again until it is answered.

import { Timer } from "../lib/lifetime.js";
import { randomName } from "../lib/random.js";

export const PATIENCE = 5000; // ms without an answer after which the person is told so
const REPEAT = 20_000; // ms until an unanswered request is sent again, at least; twice as long each further time
const MAX_REPEAT = 60_000; // ms
const SLOW = 4; // times as long as the slowest answer so far: an answer that is on its way must not be asked for again
const JITTER = 0.1; // fraction of its delay by which a tick comes later, at most: so that a class does not ask all at once

// Numbers count from 1 in each loading of the page; `from` tells Python of which loading a number is.
const FROM = randomName(4);
let serials = 0; // the last number given, by any channel on the page
const unfinished = new Map(); // requests that were not answered when their player left the page, by its key

export class Channel {
  /**
   * waiting: the request that has been sent, or null.
   * @param {object} host
   * @param {string} host.key of the player: its unanswered requests are sent when a player of this key is there again
   * @param {function(object): void} [host.emit] hands an event to Python; without it there is no Python, and nothing is asked
   * @param {function(): boolean} [host.connected] whether an event would reach Python
   * @param {AbortSignal} host.signal once it is aborted nothing is sent
   */
  constructor({ key, emit, connected = () => true, signal }) {
    this.open = Boolean(emit); // whether there is a Python at all
    Object.assign(this, { emit, connected, signal, queue: unfinished.get(key) ?? [], waiting: null, sentAt: -Infinity, slowest: 0 });
    unfinished.delete(key);
    this.patience = new Timer(signal);
    this.repeat = new Timer(signal);
    this.pause = new Timer(signal);
    this.tick = new Timer(signal);
    signal.addEventListener("abort", () => this.keepUnfinished(key), { once: true });
  }

  /** Whether a request other than a tick is unanswered, or waits for its turn. */
  get asking() { return this.queue.length > 0 || (this.waiting !== null && !this.waiting.isTick); }

  /** Milliseconds since the last event was sent. */
  get sinceLastEvent() { return performance.now() - this.sentAt; }

  /** Send an event without a number, which is not answered, nor sent again. */
  tell(event) {
    if (this.open && !this.signal.aborted && this.connected()) this.post(event);
  }

  /**
   * Send a request as soon as all before it are answered. It does not wait for the answer to a tick.
   * @param {object|function(): object} event a function is called when its turn comes
   * @param {object} [options]
   * @param {function(string|undefined): void} [options.answered] called with the problem, "" if there was none; before that with
   *   undefined if no answer has come in PATIENCE
   * @param {*} [options.replaces] an unsent request with the same value is dropped, if it is the last of the queue
   */
  request(event, { answered = () => {}, replaces } = {}) {
    if (!this.open) return;
    if (replaces !== undefined && this.queue.at(-1)?.replaces === replaces) this.queue.pop();
    this.queue.push({ event, answered, replaces });
    if (this.waiting?.isTick) { this.waiting = null; this.repeat.stop(); }
    this.next();
  }

  next() {
    if (this.waiting || !this.queue.length || this.signal.aborted) return;
    const { event, serial, ...request } = this.queue.shift();
    const fields = typeof event === "function" ? event() : event;
    this.send({ ...request, event: { ...fields, from: FROM, serial: serial ?? ++serials } });
  }

  /** Send a request, and again until it is answered. */
  send(request) {
    this.tick.stop();
    this.waiting = request;
    request.sentAt = performance.now();
    this.patience.start(PATIENCE, () => request.answered(undefined));
    this.transmit(request, Math.max(REPEAT, SLOW * this.slowest));
  }

  transmit(request, wait) {
    if (this.connected()) this.post(request.event);
    this.repeat.start(wait, () => this.transmit(request, Math.min(2 * wait, MAX_REPEAT)));
  }

  post(event) {
    this.sentAt = performance.now();
    this.emit(event);
  }

  /** The connection is there again: what was lost with the old one is sent at once. */
  reconnected() {
    if (this.waiting) this.transmit(this.waiting, REPEAT);
  }

  /**
   * Call after all new data.
   * @param {{from: string, serial: number, problem: string}} [view.answer] the last request that Python has handled
   * @param {number|null} [view.next] seconds after which to ask for the next picture, if Python has something to train
   */
  update({ answer, next }) {
    const { waiting } = this;
    if (waiting && answer?.from === FROM && answer.serial === waiting.event.serial) this.finish(answer.problem);
    if (typeof next === "number" && !this.asking) this.tickAfter(next);
    else this.tick.stop();
  }

  /** Ask for the next picture; none is asked for while any request is unanswered, since its answer is one. */
  tickAfter(seconds) {
    if (this.waiting) return;
    this.tick.start(1000 * seconds * (1 + JITTER * Math.random()), () => {
      if (!this.waiting) this.send({ event: { type: "tick", from: FROM, serial: ++serials }, answered: () => {}, isTick: true });
    });
  }

  finish(problem) {
    const { waiting } = this;
    for (const timer of [this.patience, this.repeat]) timer.stop();
    this.slowest = Math.max(this.slowest, performance.now() - waiting.sentAt);
    this.waiting = null;
    waiting.answered(problem);
    this.pause.start(0, () => this.next()); // an event in the middle of an update could be lost
  }

  /** The player has left the page. Python does what it has done already only once, so that nothing is lost or done twice. */
  keepUnfinished(key) {
    const { waiting } = this;
    const sent = waiting && !waiting.isTick ? [{ event: waiting.event, serial: waiting.event.serial }] : [];
    const kept = [...sent, ...this.queue.map(({ event }) => ({ event: typeof event === "function" ? event() : event }))];
    if (kept.length) unfinished.set(key, kept.map((request) => ({ ...request, answered: () => {} })));
  }
}
