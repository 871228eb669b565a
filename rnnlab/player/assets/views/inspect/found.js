// `Found`: the ranked places where the units of the brush act alike, each with its text; below the inspect player.

import { element } from "../../lib/dom.js";
import { say } from "../../messages/en/inspect.js";

const { found: text } = say;

export class Found {
  constructor(view) {
    this.view = view;
    this.node = element("section", { class: "inspect-found" });
  }

  /** Call after new data. */
  update() {
    const { found, id } = this.view.data.view;
    const key = JSON.stringify([found, id, Boolean(this.view.brush)]);
    if (key === this.key) return;
    this.key = key;
    if (!found || !this.view.brush) { this.node.replaceChildren(element("p", { class: "soft" }, text.empty)); return; }
    const clear = element("button", { type: "button", class: "clear", onclick: () => this.view.clearBrush() }, text.clear);
    const top = element("div", { class: "top" }, element("h3", {}, text.title(found.places.length)), element("span", { class: "soft" }, text.brush(found.first, found.last, found.text)), clear);
    const rows = found.places.map((place) => this.row(place, found));
    const notes = [...(found.units.length && !rows.length ? [text.none] : []), ...(found.not_finite ? [text.notFinite(found.not_finite)] : [])];
    this.node.replaceChildren(top, element("ol", {}, ...rows), ...notes.map((note) => element("p", { class: "soft" }, note)));
  }

  row(place, found) {
    const { first, last, item, matching } = place;
    const all = found.units.length;
    const where = [text.steps(first, last), ...(item === this.view.data.view.id[2] ? [] : [text.item(item)])].join(", ");
    const words = element("span", { class: "words" }, place.before, " ", element("b", {}, place.text), " ", place.after);
    const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("i", { style: `width:${(100 * matching) / all}%` }));
    const button = element("button", { type: "button", "data-steps": `${first}-${last}`, title: text.go(first, last), onclick: () => this.view.goTo(place) },
      element("span", { class: "where" }, where), words, bar, element("span", { class: "of" }, text.matching(matching, all)));
    return element("li", {}, button);
  }
}
