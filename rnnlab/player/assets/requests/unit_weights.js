// Weights that a big recording comes without: those of the chosen unit are asked for, once for each.

const ASK_MS = 200; // an event during the mount would be lost
const PATIENCE_MS = 4000; // what was asked for may have been lost: of two events that wait Streamlit keeps one

export class Wanted {
  /** has(unit): whether its weights are there; event(unit): what Python must know; mark(): what else makes it another wish. */
  constructor(player, { has, event, mark }) {
    Object.assign(this, { player, has, event, mark });
  }

  /** Do something when the person has come to rest on a unit, and nothing else was done until then. */
  later(act) {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, ASK_MS);
  }

  ask(unit) {
    clearTimeout(this.timer);
    if (!unit || this.has(unit)) { this.asked = null; return; }
    this.timer = setTimeout(() => { this.asked = null; this.ask(this.player.selected); }, PATIENCE_MS);
    const key = JSON.stringify([unit, this.mark()]);
    if (key === this.asked) return;
    this.asked = key;
    this.player.emit({ type: "select", ...this.event(unit) });
  }

  /** Ask for nothing that was put off. */
  drop() { clearTimeout(this.timer); }
}
