// `InspectView`: the states of any network over its steps, from an overview of all of them down to a single value.

import { ImageCache } from "../../canvas/image_cache.js";
import { label } from "../../canvas/draw.js";
import { shortened } from "../../canvas/labels.js";
import { SANS } from "../../canvas/theme.js";
import { Timer } from "../../lib/lifetime.js";
import { View } from "../../lib/view.js";
import { words } from "../../messages/en/common.js";
import { say } from "../../messages/en/inspect.js";
import { UnitWeights } from "../../requests/unit_weights.js";
import { Inspection } from "./data.js";
import { cardOf, describeOf, describeUnit, headOf, spokenOf } from "./describe.js";
import { Found } from "./found.js";
import { layout, Zoom } from "./layout.js";
import { drawOverview } from "./overview.js";
import { drawPane } from "./pane.js";
import { Side } from "./side.js";
import { cellOf, targetAt } from "./targets.js";

const REST = 150; // ms that the window, or the brush, stays as it is before Python is asked
const BEGIN = 30; // px of a column in the first window
const WHEEL = 0.0025; // by how much a px of the wheel zooms
const KEY_ZOOM = 1.4;

export default class InspectView extends View {
  minWidth = 480;
  help = say.help;

  constructor(player) {
    super(player);
    [this.zoom, this.images] = [new Zoom(), new ImageCache()];
    [this.windowRest, this.brushRest] = [new Timer(player.signal), new Timer(player.signal)];
    this.weights = new UnitWeights(player, {
      has: ({ unit }) => this.alone || this.data.hasOperands(unit, this.now) || this.data.problem(unit) !== undefined,
      event: ({ unit }) => ({ unit, step: this.now }),
      version: () => [this.data.id, this.now].join(),
    });
    this.found = new Found(this);
    this.side = new Side(this);
    player.root.classList.add("inspect");
  }

  /** Whether nobody can be asked, as in an HTML file. */
  get alone() { return this.data.view.alone === true; }

  /** The present step, from 0. */
  get now() { return this.clock.position - 1; }

  setData(recording) {
    const before = this.data;
    this.data = new Inspection(recording);
    this.arithmetic = null;
    this.moved = !before || JSON.stringify(before.view.id) !== JSON.stringify(this.data.view.id);
    if (before && this.data.id !== before.id) this.images.clear();
    const { found } = this.data.view;
    if (this.moved) [this.brush, this.mark] = [null, null];
    if (found && !this.brushRest.running) this.brush = [found.first, found.last];
    this.setRows();
    this.mountAround();
    this.found.update();
    this.side.update();
    return { first: 1, last: this.data.T, total: this.data.T, unit: "step", start: 1 };
  }

  /** What stands beside and below the player's box belongs to it, and is put there once the player is in the page. */
  mountAround() {
    const { root, node } = this.player;
    if (node && !this.side.node.isConnected) root.append(...(this.alone ? [] : [this.found.node]), this.side.node);
  }

  /** The units in the window: those that were found, or all, in the chosen order. */
  setRows() {
    const { found } = this.data.view;
    const units = found && this.brush && found.units.length ? found.units : this.data.order;
    if (this.rows?.join() === units.join()) return;
    [this.rows, this.rowsKey] = [units, units.join(".")];
    this.zoom.top = 0;
  }

  setTheme() { this.images.clear(); this.side.draw(); }

  layout(width) {
    const { data } = this;
    this.mountAround();
    this.letters = Math.max(this.moved ? 0 : this.letters, data.longestToken); // the stage does not shrink while it is scrolled
    this.geo = layout({ width, units: data.H, tokens: this.letters, reach: Boolean(data.reach("h") || data.reach("c")) });
    this.zoom.fit({ steps: data.T, rows: this.rows.length, pane: this.geo.pane, begin: this.moved ? BEGIN : 0 });
    if (this.moved) this.follow(this.clock.position);
    this.moved = false;
    this.side.draw();
    this.askWindow();
    return this.geo.height;
  }

  /** Keep the cursor in the window when it moves. */
  follow(position) {
    if (position === this.followed) return;
    this.followed = position;
    const { zoom } = this;
    if (position - 1 < zoom.from || position > zoom.from + zoom.span) { zoom.from = position - 0.5 - zoom.span / 2; zoom.clamp(); this.askWindow(); }
  }

