// `Health`: counts of the units with faults, a mark for each unit, and every finding with its definition and source.

import { element } from "../../lib/dom.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/inspect.js";

const LISTED = 12; // findings of one kind
const MOST_MARKS = 512; // units up to which each has a mark
const GROUPS = { saturated: ["saturated"], dead: ["dead"], duplicate: ["duplicate", "opposite"] };
const FAULTS = ["not_finite", "saturated", "dead", "duplicate", "opposite", "gate_open", "gate_shut"];
const { side } = say;

export class Health {
  constructor(view) {
    this.view = view;
    this.node = element("section", { class: "health" });
  }

  /** Build it for the present data; which findings are unfolded stays. */
  update() {
    const { data, player } = this.view;
    const { health } = data.view;
    const key = JSON.stringify([health, data.view.units]);
    if (key === this.key) { this.select(player.selected); return; }
    this.key = key;
    this.kinds = new Map(health.kinds.map((kind) => [kind.kind, kind]));
    const faults = FAULTS.map((name) => this.kinds.get(name)).filter((kind) => kind.count);
    const note = health.steps < 10 ? side.few : faults.length ? null : side.none;
    this.node.replaceChildren(
      element("h3", {}, side.health),
      this.counts(),
      this.marks(health.units),
      ...(note ? [element("p", { class: "soft" }, note)] : []),
      ...faults.map((fault) => this.findings(fault)),
      element("p", {}, element("strong", {}, side.dimensions(health.dimensions, health.units)), ` ${side.dimensionsNote}. `, this.taus()),
      this.definitions(health),
    );
    this.select(player.selected);
  }

  counts() {
    const each = Object.entries(GROUPS).map(([name, kinds]) => {
      const count = new Set(kinds.flatMap((kind) => this.kinds.get(kind).units)).size;
      return element("div", { "data-count": name }, element("b", {}, String(count)), side.counts[name]);
    });
    return element("div", { class: "counts" }, ...each);
  }

  /** A button for each unit: filled where it is saturated, with a cross where it is dead, two bars where it is a duplicate. */
  marks(units) {
    const { data } = this.view;
    if (units > MOST_MARKS) return element("p", { class: "soft" }, side.of(units, data.view.health.steps));
    const of = (unit) => FAULTS.filter((name) => this.kinds.get(name).units.includes(unit));
    const each = Array.from({ length: units }, (_, unit) => {
      const faults = of(unit);
      const title = side.cell(data.name(unit), faults.map((name) => side.marks[name]));
      const [mark] = faults.map((name) => (name === "opposite" ? "duplicate" : name));
      return element("button", { type: "button", title, "aria-label": title, class: mark ?? "", "data-unit": unit, tabindex: faults.length ? "0" : "-1", onclick: () => this.view.showUnit(unit) });
    });
    return element("div", { class: units > 128 ? "marks small" : "marks" }, ...each);
  }

  /** Everything of one kind: its units in sentences, each a button that shows it. */
  findings({ title, count, findings, kind }) {
    const items = findings.slice(0, LISTED).map((finding) => {
      const [unit] = finding.units;
      return element("li", {}, element("button", { type: "button", onclick: () => this.view.showUnit(unit, finding.quantity) }, finding.sentence));
    });
    if (findings.length > LISTED) items.push(element("li", { class: "soft" }, side.more(findings.length - LISTED)));
    return element("details", { "data-kind": kind }, element("summary", {}, side.found(title, count)), element("ul", {}, ...items));
  }

  taus() {
    const values = Array.from(this.view.data.arrays.get("time_constants").data).filter(Number.isFinite).sort((a, b) => a - b);
    if (!values.length) return "";
    return side.taus(...[0, values.length >> 1, values.length - 1].map((k) => number(values[k], 1)));
  }

  definitions({ kinds }) {
    const each = kinds.flatMap(({ title, definition, source }) => [element("dt", {}, title), element("dd", {}, definition, ...(source ? [element("cite", {}, ` ${source}`)] : []))]);
    return element("details", {}, element("summary", {}, side.definitions), element("dl", {}, ...each));
  }

  /** Outline the selected unit's mark. */
  select(selected) {
    this.node.querySelector("[aria-pressed]")?.removeAttribute("aria-pressed");
    if (selected) this.node.querySelector(`[data-unit="${selected.unit}"]`)?.setAttribute("aria-pressed", "true");
  }
}
