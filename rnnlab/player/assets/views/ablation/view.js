// `AblationView`: one network reads a text twice, untouched and with one number of one unit held.

import { explain } from "../../arithmetic/explain.js";
import { ImageCache } from "../../canvas/image_cache.js";
import { nextUnit } from "../../lib/selection.js";
import { say } from "../../messages/en/ablation.js";
import { words } from "../../messages/en/common.js";
import { UnitWeights } from "../../requests/unit_weights.js";
import { Windowed } from "../../sequence/window.js";
import { cardOf } from "./cards.js";
import { Pair } from "./data.js";
import { describeOf, describeUnit, headOf, spokenOf } from "./describe.js";
import { layout } from "./layout.js";
import { drawLetters } from "./letters.js";
import { drawRight } from "./ranking.js";
import { drawStates } from "./states.js";
import { targetAt, unitTarget } from "./targets.js";

export default class AblationView extends Windowed {
  minWidth = 660;

  constructor(player) {
    super(player);
    if (this.canAsk) this.help = say.help;
    this.images = new ImageCache();
    this.weights = new UnitWeights(player, {
      has: (unit) => this.pair.hasWeights(unit),
      event: (unit) => unit,
      version: () => this.pair.id,
    });
  }

  setData(recording) {
    this.pair = new Pair(recording);
    this.arithmetic = null;
    this.images.clear();
    const { T } = this.pair;
    return { first: 1, last: T, total: T, unit: "step", start: T };
  }

  setTheme() { this.images.clear(); }

  firstSelection() {
    const { held } = this.pair;
    return held && { layer: held.layer, unit: held.unit };
  }

  // A selection is {layer, unit}: the unit whose arithmetic is shown.
  validSelection(selected) {
    const { L, H } = this.pair;
    const kept = selected && selected.layer < L && selected.unit < H ? selected : null;
    this.weights.later(() => this.weights.ask(kept));
    return kept;
  }

  keepHover(hover) {
    return hover?.kind === "state" || hover?.kind === "rank" || hover?.kind === "gate" ? hover : null;
  }

  selectionChanged(selected) {
    this.weights.later(() => this.weights.ask(selected)); // a click may also hold the unit, which brings its weights
  }

  /** The unit whose gates are shown: the selected one, else the held one. */
  get shownUnit() {
    const { held } = this.pair;
    return this.player.selected ?? (held && { layer: held.layer, unit: held.unit });
  }

  moveSelection(selected, by) { return nextUnit(selected, by, { layers: this.pair.L, units: this.pair.H }); }

  /** Ask Python to hold `what` ("h", "c" or a gate) of a unit; t: the step that was clicked, for a hold of one step. */
  hold({ layer, unit, what, t = null }) {
    this.weights.cancel();
    this.player.channel.request({ type: "hold", layer, unit, what, step: t === null ? null : t + 1 });
  }

  release() { this.player.channel.request({ type: "release" }); }

  get count() { return this.pair.T; }
  get span() { return this.geo.left; }
  get now() { return this.player.clock.position - 1; }

  /** Enter holds or releases the selected unit; Delete releases the held one. */
  key(event, { selected }) {
    if (!this.canAsk) return false;
    const { held } = this.pair;
    if (event.key === "Enter" && selected) {
      if (held && held.layer === selected.layer && held.unit === selected.unit) this.release();
      else this.hold({ ...selected, what: "h", t: this.now });
      return true;
    }
    if (held && (event.key === "Delete" || event.key === "Backspace")) { this.release(); return true; }
    return false;
  }

  press(id) {
    const { pair } = this;
    if (id === "every") { this.player.channel.request({ type: "steps", step: pair.onlyStep === null ? this.now + 1 : 0 }); return; }
    this.player.channel.request({ type: pair.held ? "release" : "again" });
  }

  layout(width) {
    this.geo = layout({ pair: this.pair, width, before: this.geo });
    this.clampWindow();
    return this.geo.height;
  }

  centreOf(position) { return this.geo.left.from + (position - this.first) * this.geo.left.pitch; }

  draw(g, s) {
    this.follow(s.position);
    const { pair, images, first } = this;
    const { left, right, divider, height } = this.geo;
    const o = { pair, left, right, first, now: s.position - 1, images, theme: s.theme, selected: s.selected, hover: s.hover, inside: this.shownUnit };
    drawLetters(g, o);
    drawStates(g, o);
    g.fillStyle = s.theme.rule;
    g.fillRect(divider, 12, 1, height - 24);
    drawRight(g, o);
    this.publish(s);
  }

  publish({ selected }) {
    const { pair, first, geo: { left } } = this;
    const { held } = pair;
    Object.assign(this.player.root.dataset, {
      long: "true", lod: left.lod, letters: `${first + 1}-${first + left.visible}`,
      held: held ? [held.layer, held.unit, held.gate ?? "h", pair.onlyStep ?? "all", held.value].join(" ") : "",
      losses: Array.from(pair.losses).join(" "), predicted: [0, 1].slice(0, pair.losses.length).map((run) => pair.text(pair.answer(run))).join(" "),
      pinned: selected ? `${selected.layer} ${selected.unit}` : "",
    });
  }

  hit(x, y, { position }) { return targetAt(this, x, y, position - 1); }

  targetOf(selected, { position }) {
    this.follow(position);
    return unitTarget(this, selected, position - 1, this.pair.two ? 1 : 0);
  }

  card(target, { position }) {
    const card = cardOf(this.pair, target, position - 1);
    return card && (this.canAsk ? card : { ...card, how: undefined });
  }

  head() {
    const head = headOf(this.pair);
    return this.canAsk ? { ...head, press: (id) => this.press(id) } : { ...head, toggles: undefined };
  }

  strip({ selected, position }) {
    const { pair } = this;
    if (!selected) return { key: `hint${pair.rows.length}`, hint: this.canAsk ? say.hint(pair.rows.length > 0) : say.choose };
    if (!pair.hasWeights(selected)) return { key: "waiting", hint: words.strip.waiting };
    const key = [this.player.versions, position, selected.layer, selected.unit].join();
    if (this.arithmetic?.key !== key) this.arithmetic = { key, model: this.arithmeticOf(key, selected, position - 1) };
    return this.arithmetic.model;
  }

  arithmeticOf(key, selected, t) {
    const run = this.pair.two ? 1 : 0;
    const { lines } = explain(this.pair.operands(run, selected, t));
    return { key, lines, sub: t + 1, unit: selected.unit, torch: this.pair.h(run, selected.layer, t)[selected.unit] };
  }

  positionText({ position }) { return [say.stepTitle(position, this.pair.T)]; }
  spoken({ position }) { return spokenOf(this.pair, position); }
  describe() { return describeOf(this.pair); }
  describeSelected({ position, selected }) { return describeUnit(this.pair, position, selected); }
}
