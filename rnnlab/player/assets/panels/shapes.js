// `ShapesPanel`, the tab Shapes: every tensor's shape, by name as in torch and in numbers of this run.

import { element } from "../lib/dom.js";
import { say } from "../messages/en/panels.js";

export class ShapesPanel {
  constructor(panels) {
    this.panels = panels;
    this.node = element("div", { class: "shapes", tabindex: "0", role: "group", "aria-label": say.shapes, "data-place": "shapes" });
  }

  /** header.view: {shapes: [tensor, words, here, holds][], note} */
  update({ header }) {
    const { shapes, note } = header.view;
    const heads = say.shapeHeads(note).map((text) => element("th", { scope: "col" }, text));
    const rows = shapes.map(([tensor, shape, here, holds]) => element("tr", {},
      element("th", { scope: "row" }, element("code", {}, tensor)),
      element("td", {}, element("code", {}, shape)), element("td", {}, element("code", {}, here)), element("td", {}, holds)));
    this.node.replaceChildren(element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows)));
    this.panels.restoreScroll(this.node);
  }
}
