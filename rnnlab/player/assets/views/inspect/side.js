// `Side`: what stands beside the inspect player: the health of the units, how far the gradient reaches, the trajectory.

import { element } from "../../lib/dom.js";
import { say } from "../../messages/en/inspect.js";
import { Health } from "./health.js";
import { Plane } from "./plane.js";

export class Side {
  /** @param view the InspectView whose data are shown */
  constructor(view) {
    this.view = view;
    this.health = new Health(view);
    this.plane = new Plane(view);
    this.reach = element("div", { class: "reach" });
    this.waiting = element("p", { class: "soft" }, say.side.computing);
    this.node = element("aside", { class: "inspect-side", "aria-label": say.side.label });
  }

  /** Call after new data. */
  update() {
    const { data } = this.view;
    const parts = data.view.computed ? [this.health.node, this.reach, this.plane.node] : [this.waiting];
    if (this.node.childElementCount !== parts.length || this.node.firstChild !== parts[0]) this.node.replaceChildren(...parts);
    if (!data.view.computed) return;
    this.health.update();
    const sentences = data.view.reach.map(({ sentence }) => element("p", {}, sentence));
    this.reach.replaceChildren(element("h3", {}, say.side.reach), ...(sentences.length ? sentences : [element("p", { class: "soft" }, say.side.noReach)]));
    this.plane.update();
  }

  /** Draw what depends on the theme, the width or the selection. */
  draw() {
    if (!this.view.data?.view.computed || !this.view.player.theme) return;
    this.health.select(this.view.chosen);
    this.plane.draw(this.view.player.theme);
  }

  /** The cursor has moved. */
  mark(position) {
    if (position === this.marked && this.version === this.view.player.versions) return;
    [this.marked, this.version] = [position, this.view.player.versions];
    this.draw();
  }
}
