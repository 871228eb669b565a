// `SingleSteps`: trains one epoch for each press of Step. Each is asked for when the one before has come, since of two events
// that wait Streamlit keeps only the newer.

import { Timer } from "../lib/lifetime.js";

const MAX_WAITING = 10; // presses: a key that is held down must not train on for long after it is released

export class SingleSteps {
  /** run(): what is shown, {id, done: epochs trained, status} */
  constructor(channel, run) {
    Object.assign(this, { channel, run, left: 0, waiting: false });
    this.pause = new Timer(channel.signal);
  }

  press() {
    this.left = Math.min(this.left + 1, MAX_WAITING);
    if (!this.waiting) this.ask();
  }

  ask() {
    const before = this.run();
    const changed = ({ id, done, status }) => id !== before.id || done !== before.done || status === "running";
    this.waiting = true;
    this.channel.expect({ type: "step" }, () => changed(this.run()), (arrived) => this.continueOrEnd(arrived, before));
  }

  /** The epoch has come, or no answer came in time: ask for the next one, unless anything else was done with the run meanwhile. */
  continueOrEnd(arrived, before) {
    const { id, done, status } = this.run();
    const goesOn = arrived && id === before.id && done === before.done + 1 && status === "paused" && this.left > 1;
    this.left = goesOn ? this.left - 1 : 0;
    this.waiting = goesOn;
    if (goesOn) this.pause.start(0, () => this.ask()); // an event in the middle of an update could be lost
  }
}
