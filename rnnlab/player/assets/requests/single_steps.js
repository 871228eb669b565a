// `SingleSteps`: trains one epoch for each press of Step.

const MAX_WAITING = 10; // presses: a key that is held down must not train on for long after it is released

export class SingleSteps {
  constructor(channel) {
    Object.assign(this, { channel, waiting: 0 });
  }

  press() {
    if (this.waiting >= MAX_WAITING) return;
    this.waiting++;
    this.channel.request({ type: "step" }, { answered: (problem) => { if (problem !== undefined) this.waiting--; } });
  }
}
