// `UnitWeights`: asks for the weights of the selected unit, where a large recording comes without weights.

import { Timer } from "../lib/lifetime.js";

const REST = 200; // ms that a selection stays before its weights are asked for; an event during the mount would be lost

export class UnitWeights {
  /**
   * @param player
   * @param {function(object): boolean} has whether the weights of a selected unit are in the recording
   * @param {function(object): object} event what identifies a unit in the event to Python
   * @param {function(): *} version identifies the recording: for another one the weights are asked for again
   */
  constructor(player, { has, event, version }) {
    Object.assign(this, { player, has, event, version, asked: null, stop: () => {} });
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
    this.stop();
    this.asked = key;
    const again = (arrived) => { this.asked = null; if (!arrived) this.ask(this.player.selected); };
    this.stop = this.player.channel.expect({ type: "select", ...this.event(unit) }, () => this.has(unit), again);
  }

  /** Drop a delayed request, and stop waiting for an answer. */
  cancel() {
    this.delay.stop();
    this.stop();
    this.asked = null;
  }
}
