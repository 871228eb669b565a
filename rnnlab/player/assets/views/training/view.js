// View "training": a network that learns a text, epoch by epoch; recorded epochs are played, live ones are followed.

import { explain } from "../../arithmetic/explain.js";
import { label } from "../../canvas/draw.js";
import { ImageCache } from "../../canvas/image_cache.js";
import { say } from "../../messages/en/training.js";
import { Asking, Looking, Resting } from "../../requests/channel.js";
import { PATIENCE, Steps } from "../../requests/single_steps.js";
import { Run } from "./data.js";
import { describeOf, describeSelectedOf, headOf, spokenOf } from "./describe.js";
import { ForkPanel, Trial } from "./fork_panel.js";
import { layout } from "./layout.js";
import { drawLetters } from "./letters.js";
import { RunsBar } from "./runs_bar.js";
import { cardOf, targetAt, unitTarget, weightTargets } from "./targets.js";
import { drawFigures } from "./weights.js";

const PROMPT = 80; // ms; what takes longer to answer is acknowledged

export default class TrainingView {
  training = true;
  minWidth = 620;
  help = say.help;

  constructor(player) {
    this.player = player;
    this.first = 0; // of the letters on stage
    this.images = new ImageCache();
    this.asking = new Asking(this);
    this.looking = new Looking(this);
    this.resting = new Resting(this);
    this.steps = new Steps(player);
    this.runs = new RunsBar(this);
    this.fork = new ForkPanel(this);
    this.underStage = [this.runs.node, this.fork.node];
    this.seen = new Set(); // keys of runs that were here before
  }

  editing() { return new Trial(this.player, this); }
  values() { return this.run.empty ? [] : weightTargets(this); }

  get clock() { return this.player.clock; }
  get chosen() { return this.player.selected; }

  setData(recording) {
    this.before = this.run;
    this.header = recording.header.view;
    if (this.before?.set === this.header.set) this.before.curves.forEach(({ key }) => this.seen.add(key));
    else this.seen.clear();
    this.run = new Run(recording, this.before);
    this.images.clear();
    this.answered();
    this.runs.update(this.header);
    this.fork.update();
    this.asking.update(this.header);
    this.steps.update(this.run);
    const { run } = this;
    return { first: 1, last: run.longest, total: run.span, unit: "epoch", start: this.before ? Math.max(1, run.done) : run.cursor ?? Math.max(1, run.done) };
  }

  setTheme(theme) {
    this.images.clear();
    this.runs.repaint(theme);
  }

  /**
   * New data have come. Who was at the live end follows it: step by step while training runs, and playing when many
   * epochs come at once. Who looks back stays there, also when another run comes on stage; other runs, or the same one
   * begun again, are shown where they are; and a fork is played from where it begins.
   */
  grown(was) {
    const { run, before, clock } = this;
    const known = run.set === before.set;
    if (known && run.key !== before.key) return this.switched();
    if (!known || run.id !== before.id) {
      clock.pause();
      clock.seek((known ? null : run.cursor) ?? Math.max(1, run.done));
      this.first = 0;
      return undefined;
    }
    if (run.done === before.done || was.position < before.done || clock.playing) return undefined;
    const burst = run.status !== "running" && before.status !== "running" && run.done > before.done + 1;
    clock.seek(burst ? before.done : run.done);
    return burst ? this.play() : undefined;
  }

  switched() {
    const { run, clock, seen } = this;
    if (seen.has(run.key)) return;
    clock.pause();
    clock.seek(run.status === "running" ? run.done : run.cursor ?? run.done);
    if (clock.position < run.done) this.play();
  }

  play() {
    this.clock.play();
    this.player.redraw();
  }

  rests(position) { this.resting.at(position); }

  keepSelection(selected) {
    const { run } = this;
    return selected && !run.empty && selected.layer < run.L && selected.unit < run.H && selected.t < run.T ? selected : null;
  }

  keepHover(hover) {
    return hover && this.run.id === this.before?.id && this.run.done >= this.before.done ? hover : null;
  }

  /** Up and down: through the units of a column, then on to the layer above or below. */
  moveSelection(selected, by) {
    const { run } = this;
    if (run.empty) return null;
    if (!selected) return { layer: run.L - 1, unit: 0, t: this.first };
    const at = (run.L - 1 - selected.layer) * run.H + selected.unit + by;
    if (at < 0 || at >= run.L * run.H) return null;
    return { layer: run.L - 1 - Math.floor(at / run.H), unit: at % run.H, t: selected.t };
  }

  /** Sideways: the selected unit at another letter; without one, the window. */
  moveAcross(by) {
    const { chosen: selected, run } = this;
    if (run.empty) return;
    if (!selected) { this.scrollTo(this.first + by); return; }
    const t = selected.t + by;
    if (t < 0 || t >= run.T) return;
    const { visible } = this.geo.left;
    if (t < this.first || t >= this.first + visible) this.scrollTo(by > 0 ? t - visible + 1 : t);
    this.player.select({ ...selected, t }, { withCard: true });
  }

  /** The arithmetic takes room from the stage, so that the transport stays where it can be seen. */
  selected(selected) {
    if (this.geo && this.geo.pinned !== Boolean(selected)) this.player.layout();
  }

