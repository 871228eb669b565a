// `Strip`: the part of the player below the stage that spells out one unit's arithmetic term by term, with an optional picture above.

import { resizeCanvas } from "../canvas/draw.js";
import { level } from "../canvas/theme.js";
import { keyOf, nameOf } from "../editing/edit_places.js";
import { element } from "../lib/dom.js";
import { factor, number } from "../lib/format.js";
import { words } from "../messages/en/common.js";
import { bindTerms } from "./terms.js";

const WHILE_PLAYING = 16; // terms per line during playback; at rest a line has all of them
const WHILE_SEEKING = 64; // terms per line while the cursor is moved: more than are visible, so nothing moves when the others are added

export class Strip {
  constructor(player) {
    this.player = player;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.lines = element("div", { class: "lines", tabindex: "0", role: "group", "aria-label": words.strip.label });
    this.foot = element("div", { class: "check" });
    this.node = element("div", { class: "strip", hidden: true }, element("div", { class: "picture" }, this.canvas), this.lines, this.foot);
    this.top = 0; // kept here, since reading scrollTop after a change forces a layout of the page
    this.lines.addEventListener("scroll", () => { this.top = this.lines.scrollTop; });
    bindTerms(this);
  }

  /**
   * model: {key, hint} or {key, lines, name, sub, unit, nonlinearity, torch, picture?: {height, minWidth?, draw(g, theme, width), hit?(x, y, width)}}.
   * Show a view's model of the arithmetic; null hides the strip. It is built again only when the key, theme, width or playback changes.
   * key: identifies unit, step and recording; hint: a text in place of the lines; lines: as explain() gives them; name, sub: of the
   * result; torch: the value that torch computed.
   */
  show(model, state) {
    const cutShort = state.seeking && Boolean(model?.lines?.some((line) => line.terms.length > WHILE_SEEKING));
    const key = model ? [model.key, state.theme.name, state.playing, cutShort, state.width].join("|") : "";
    if (key === this.key) return;
    this.key = key;
    this.node.hidden = !model;
    this.picture = model?.picture;
    if (!model) return;
    this.paint(model.picture, state);
    this.node.dataset.unit = model.lines ? model.key : "";
    this.foot.hidden = !model.lines;
    if (!model.lines) {
      if (this.lines.contains(this.lines.getRootNode().activeElement)) this.player.stage.focus({ preventScroll: true });
      this.lines.replaceChildren(element("p", { class: "hint" }, model.hint));
      return;
    }
    const most = state.playing ? WHILE_PLAYING : cutShort ? WHILE_SEEKING : Infinity;
    this.places = [];
    const nodes = model.lines.map((line) => this.line(line, model, state.theme, most));
    this.rebuild(nodes, model.unit);
    this.check(model);
  }

  /** Replace the lines; for the same unit the scroll position and the focused term are kept. */
  rebuild(nodes, unit) {
    const { lines } = this;
    const [top, focused] = [unit === this.unit ? this.top : 0, lines.getRootNode().activeElement?.dataset.at];
    this.unit = unit;
    lines.replaceChildren(...nodes);
    if (top) lines.scrollTop = top;
    lines.tabIndex = this.places.length ? -1 : 0; // its terms take the focus in its place
    if (focused !== undefined) this.setTabStop(Math.min(focused, this.places.length - 1))?.focus({ preventScroll: true });
    else this.setTabStop(0);
  }

  paint(picture, { theme, width: room }) {
    this.canvas.hidden = !picture;
    if (!picture) return;
    const width = Math.max(room, picture.minWidth ?? 0); // narrower than that, the picture scrolls
    const g = resizeCanvas(this.canvas, width, picture.height, this.player.ratio);
    g.clearRect(0, 0, width, picture.height);
    picture.draw(g, theme, width);
  }

  line(line, model, theme, most) {
    const last = line === model.lines[model.lines.length - 1];
    const name = element("b", {}, line.name, ...(model.sub === undefined ? [] : [element("sub", {}, String(model.sub))]), `[${model.unit}]`);
    const shown = line.terms.slice(0, most).flatMap((term, i) => [i ? " + " : "", this.term(term, theme)]);
    const more = line.terms.length > most ? [` + … ${words.strip.terms(line.terms.length - most)}`] : [];
    const inside = line.activation ? [`${line.activation}( `, ...shown, ...more, ` ) = ${line.activation}(`, strong(number(line.sum)), ") = "] : [...shown, ...more, " = "];
    const held = line.held !== undefined;
    const value = strong(held ? words.strip.held(number(line.value), number(line.held)) : number(line.value));
    if (last) value.className = "now";
    const attributes = { class: held ? "line held" : "line", "data-name": line.name, "data-sum": line.sum, "data-value": line.held ?? line.value };
    return element("div", attributes, name, " = ", ...inside, value);
  }

  term({ kind, w, v, product, place, edited }, theme) {
    const text = v === null ? number(w) : `${number(w)}·${factor(v)}`;
    const exact = v === null ? `${kind} = ${w}` : `${kind}: ${w} · ${v} = ${product}`;
    const attributes = { class: "term", title: exact, "data-product": product, style: `--c:${theme.css[level(product)]}` };
    if (!place || !this.player.edits.on) return element("span", attributes, text);
    const at = this.places.push(place) - 1;
    const name = words.edit.term(text, nameOf(place), edited);
    const editable = { class: edited ? "term editable edited" : "term editable", role: "button", tabindex: "-1", "aria-label": name, "data-at": at, "data-place": keyOf(place) };
    return element("span", { ...attributes, ...editable }, text);
  }

  /** Make one term the tab stop; arrows go from it to the others. @returns its element */
  setTabStop(at) {
    this.lines.querySelector('.editable[tabindex="0"]')?.setAttribute("tabindex", "-1");
    const node = this.lines.querySelector(`[data-at="${at}"]`);
    node?.setAttribute("tabindex", "0");
    return node;
  }

  focusTerm(at) {
    const node = this.setTabStop(Math.min(Math.max(at, 0), this.places.length - 1));
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The foot, to seven decimals: the sum of the terms, and the value that torch computed. */
  check(model) {
    const last = model.lines[model.lines.length - 1];
    const sum = last.activation ? `${last.activation}(${number(last.sum, 7)}) = ${number(last.value, 7)}` : number(last.value, 7);
    Object.assign(this.foot.dataset, { torch: model.torch, value: last.held ?? last.value });
    const torch = number(model.torch, 7);
    this.foot.textContent = last.held === undefined ? words.strip.check(sum, torch) : words.strip.checkHeld(sum, number(last.held, 7), torch);
  }
}

const strong = (text) => element("strong", {}, text);
