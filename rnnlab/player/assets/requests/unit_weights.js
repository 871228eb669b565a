// `UnitWeights`: asks for the weights of the selected unit, where a large recording comes without weights.

import { Timer } from "../lib/lifetime.js";

const REST = 200; // ms that a selection stays before its weights are asked for; one that passes over others asks for none of theirs

export class UnitWeights {
  /**
   * @param player
   * @param {function(object): boolean} has whether the weights of a selected unit are in the recording
   * @param {function(object): object} event what identifies a unit in the event to Python
   * @param {function(): *} version identifies the recording: for another one the weights are asked for again
   */
  constructor(player, { has, event, version }) {
    Object.assign(this, { player, has, event, version, asked: null });
    this.delay = new Timer(player.signal);
  }

  /** Call act after REST ms, unless something else is asked for until then. */
  later(act) {
    this.delay.start(REST, act);
  }

  ask(unit) {
    this.delay.stop();
    if (!unit || this.has(unit)) { this.cancel(); return; }
    const key = JSON.stringify([unit, this.version()]);
    if (key === this.asked) return;
    this.asked = key;
    this.player.channel.request({ type: "select", ...this.event(unit) }, { replaces: "select" });
  }

  /** Drop a delayed request, and ask again when the same unit is selected again. */
  cancel() {
    this.delay.stop();
    this.asked = null;
  }
}
