// `TablePanel`, the tab Table: the first rows of one quantity, and a download of all of them as CSV, received in parts.

import { element } from "../lib/dom.js";
import { observeSize, Timer } from "../lib/lifetime.js";
import { say } from "../messages/en/panels.js";
import { save } from "./downloads.js";

const LINE = 31; // px, as in player.css
const SPARE = 12; // rows drawn above and below the visible ones
const DIGITS = 9; // enough to distinguish any two float32

/** A float32 in full: as Python's %.9g, without trailing zeros. */
const allDigits = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : String(value).replace("Infinity", "∞").replace("-", "\u2212"));

/**
 * header.view: {quantities: [name, words][], quantity, rows, columns: {name, text?: string[]}[], csv?: {part, parts, file}}
 * A column without text is the array "column<i>", and "missing<i>" is 1 where it has no number; the bytes of a part of the CSV are the array "csv".
 */
export class TablePanel {
  constructor(panels, signal) {
    this.panels = panels;
    this.pause = new Timer(signal);
    this.select = element("select", { onchange: () => this.panels.send({ type: "quantity", name: this.select.value }) });
    this.caption = element("p", { class: "caption" });
    this.head = element("thead");
    this.body = element("tbody");
    this.table = element("table", {}, this.head, this.body);
    this.pane = element("div", { class: "numbers", tabindex: "0", role: "group", "aria-label": say.table }, this.table);
    this.download = element("button", { type: "button", class: "download", onclick: () => this.requestCsv(0) }, say.downloadCsv);
    this.node = element("div", { class: "quantity" }, element("label", {}, say.quantity, this.select), this.caption, this.pane, this.download);
    this.pane.addEventListener("scroll", () => this.drawVisible());
    observeSize([this.pane], () => this.drawVisible(), signal);
  }

  update({ header, arrays }) {
    const { view } = header;
    this.setChoices(view.quantities, view.quantity);
    this.caption.textContent = say.precision;
    this.columns = view.columns.map(({ text }, i) => (text ? { text } : { data: arrays.get(`column${i}`).data, missing: arrays.get(`missing${i}`)?.data }));
    this.length = this.columns.length ? (this.columns[0].text ?? this.columns[0].data).length : 0;
    if (this.length < view.rows) this.caption.append(say.first(this.length, view.rows));
    this.table.setAttribute("aria-rowcount", String(this.length + 1));
    this.head.replaceChildren(element("tr", {}, ...view.columns.map(({ name }) => element("th", { scope: "col" }, name))));
    this.drawn = null;
    this.drawVisible();
    const place = `table ${view.quantity}`;
    if (this.pane.dataset.place !== place) {
      this.pane.dataset.place = place;
      this.panels.restoreScroll(this.pane);
    }
    this.receiveCsv(view.csv, arrays.get("csv")?.data);
  }

  setChoices(quantities, chosen) {
    const key = JSON.stringify(quantities);
    if (key !== this.choices) this.select.replaceChildren(...quantities.map(([name, text]) => element("option", { value: name }, text)));
    this.choices = key;
    this.select.value = chosen;
    this.select.disabled = quantities.length < 2; // there is nothing to choose
  }

  /** Build the visible rows, between two empty ones as high as all rows before and after them. */
  drawVisible() {
    if (!this.columns) return;
    const from = Math.max(0, Math.floor(this.pane.scrollTop / LINE) - SPARE);
    const to = Math.min(this.length, from + Math.ceil(this.pane.clientHeight / LINE) + 2 * SPARE);
    if (this.drawn === `${from}-${to}`) return;
    this.drawn = `${from}-${to}`;
    const gap = (rows) => element("tr", { "aria-hidden": "true", style: `height:${rows * LINE}px` });
    const rows = [];
    for (let i = from; i < to; i++) rows.push(this.row(i));
    this.body.replaceChildren(...(from ? [gap(from)] : []), ...rows, ...(to < this.length ? [gap(this.length - to)] : []));
  }

  row(i) {
    const words = ({ text, data, missing }) => text?.[i] ?? (missing?.[i] ? "" : allDigits(data[i]));
    const cells = this.columns.map((column) => element("td", column.text ? { class: "text" } : {}, words(column)));
    return element("tr", { "aria-rowindex": String(i + 2) }, ...cells);
  }

  /** Ask for a part of the CSV: a large table would not fit into one message. */
  requestCsv(part) {
    if (part === 0) this.parts = [];
    this.awaited = part;
    this.download.textContent = say.preparing;
    this.panels.send({ type: "csv", part });
  }

  receiveCsv(csv, bytes) {
    if (this.awaited === undefined) return;
    if (!csv || csv.part !== this.awaited) {
      if (this.awaited > 0) this.pause.start(0, () => this.requestCsv(0)); // there are other numbers now: begin again
      return;
    }
    this.parts.push(bytes);
    if (csv.part + 1 < csv.parts) {
      this.pause.start(0, () => this.requestCsv(csv.part + 1));
      return;
    }
    save(csv.file, "text/csv", this.parts);
    this.parts = this.awaited = undefined;
    this.download.textContent = say.downloadCsv;
  }
}
