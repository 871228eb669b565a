// `GenerationView`: a network that reads its own predictions, beside the same network with teacher forcing.

import { explain } from "../../arithmetic/explain.js";
import { ImageCache } from "../../canvas/image_cache.js";
import { nextUnit } from "../../lib/selection.js";
import { words } from "../../messages/en/common.js";
import { say } from "../../messages/en/generation.js";
import { Windowed } from "../../sequence/window.js";
import { cardOf } from "./cards.js";
import { Rollouts } from "./data.js";
import { describeOf, describeUnit, headOf, spokenOf } from "./describe.js";
import { drawDistribution } from "./distribution.js";
import { layout } from "./layout.js";
import { drawLetters } from "./letters.js";
import { drawStates } from "./states.js";
import { targetAt, unitTarget } from "./targets.js";

export default class GenerationView extends Windowed {
  minWidth = 640;
  help = say.help;

  constructor(player) {
    super(player);
    this.images = new ImageCache();
  }

  get count() { return this.runs.T; }
  get span() { return this.geo.left; }

  setData(recording) {
    this.runs = new Rollouts(recording);
    this.arithmetic = null;
    this.images.clear();
    const { T, lastOfBoth } = this.runs;
    return { first: 1, last: T, total: T, unit: "step", start: lastOfBoth };
  }

  setTheme() { this.images.clear(); }

  // A selection is {layer, unit}: the unit whose arithmetic in the free run is shown.
  validSelection(selected) {
    const { L, H } = this.runs;
    return selected && selected.layer < L && selected.unit < H ? selected : null;
  }

  moveSelection(selected, by) { return nextUnit(selected, by, { layers: this.runs.L, units: this.runs.H }); }

  layout(width) {
    this.geo = layout({ runs: this.runs, width, before: this.geo });
    this.clampWindow();
    return this.geo.height;
  }

  centreOf(position) { return this.geo.left.from + (position - this.first) * this.geo.left.pitch; }

  draw(g, s) {
    this.follow(s.position);
    const { runs, images, first } = this;
    const { left, right, divider, height } = this.geo;
    const o = { runs, left, right, first, now: s.position - 1, images, theme: s.theme, selected: s.selected, hover: s.hover };
    drawLetters(g, o);
    drawStates(g, o);
    g.fillStyle = s.theme.rule;
    g.fillRect(divider, 12, 1, height - 24);
    drawDistribution(g, o);
    this.publish(s);
  }

  publish({ position, selected }) {
    const { runs, first, geo: { left } } = this;
    const t = position - 1;
    Object.assign(this.player.root.dataset, {
      lod: left.lod, letters: `${first + 1}-${first + left.visible}`, parts: String(runs.partsAt ?? ""),
      read: runs.symbol(runs.read(0, t)), said: runs.symbol(runs.said(0, t)), p: String(runs.chances(0, t)[runs.said(0, t)]),
      forced: t < runs.F ? runs.symbol(runs.read(1, t)) + runs.symbol(runs.said(1, t)) : "",
      pinned: selected ? `${selected.layer} ${selected.unit}` : "",
    });
  }

  hit(x, y, { position }) { return targetAt(this, x, y, position - 1); }

  targetOf(selected, { position }) {
    this.follow(position);
    return unitTarget(this, selected, position - 1);
  }

  stillShows(target, { position }) { return target.t === undefined || target.t < position; }

  card(target, { position }) { return cardOf(this.runs, target, position - 1); }

  strip({ selected, position }) {
    const { runs } = this;
    if (!selected) return { key: "hint", hint: say.hint };
    if (!runs.hasWeights(selected)) return { key: "waiting", hint: words.strip.waiting };
    const key = [this.player.versions, position, selected.layer, selected.unit].join();
    if (this.arithmetic?.key !== key) {
      const { lines } = explain(runs.operands(selected, position - 1));
      this.arithmetic = { key, model: { key, lines, sub: position, unit: selected.unit, torch: runs.h(0, selected.layer, position - 1)[selected.unit] } };
    }
    return this.arithmetic.model;
  }

  head({ position }) { return headOf(this.runs, position); }
  positionText({ position }) { return [say.stepTitle(position, this.runs.T)]; }
  spoken({ position }) { return spokenOf(this.runs, position); }
  describe({ position }) { return describeOf(this.runs, position); }
  describeSelected({ position, selected }) { return describeUnit(this.runs, position, selected); }
}
