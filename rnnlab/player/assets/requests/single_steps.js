// Training by single epochs, as often as Step is pressed: one is asked for when the last has come, since of two wishes
// that wait Streamlit keeps only the newer.

export const PATIENCE = 4000; // ms after which a wish that nobody answered is forgotten
const MOST = 10; // a key that is held down would go on for long

export class Steps {
  constructor(player) {
    Object.assign(this, { player, left: 0, timer: null });
  }

  /** run: {id, done, status} as it is shown */
  press(run) {
    this.left = Math.min(this.left + 1, MOST);
    if (this.timer === null) this.ask(run);
  }

  ask(run) {
    this.asked = run;
    this.timer = setTimeout(() => this.stop(), PATIENCE);
    this.player.emit({ type: "step" });
  }

  /** New data: perhaps the epoch that was asked for; whatever else was done with the run ends it. */
  update(run) {
    const { asked } = this;
    if (this.timer === null || (run.id === asked.id && run.done === asked.done && run.status !== "running")) return;
    clearTimeout(this.timer);
    const goesOn = run.id === asked.id && run.done === asked.done + 1 && run.status === "paused" && this.left > 1;
    if (!goesOn) return void this.stop();
    this.left--;
    this.timer = setTimeout(() => this.ask(run)); // an event in the middle of an update could be lost
  }

  stop() {
    clearTimeout(this.timer);
    [this.left, this.timer] = [0, null];
  }
}
