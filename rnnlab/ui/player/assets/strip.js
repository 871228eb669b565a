// The equation strip: one unit's arithmetic in words and numbers, and the view's own picture of it above.

import { level } from "./theme.js";
import { element } from "./transport.js";
import { factor, number, words } from "./words.js";

const WHILE_PLAYING = 16; // terms per line during playback; all of them at rest
const WHILE_SEEKING = 64; // during a scrub: more than the strip's height shows, so nothing jumps when the rest follow

export class Strip {
  constructor(player) {
    this.player = player;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.lines = element("div", { class: "lines", tabindex: "0", "aria-label": "arithmetic" });
    this.foot = element("div", { class: "check" });
    this.node = element("div", { class: "strip", hidden: true }, element("div", { class: "picture" }, this.canvas), this.lines, this.foot);
  }

  /**
   * model: {key, hint} or {key, lines, name, sub, unit, nonlinearity, torch, picture?: {height, minWidth?, draw(g, theme, width)}}.
   * Rebuilt only when the key (what is explained) or the theme changes.
   */
  show(model, state) {
    const hasty = state.seeking && Boolean(model?.lines?.some((line) => line.terms.length > WHILE_SEEKING));
    const key = model ? [model.key, state.theme.name, state.playing, hasty, state.width].join("|") : "";
    if (key === this.key) return;
    this.key = key;
    this.node.hidden = !model;
    if (!model) return;
    this.paint(model.picture, state);
    this.node.dataset.unit = model.lines ? model.key : "";
    this.foot.hidden = !model.lines;
    if (!model.lines) {
      this.lines.replaceChildren(element("p", { class: "hint" }, model.hint));
      return;
    }
    const most = state.playing ? WHILE_PLAYING : hasty ? WHILE_SEEKING : Infinity;
    this.lines.replaceChildren(...model.lines.map((line) => this.line(line, model, state.theme, most)));
    this.check(model);
  }

  paint(picture, { theme, width: room }) {
    this.canvas.hidden = !picture;
    if (!picture) return;
    const width = Math.max(room, picture.minWidth ?? 0); // narrower than that, the picture scrolls
    const ratio = this.player.ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(picture.height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${picture.height}px`;
    const g = this.canvas.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    picture.draw(g, theme, width);
  }

  line(line, model, theme, most) {
    const last = line === model.lines[model.lines.length - 1];
    const name = element("b", {}, line.name, ...(model.sub === undefined ? [] : [element("sub", {}, String(model.sub))]), `[${model.unit}]`);
    const shown = line.terms.slice(0, most).flatMap((term, i) => [i ? " + " : "", this.term(term, theme)]);
    const more = line.terms.length > most ? [` + … ${words.strip.terms(line.terms.length - most)}`] : [];
    const inside = line.activation ? [`${line.activation}( `, ...shown, ...more, ` ) = ${line.activation}(`, strong(number(line.sum)), ") = "] : [...shown, ...more, " = "];
    const value = strong(number(line.value));
    if (last) value.className = "now";
    return element("div", { class: "line", "data-name": line.name, "data-sum": line.sum, "data-value": line.value }, name, " = ", ...inside, value);
  }

  term({ kind, w, v, product }, theme) {
    const text = v === null ? number(w) : `${number(w)}·${factor(v)}`;
    const exact = v === null ? `${kind} = ${w}` : `${kind}: ${w} · ${v} = ${product}`;
    return element("span", { class: "term", title: exact, "data-product": product, style: `--c:${theme.css[level(product)]}` }, text);
  }

  /** All digits: what the terms add up to, and what torch itself computed. */
  check(model) {
    const last = model.lines[model.lines.length - 1];
    const sum = last.activation ? `${last.activation}(${number(last.sum, 7)}) = ${number(last.value, 7)}` : number(last.value, 7);
    Object.assign(this.foot.dataset, { torch: model.torch, value: last.value });
    this.foot.textContent = words.strip.check(sum, number(model.torch, 7));
  }
}

const strong = (text) => element("strong", {}, text);