  layout(width) {
    if (this.run.empty) return 120;
    const bars = this.underStage.reduce((sum, node) => sum + (node.hidden ? 0 : node.offsetHeight), 0);
    this.geo = layout({ run: this.run, width, pinned: Boolean(this.chosen), bars, before: this.geo });
    this.clampWindow();
    return this.geo.height;
  }

  clampWindow() {
    this.first = Math.max(0, Math.min(this.first, this.run.T - this.geo.left.visible));
  }

  scrollTo(first) {
    this.first = first;
    this.clampWindow();
    this.player.setHover(null);
  }

  wheel(event) {
    const by = event.shiftKey ? event.deltaY : event.deltaX;
    if (this.run.empty || !this.geo.left.windowed || Math.abs(by) < 1) return false;
    this.rolled = (this.rolled ?? 0) + by / this.geo.left.pitch;
    const steps = Math.trunc(this.rolled);
    this.rolled -= steps;
    if (steps) this.scrollTo(this.first + steps);
    return true;
  }

  seek(epoch) {
    this.player.userSeek(epoch);
  }

  draw(g, s) {
    const { run, images, first } = this;
    if (run.empty) { label(g, say.nothing, 20, 60, { color: s.theme.ink2, size: 13 }); return; }
    const epoch = run.epoch(s.position);
    const k = run.frame(epoch);
    const { left, right, divider, height } = this.geo;
    const o = { run, left, right, first, k, epoch, position: s.position, images, theme: s.theme, selected: s.selected, hover: s.hover, weights: [...this.fork.weights.values()] };
    this.runs.show(s.position);
    this.fork.at(s.position);
    if (!s.playing) this.looking.want(s.position);
    drawLetters(g, o);
    g.fillStyle = s.theme.rule;
    g.fillRect(Math.round(divider), 12, 1, height - 24);
    drawFigures(g, o);
    this.publish(k, epoch, s.position);
  }

  publish(k, epoch, position) {
    const { run, first, geo: { left } } = this;
    Object.assign(this.player.root.dataset, {
      loss: String(run.loss(epoch)), exact: String(run.exact(position)), stage: run.mine.name, runs: String(run.curves.length), predicted: run.text(run.answer(epoch)), kept: String(run.epochs[k]),
      status: run.status, total: String(run.total), letters: `${first + 1}-${first + left.visible}`,
    });
  }

  hit(x, y) {
    return this.run.empty ? null : targetAt(this, x, y);
  }

  locate(selected) {
    const { visible } = this.geo.left;
    if (selected.t < this.first || selected.t >= this.first + visible) this.scrollTo(selected.t);
    return unitTarget(this, selected);
  }

  card(target, { position }) {
    const epoch = this.run.epoch(position);
    return cardOf(this.run, target, this.run.frame(epoch), epoch);
  }

  head({ position, playing }) { return headOf(this.run, position, playing); }
  spoken({ position }) { return spokenOf(this.run, position); }
  describe(s) { return describeOf(this.run, this.first, s); }
  describeSelected(s) { return describeSelectedOf(this.run, s); }

  strip({ position, selected }) {
    const { run } = this;
    if (!selected || run.empty) return null;
    const k = run.frame(run.epoch(position));
    const { layer, unit, t } = selected;
    const { lines } = explain(run.operands(k, selected));
    const key = `${run.id}:${run.epochs[k]}:${layer}:${unit}:${t}`;
    return { key, lines, sub: t + 1, unit, torch: run.h(k, layer, t)[unit] };
  }

  text() {
    return [""];
  }

  live({ position }) {
    const { run } = this;
    const canTrain = run.done < run.total && !run.failure;
    const last = Math.max(1, run.done);
    return { live: run.status === "done" ? null : last, atLive: position >= last, canTrain, running: run.status === "running" || Boolean(this.waiting) };
  }

  actions() {
    const { player } = this;
    return {
      reset: () => { player.clock.pause(); player.emit({ type: "reset" }); player.redraw(); },
      newSeed: () => { player.clock.pause(); player.emit({ type: "new_seed" }); player.redraw(); },
      fork: () => this.fork.toggle(),
      live: () => player.userSeek(Math.max(1, this.run.done)),
      step: () => this.step(),
    };
  }

  step() {
    const { atLive, canTrain, running } = this.live({ position: this.clock.position });
    if (!atLive) return this.player.userSeek(this.clock.position + 1);
    if (canTrain && !running) this.steps.press(this.run);
    return undefined;
  }

  /** Play pauses what runs, trains at the live end, and otherwise plays what is recorded. @returns whether it is done */
  toggle() {
    const { clock, player } = this;
    const { atLive, canTrain, running } = this.live({ position: clock.position });
    if (running) {
      clock.pause();
      this.answered();
      player.emit({ type: "pause" });
      player.redraw();
    } else if (!clock.playing && atLive && canTrain) {
      player.emit({ type: "train" });
      this.wish();
    } else {
      return false;
    }
    return true;
  }

  /** The button shows that training was asked for, unless the answer is there first: drawing would only delay it. */
  wish() {
    setTimeout(() => this.waiting && this.player.redraw(), PROMPT);
    this.waiting = setTimeout(() => { this.waiting = null; this.player.redraw(); }, PATIENCE);
  }

  answered() {
    clearTimeout(this.waiting);
    this.waiting = null;
  }

  destroy() {
    this.answered();
    this.asking.destroy();
    this.steps.stop();
    this.looking.destroy();
    this.resting.destroy();
  }
}
