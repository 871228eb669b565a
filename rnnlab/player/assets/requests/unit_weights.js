// Weights that a big recording comes without: those of the selected unit are asked for, once for each.

import { Timer } from "../lib/lifetime.js";

const REST = 200; // ms after a selection; also, an event during the mount would be lost

export class UnitWeights {
  /**
   * @param player
   * @param {function(object): boolean} has whether the weights of a selected unit are in the recording
   * @param {function(object): object} event what Python must know of a unit
   * @param {function(): *} version of the recording: another one is asked again
   */
  constructor(player, { has, event, version }) {
    Object.assign(this, { player, has, event, version, asked: null, stop: () => {} });
    this.delay = new Timer(player.signal);
  }

  /** Do something once the person has come to rest on a unit; whatever is asked until then takes its place. */
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

  /** Ask for nothing that was put off, and wait for nothing. */
  cancel() {
    this.delay.stop();
    this.stop();
    this.asked = null;
  }
}
