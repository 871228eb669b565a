// `TrainControls`: what the transport's buttons do in a view that trains, and how the cursor follows what is trained.

import { Timer } from "../lib/lifetime.js";
import { SingleSteps } from "./single_steps.js";

const ACKNOWLEDGE_MS = 80; // ms: after this long without an answer, the button shows that training was asked for

export class TrainControls {
  /**
   * pressed: "train" or "pause" until Python has answered, else null.
   * @param view with `run`: {id, done: epochs trained, total, status}
   * @param {function(object): boolean} ended whether a run can never go on
   */
  constructor(view, ended) {
    Object.assign(this, { view, ended, pressed: null });
    this.steps = new SingleSteps(view.player.channel);
    this.acknowledge = new Timer(view.signal);
  }

  get player() { return this.view.player; }
  get clock() { return this.view.player.clock; }
  get run() { return this.view.run; }
  get end() { return Math.max(1, this.run.done); }

  /** What `View.liveState` returns. */
  state({ position }) {
    const { run, end } = this;
    const canAsk = this.player.channel.open;
    const canTrain = canAsk && run.done < run.total && !this.ended(run);
    return { live: run.status === "done" ? null : end, atLive: position >= end, canTrain, running: canAsk && (this.pressed ? this.pressed === "train" : run.status === "running") };
  }

  actions() {
    return { reset: () => this.restart("reset"), newSeed: () => this.restart("new_seed"), live: () => this.player.userSeek(this.end), step: () => this.step() };
  }

  restart(type) {
    this.clock.pause();
    this.player.channel.request({ type });
    this.player.redraw();
  }

  step() {
    const { atLive, canTrain, running } = this.state(this.clock);
    if (!atLive) this.player.userSeek(this.clock.position + 1);
    else if (canTrain && !running) this.steps.press();
  }

  /** Pause a run that trains, or train one whose live end is at the cursor. @returns {boolean} false for neither: then the record is played */
  toggle() {
    const { atLive, canTrain, running } = this.state(this.clock);
    if (running) this.pause();
    else if (!this.clock.playing && atLive && canTrain) this.train();
    else return false;
    return true;
  }

  pause() {
    this.clock.pause();
    this.acknowledge.stop();
    this.send("pause");
    this.player.redraw();
  }

  /** Ask for training. Nothing is drawn for ACKNOWLEDGE_MS: drawing would delay an answer that is about to come. */
  train() {
    this.send("train");
    this.acknowledge.start(ACKNOWLEDGE_MS, () => this.player.redraw());
  }

  send(type) {
    this.pressed = type;
    const answered = (problem) => {
      if (problem === undefined || this.latest !== answered) return;
      this.pressed = null;
      this.acknowledge.stop();
    };
    this.latest = answered;
    this.player.channel.request({ type }, { answered });
  }

  /**
   * After new data: a cursor that was at the live end, the epoch `from`, moves to the new end; if many epochs came at once, they are played.
   * @param {{position: number}} before the clock before the data
   * @param {string} statusBefore the run's status before the data
   */
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