  draw(g, s) {
    this.follow(s.position);
    const { data, geo, zoom, images, rows, brush } = this;
    const o = { data, geo, zoom, images, rows, rowsKey: this.rowsKey, brush, theme: s.theme, position: s.position, hover: s.hover, selected: s.selected, order: data.order, orderKey: data.orderKey, version: this.player.versions, places: data.view.found && brush ? data.view.found.places.filter((place) => place.item === data.view.id[2]) : [], whole: rows.length !== data.H };
    drawOverview(g, o);
    const lod = drawPane(g, o);
    this.drawFoot(g, s.theme);
    this.side.mark(s.position);
    this.publish(lod, s);
  }

  drawFoot(g, theme) {
    const { geo: { pane }, zoom, data, rows, brush } = this;
    const { found } = data.view;
    const [first, last] = [Math.floor(zoom.from) + 1, Math.min(data.T, Math.ceil(zoom.from + zoom.span))];
    let text = say[this.alone ? "windowAlone" : "window"](first, last, Math.round(Math.min(rows.length, zoom.visibleRows)), rows.length);
    if (brush && found) text = found.units.length ? say.brushed(Math.min(rows.length, Math.floor(zoom.visibleRows)), found.units.length, found.threshold) : say.brushedNone(found.threshold);
    const columns = data.columns(first - 1, last);
    if (columns.per > 1) text = `${say.columns(columns.per)} ${this.windowRest.running ? say.waiting : text}`;
    if (!brush && !this.chosen && columns.per === 1) text = `${text} ${say.hint}`;
    g.font = `11px ${SANS}`;
    label(g, shortened(g, text, pane.w), pane.x, pane.y + pane.h + 28, { color: theme.ink3, size: 11 });
  }

  publish(lod, { selected }) {
    const { data, zoom, brush } = this;
    Object.assign(this.player.root.dataset, {
      lod, window: `${Math.floor(zoom.from) + 1}-${Math.min(data.T, Math.ceil(zoom.from + zoom.span))}`, rows: this.rows.slice(0, 8).join(" "),
      per: String(data.columns(Math.floor(zoom.from), Math.ceil(zoom.from + zoom.span)).per), brush: brush ? brush.join("-") : "",
      computed: String(data.view.computed), pinned: selected ? String(selected.unit) : "", long: data.view.cell === "rnn" ? "true" : "gates",
    });
  }

  // ---- the window

  /** Zoom around a step and a row. @returns whether anything changed */
  zoomBy(factor, t, row) { return this.changed(this.zoom.by(factor, t, row)); }

  move(steps, rows) { return this.changed(this.zoom.move(steps, rows)); }

  changed(was) {
    if (!was) return false;
    this.player.setHover(null);
    this.askWindow();
    return true;
  }

  /** Ask for the steps of the window in full, where the player has only columns of several steps. */
  askWindow() {
    const { zoom, data } = this;
    if (this.alone) return;
    const [from, to] = [Math.floor(zoom.from), Math.ceil(zoom.from + zoom.span)];
    const columns = data.columns(from, to);
    const fine = Math.max(1, Math.floor(zoom.span / zoom.pane.w)); // steps in a px
    const missing = data.view.tokens && zoom.pitch >= 20 && !(from >= data.view.tokens.first && to <= data.view.tokens.first + data.view.tokens.texts.length);
    if (columns.per <= fine && !missing) { this.windowRest.stop(); return; }
    const margin = Math.ceil(zoom.span);
    const asked = { first: Math.max(0, from - margin), last: Math.min(data.T, to + margin) - 1 };
    if (columns.per > 1 && data.window && data.window.first <= asked.first && data.window.end > asked.last && data.window.per === columns.per && !missing) return; // no finer one to be had
    this.windowRest.start(REST, () => this.player.channel.request({ type: "window", ...asked }, { replaces: "window" }));
  }

  wheel(event) {
    const [x, y] = this.player.pointer.point(event);
    const { zoom, geo } = this;
    if (y < geo.overview.y || y > geo.pane.y + geo.pane.h) return false;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return this.move((event.shiftKey ? event.deltaY || event.deltaX : event.deltaX) / zoom.pitch, 0);
    const above = y < geo.steps.y;
    const t = above ? zoom.from + zoom.span / 2 : Math.min(Math.max(zoom.step(x), zoom.from), zoom.from + zoom.span);
    return this.zoomBy(Math.exp(Math.max(-1, Math.min(1, event.deltaY * WHEEL))), t, above ? zoom.top + zoom.visibleRows / 2 : zoom.rowAt(Math.max(geo.pane.y, y)));
  }

