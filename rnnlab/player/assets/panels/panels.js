// `Panels`: the tabs below a player. Python sends the content of the open tab only; choosing another tab asks for its content.

import { cssVariables, themeOf } from "../canvas/theme.js";
import { element } from "../lib/dom.js";
import { positionOf, setPosition } from "../lib/positions.js";
import { say } from "../messages/en/panels.js";
import { CodePanel } from "./code.js";
import { ConsolePanel } from "./console.js";
import { ShapesPanel } from "./shapes.js";
import { TablePanel } from "./table.js";

let count = 0;

/**
 * A panel is the content of one tab, built anew whenever its tab is opened.
 * @typedef {object} Panel
 * @property {Element} node what it shows
 * @property {function(object): void} update called with every recording while its tab is open
 * Its constructor takes (panels, signal): the Panels around it, and an AbortSignal that ends its timers and observers.
 */
const PANELS = { Console: ConsolePanel, Table: TablePanel, Shapes: ShapesPanel, Code: CodePanel };

/** header.view: {tabs: string[], open: string} and what the open one shows; owner: {root, key, channel, signal} */
export default class Panels {
  constructor(owner) {
    this.owner = owner;
    owner.signal.addEventListener("abort", () => this.ending?.abort(), { once: true });
    this.id = `rnnlab-panels-${++count}`;
    this.list = element("div", { class: "tabs", role: "tablist", "aria-label": say.tabs });
    this.panel = element("div", { class: "panel", role: "tabpanel", id: `${this.id}-panel` });
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.panel.addEventListener("scroll", ({ target }) => this.rememberScroll(target), { capture: true });
    owner.root.replaceChildren(this.list, this.panel);
  }

  update(recording) {
    const { view } = recording.header;
    const { root, channel } = this.owner;
    channel.update(view);
    const theme = themeOf(root);
    for (const [name, value] of cssVariables(theme)) root.style.setProperty(name, value);
    root.dataset.theme = theme.name;
    this.setTabs(view.tabs);
    if (this.open !== view.open) this.build(view.open);
    this.content.update(recording);
    if (this.asked === undefined || this.asked === view.open) this.arrived();
    root.dataset.open = view.open;
  }

  setTabs(names) {
    if (this.names?.join() === names.join()) return;
    this.names = names;
    this.asked = undefined;
    this.list.replaceChildren(...names.map((name) => element("button", {
      type: "button", role: "tab", id: `${this.id}-${name}`, "aria-controls": this.panel.id, onclick: () => this.choose(name),
    }, name)));
  }

  build(name) {
    this.ending?.abort();
    this.ending = new AbortController();
    this.open = name;
    this.content = new PANELS[name](this, this.ending.signal);
    this.panel.setAttribute("aria-labelledby", `${this.id}-${name}`);
    this.panel.replaceChildren(this.content.node);
  }

  arrived() {
    this.asked = undefined;
    this.mark(this.open);
    this.panel.removeAttribute("aria-busy");
  }

  /** Mark the tab at once and ask for its content. */
  choose(name) {
    this.mark(name);
    if (name === this.open && this.asked === undefined) return;
    this.asked = name;
    this.panel.setAttribute("aria-busy", "true");
    this.send({ type: "tab", name });
  }

  mark(chosen) {
    for (const tab of this.list.children) {
      const on = tab.textContent === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const tabs = [...this.list.children];
    const at = tabs.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const tab = tabs.at(to % tabs.length);
    tab.focus();
    this.choose(tab.textContent);
  }

  send(event) {
    this.owner.channel.request(event);
  }

  /** Store the scroll offsets of an element with data-place, for when it is built again. */
  rememberScroll({ dataset, scrollTop, scrollLeft }) {
    if (!dataset.place) return;
    setPosition(this.owner.key, { [dataset.place]: [scrollTop, scrollLeft] });
  }

  restoreScroll(node) {
    const [top, left] = positionOf(this.owner.key)[node.dataset.place] ?? [0, 0];
    node.scrollTop = top;
    node.scrollLeft = left;
  }
}
