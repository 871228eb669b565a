// `ConsolePanel`, the tab Console: a script on the left and its printed output on the right, with the lines of the player's step marked.

import { cssVariables, themeOf } from "../canvas/theme.js";
import { element } from "../lib/dom.js";
import { observeSize } from "../lib/lifetime.js";
import { follow } from "../lib/positions.js";
import { say } from "../messages/en/panels.js";

const LINE = 18; // px, as in player.css
const SPARE = 12; // lines drawn above and below the visible ones

/**
 * header.view: {follow: key of the player, code: string[], printed: {text, step}[], active: {step or "*": number[]}, unprinted?}
 * Only the visible lines are elements of the page: a run may print five thousand.
 */
export class ConsolePanel {
  constructor(_panels, signal) {
    signal.addEventListener("abort", () => this.following?.abort(), { once: true });
    this.node = element("div", { class: "mount" });
    this.code = element("div", { class: "pane code", tabindex: "0", role: "group", "aria-label": say.console.code });
    this.list = element("div", { class: "list" });
    this.printed = element("div", { class: "pane printed", tabindex: "0", role: "log", "aria-live": "off", "aria-label": say.console.printed }, this.list);
    this.caption = element("p", { class: "caption" });
    this.node.replaceChildren(this.caption, element("div", { class: "console" }, this.code, this.printed));
    this.node.dataset.view = "console";
    this.printed.addEventListener("scroll", () => this.drawVisible());
    observeSize([this.printed], () => this.drawVisible(), signal);
  }

  update({ header }) {
    this.view = header.view;
    for (const [name, value] of cssVariables(themeOf(this.node))) this.node.style.setProperty(name, value);
    this.caption.textContent = this.view.unprinted ? `${say.console.begun} ${this.view.unprinted}` : say.console.caption;
    this.list.style.height = `${this.view.printed.length * LINE}px`;
    this.firstOf = new Map();
    this.view.printed.forEach(({ step }, i) => { if (step !== null && !this.firstOf.has(step)) this.firstOf.set(step, i); });
    if (this.followed === this.view.follow) this.show();
    else this.followPlayer(this.view.follow);
  }

  followPlayer(key) {
    this.following?.abort();
    this.following = new AbortController();
    this.followed = key;
    follow(key, ({ position }) => this.moveTo(position), this.following.signal);
  }

  moveTo(position) {
    if (position === this.step) return;
    this.step = position;
    this.show();
    this.reveal();
  }

  show() {
    const active = new Set(this.view.active?.[this.step] ?? (this.firstOf.has(this.step) ? this.view.active?.["*"] : null) ?? []);
    this.code.replaceChildren(...this.view.code.map((text, i) => element("div", { class: active.has(i) ? "row now" : "row" }, text || " ")));
    this.node.dataset.step = String(this.step ?? "");
    this.drawn = null;
    this.drawVisible();
  }

  /** Draw the visible lines. */
  drawVisible() {
    if (!this.view) return;
    const { printed } = this.view;
    const from = Math.max(0, Math.floor(this.printed.scrollTop / LINE) - SPARE);
    const to = Math.min(printed.length, from + Math.ceil(this.printed.clientHeight / LINE) + 2 * SPARE);
    if (this.drawn === `${from}-${to}`) return;
    this.drawn = `${from}-${to}`;
    this.list.style.paddingTop = `${from * LINE}px`;
    this.list.replaceChildren(...printed.slice(from, to).map(({ text, step }) => {
      const when = step === null || this.step === undefined ? "" : step === this.step ? " now" : step > this.step ? " later" : "";
      return element("div", { class: `row${when}` }, text || " ");
    }));
  }

  /** Scroll the pane, but not the page, until the step's lines are visible. */
  reveal() {
    const first = this.firstOf.get(this.step);
    if (first === undefined) return;
    let count = 1;
    while (this.view.printed[first + count]?.step === this.step) count++;
    const [top, bottom] = [first * LINE, (first + count) * LINE];
    const { scrollTop, clientHeight } = this.printed;
    if (top < scrollTop) this.printed.scrollTop = Math.max(0, top - LINE);
    else if (bottom > scrollTop + clientHeight) this.printed.scrollTop = bottom - clientHeight + LINE;
    this.drawVisible();
  }
}