  key({ key }, { position }) {
    const { zoom } = this;
    const middle = [Math.min(Math.max(position - 0.5, zoom.from), zoom.from + zoom.span), zoom.top + zoom.visibleRows / 2];
    if (key === "+" || key === "=") this.zoomBy(1 / KEY_ZOOM, ...middle);
    else if (key === "-" || key === "_") this.zoomBy(KEY_ZOOM, ...middle);
    else if (key === "PageUp" || key === "PageDown") this.move(0, (key === "PageUp" ? -1 : 1) * zoom.visibleRows);
    else if ((key === "b" || key === "B") && !this.alone) this.brushByKey(position);
    else if (key === "Escape" && this.brush && !this.player.hover) this.clearBrush();
    else return false;
    return true;
  }

  moveAcross(by) { this.move((by * this.zoom.span) / 4, 0); return true; }

  // ---- the brush

  brushByKey(position) {
    if (this.mark === null) { this.mark = position; this.setBrush(position, position); return; }
    this.setBrush(...[this.mark, position].sort((a, b) => a - b));
    this.mark = null;
  }

  setBrush(first, last) {
    if (this.alone) return;
    if (this.brush?.[0] === first && this.brush?.[1] === last) return;
    this.brush = [first, last];
    this.brushRest.start(REST, () => this.player.channel.request({ type: "brush", first, last }, { replaces: "brush" }));
    this.player.redraw();
  }

  clearBrush() {
    [this.brush, this.mark] = [null, null];
    this.brushRest.stop();
    this.player.channel.request({ type: "brush" }, { replaces: "brush" });
    this.setRows();
    this.player.layout();
  }

  /** Show a place that was found, in another batch item if it is there. */
  goTo({ item, first, last }) {
    if (item !== this.data.view.id[2]) { this.player.channel.request({ type: "show", item }); return; }
    this.zoom.show(first - 1, last);
    this.followed = first;
    this.player.userSeek(first);
    this.askWindow();
  }

  /** Show a unit where a finding is: select it, in another quantity if it shows there. */
  showUnit(unit, quantity) {
    if (quantity && quantity !== this.data.view.quantity && !this.alone) this.player.channel.request({ type: "show", quantity });
    if (!this.rows.includes(unit)) this.clearBrush();
    this.player.select({ unit });
  }

  seek(position) { this.player.userSeek(position); }

  // ---- selection: {unit}

  validSelection(selected) {
    const kept = selected && selected.unit < this.data.H ? { unit: selected.unit } : null;
    this.weights.later(() => this.weights.ask(kept));
    return kept;
  }

  selectionChanged(selected) {
    if (selected && this.rows.includes(selected.unit)) this.zoom.showRow(this.rows.indexOf(selected.unit));
    this.weights.ask(selected);
    this.side.draw();
  }

  moveSelection(selected, by) {
    const at = selected ? this.rows.indexOf(selected.unit) + by : 0;
    return this.rows[at] === undefined ? null : { unit: this.rows[at] };
  }

  targetOf({ unit }, { position }) {
    this.follow(position);
    const row = this.rows.indexOf(unit);
    return row < 0 ? null : cellOf(this, position - 1, row);
  }

  atRest() { if (this.chosen) this.weights.ask(this.chosen); }

  strip({ selected, position }) {
    if (!selected) return null;
    const problem = this.data.problem(selected.unit);
    if (problem) return { key: problem, hint: problem };
    if (!this.data.hasOperands(selected.unit, position - 1)) return this.alone ? null : { key: "waiting", hint: words.strip.waiting };
    const key = [this.player.versions, position, selected.unit].join();
    if (this.arithmetic?.key !== key) {
      const { lines, torch } = this.data.explain(selected.unit, position - 1);
      this.arithmetic = { key, model: { key, lines, sub: position, unit: this.data.name(selected.unit), torch } };
    }
    return this.arithmetic.model;
  }

  // ---- pointer and text

  hit(x, y) { return targetAt(this, x, y); }
  card(target) { return cardOf(this.data, target); }
  head() { return headOf(this.data); }
  positionText({ position }) { return [say.stepTitle(position.toLocaleString("en-US"), this.data.T.toLocaleString("en-US"))]; }
  spoken({ position }) { return spokenOf(this.data, position); }
  describe({ position }) { return describeOf(this.data, this.zoom, this.rows, position); }
  describeSelected({ position, selected }) { return selected ? describeUnit(this.data, selected.unit, position) : ""; }
}
