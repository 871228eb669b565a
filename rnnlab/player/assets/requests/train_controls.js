// What the buttons of a race do, and what the player wishes for: training, and the states of an epoch that were not kept.

import { PATIENCE, Steps } from "./single_steps.js";

const REST = 250; // ms on one epoch before its states are asked for

export class Live {
  constructor(view) {
    this.view = view;
    this.steps = new Steps(view.player);
  }

  get player() { return this.view.player; }
  get clock() { return this.view.player.clock; }
  get run() { return this.view.run; }

  state({ position }) {
    const { run } = this;
    const last = Math.max(1, run.done);
    const canTrain = run.done < run.total && !run.over;
    return { live: run.status === "done" ? null : last, atLive: position >= last, canTrain, running: run.status === "running" || Boolean(this.waiting) };
  }

  actions() {
    const { player } = this;
    const send = (type) => { this.clock.pause(); player.emit({ type }); player.redraw(); };
    return { reset: () => send("reset"), newSeed: () => send("new_seed"), live: () => player.userSeek(this.clock.last), step: () => this.step() };
  }

  step() {
    const { atLive, canTrain, running } = this.state({ position: this.clock.position });
    if (!atLive) return this.player.userSeek(this.clock.position + 1);
    if (canTrain && !running) this.steps.press(this.run);
    return undefined;
  }

  /** Play pauses what runs, trains at the live end, and otherwise plays what is recorded. @returns whether it is done */
  toggle() {
    const { clock, player } = this;
    const { atLive, canTrain, running } = this.state({ position: clock.position });
    if (running) {
      clock.pause();
      this.answered();
      player.emit({ type: "pause" });
    } else if (!clock.playing && atLive && canTrain) {
      player.emit({ type: "train" });
      this.waiting = setTimeout(() => { this.waiting = null; player.redraw(); }, PATIENCE);
    } else {
      return false;
    }
    player.redraw();
    return true;
  }

  answered() {
    clearTimeout(this.waiting);
    this.waiting = null;
  }

  /** New data: who was at the live end follows it, and plays what came at once; who looks back stays there. */
  grown(was, before) {
    const { run, clock } = this;
    if (run.id !== before.id || run.done < was.last) {
      clock.pause();
      clock.seek(run.done < was.last ? clock.first : clock.last);
      return false;
    }
    if (run.done === was.last || was.position < was.last || clock.playing) return true;
    const burst = run.status !== "running" && before.status !== "running" && run.done > was.last + 1;
    if (!burst) { clock.seek(clock.last); return true; }
    clock.play();
    this.player.redraw();
    return true;
  }

  /** Ask for the states of an epoch that were not kept, once somebody rests on it; a refusal is not asked again. */
  look(epoch, kept, playing) {
    if (epoch === this.wanted) return;
    this.wanted = epoch;
    clearTimeout(this.resting);
    if (playing || kept || this.run.lookedAt === epoch) return;
    this.resting = setTimeout(() => { if (this.clock.position === epoch && !this.clock.playing) this.player.emit({ type: "look", epoch }); }, REST);
  }

  destroy() {
    this.answered();
    this.steps.stop();
    clearTimeout(this.resting);
  }
}
