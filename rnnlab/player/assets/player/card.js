// `Card`: the hover card with the numbers of a target, placed beside it without covering it.

import { level } from "../canvas/theme.js";
import { element } from "../lib/dom.js";
import { number } from "../lib/format.js";

const GAP = 12;
const MOST = 8; // values in one row of a card

export class Card {
  constructor() {
    this.node = element("div", { class: "card", role: "tooltip", hidden: true });
  }

  /** card: {title, note, rows: {name, values?, range?, text?}[], formula?, how?}; how: what a click or key does; box: of the target, in stage px. */
  show(card, box, player) {
    if (this.node.hidden !== !card) this.node.hidden = !card;
    if (!card) return;
    const rows = card.rows.map((row) => this.row(row, player.theme));
    this.node.replaceChildren(
      element("div", { class: "title" }, element("strong", {}, card.title), element("span", {}, card.note ?? "")),
      element("div", { class: "rows" }, ...rows.flat()),
      ...(card.formula ? [element("code", {}, card.formula)] : []),
      ...(card.how ? [element("p", {}, card.how)] : []),
    );
    this.place(box, player);
  }

  row({ name, values, range = 1, text = "" }, theme) {
    const cells = Array.from(values ? values.slice(0, MOST) : [], (v) => {
      const k = level(v, range);
      return element("i", { style: `background:${theme.css[k]};color:${theme.text[k]}` }, number(v));
    });
    if (values && values.length > MOST) cells.push(element("em", {}, `… ${values.length}`));
    return [element("span", { class: "name" }, name), element("span", { class: "cells" }, ...cells), element("span", {}, text)];
  }

  place(box, { width, height }) {
    const { offsetWidth: w, offsetHeight: h } = this.node;
    const right = box.x + box.w + GAP;
    const left = right + w <= width ? right : box.x - GAP - w;
    const top = Math.min(Math.max(box.y + box.h / 2 - h / 2, 4), Math.max(4, height - h - 4));
    if (left >= 0) return this.moveTo(left, top);
    // no room on either side: below, or else above
    const below = box.y + box.h + GAP;
    return this.moveTo(Math.max(0, Math.min(box.x, width - w)), below + h <= height ? below : Math.max(0, box.y - GAP - h));
  }

  moveTo(left, top) {
    this.node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}
