// `TrainControls`: what the transport's buttons do in a view that trains, and how the cursor follows what is trained.

import { Timer } from "../lib/lifetime.js";
import { SingleSteps } from "./single_steps.js";

const ACKNOWLEDGE_MS = 80; // ms; what takes longer to answer is acknowledged

export class TrainControls {
  /**
   * @param view with `run`: {id, done: epochs trained, total, status}
   * @param {function(object): boolean} ended whether a run can never go on
   */
  constructor(view, ended) {
    Object.assign(this, { view, ended, stop: null });
    this.steps = new SingleSteps(view.player.channel, () => this.run);
    this.acknowledge = new Timer(view.signal);
  }

  get player() { return this.view.player; }
  get clock() { return this.view.player.clock; }
  get run() { return this.view.run; }
  get end() { return Math.max(1, this.run.done); }

  /** As the contract's `liveState`. */
  state({ position }) {
    const { run, end } = this;
    const canTrain = run.done < run.total && !this.ended(run);
    return { live: run.status === "done" ? null : end, atLive: position >= end, canTrain, running: run.status === "running" || this.stop !== null };
  }

  actions() {
    return { reset: () => this.restart("reset"), newSeed: () => this.restart("new_seed"), live: () => this.player.userSeek(this.end), step: () => this.step() };
  }

  restart(type) {
    this.clock.pause();
    this.player.channel.send({ type });
    this.player.redraw();
  }

  step() {
    const { atLive, canTrain, running } = this.state(this.clock);
    if (!atLive) this.player.userSeek(this.clock.position + 1);
    else if (canTrain && !running) this.steps.press();
  }

  /** Play pauses what runs, trains at the live end, and otherwise plays what is recorded. @returns whether it did the former two */
  toggle() {
    const { atLive, canTrain, running } = this.state(this.clock);
    if (running) this.pause();
    else if (!this.clock.playing && atLive && canTrain) this.train();
    else return false;
    return true;
  }

  pause() {
    this.clock.pause();
    this.endWaiting();
    this.player.channel.send({ type: "pause" });
    this.player.redraw();
  }

  /** The button shows that training was asked for, unless the answer is there first: drawing would only delay it. */
  train() {
    this.stop = this.player.channel.expect({ type: "train" }, () => true, (arrived) => { this.endWaiting(); if (!arrived) this.player.redraw(); });
    this.acknowledge.start(ACKNOWLEDGE_MS, () => this.player.redraw());
  }

  endWaiting() {
    this.stop?.();
    this.stop = null;
    this.acknowledge.stop();
  }

  /** Who was at the live end, `from`, follows it: epoch by epoch while training runs, and playing when many epochs come at once. */
  follow(before, statusBefore, from) {
    const { run, clock } = this;
    if (run.done === from || before.position < from || clock.playing) return;
    const burst = run.status !== "running" && statusBefore !== "running" && run.done > from + 1;
    clock.seek(burst ? from : run.done);
    if (burst) this.play();
  }

  play() {
    this.clock.play();
    this.player.redraw();
  }
}
