// `TrainingView`: a network that learns a text, epoch by epoch, with the loss curves of all runs of the page.

import { explain } from "../../arithmetic/explain.js";
import { label } from "../../canvas/draw.js";
import { ImageCache } from "../../canvas/image_cache.js";
import { nextUnit } from "../../lib/selection.js";
import { say } from "../../messages/en/training.js";
import { EpochRequests, RestNotice } from "../../requests/epochs.js";
import { TrainControls } from "../../requests/train_controls.js";
import { Windowed } from "../../sequence/window.js";
import { cardOf } from "./cards.js";
import { Run } from "./data.js";
import { describeOf, describeSelectedOf, headOf, predictionOf, spokenOf } from "./describe.js";
import { ForkEditing } from "./fork_editing.js";
import { ForkPanel } from "./fork_panel.js";
import { layout } from "./layout.js";
import { drawLetters } from "./letters.js";
import { RunsBar } from "./runs_bar.js";
import { targetAt, unitTarget, weightTargets } from "./targets.js";
import { drawFigures } from "./weights.js";

const EMPTY = 120; // px, height of a stage without an epoch

export default class TrainingView extends Windowed {
  trains = true;
  selectsSteps = true;
  minWidth = 620;
  help = say.help;

  constructor(player) {
    super(player);
    this.images = new ImageCache();
    this.controls = new TrainControls(this, (run) => Boolean(run.failure));
    this.epochRequests = new EpochRequests(this);
    this.restNotice = new RestNotice(this);
    this.runs = new RunsBar(this);
    this.fork = new ForkPanel(this);
    if (this.canAsk) this.underStage = [this.runs.node, this.fork.node];
    this.knownKeys = new Set(); // keys of runs that were here before
  }

  get count() { return this.run.T; }
  get span() { return this.run.empty ? null : this.geo.left; }

  ownEditing() { return new ForkEditing(this.player, this); }
  editTargets() { return this.run.empty ? [] : weightTargets(this); }
  actions() { return { ...this.controls.actions(), fork: () => this.fork.toggle() }; }
  toggle() { return this.controls.toggle(); }
  liveState(state) { return this.controls.state(state); }

  /** Send a numbered event to Python, with the cursor's position at the time of sending. */
  ask(event, answered) {
    this.player.channel.request(() => ({ ...event, cursor: this.clock.position }), { answered });
  }

  setData(recording) {
    this.before = this.run;
    this.header = recording.header.view;
    if (this.before?.set === this.header.set) this.before.curves.forEach(({ key }) => this.knownKeys.add(key));
    else this.knownKeys.clear();
    this.run = new Run(recording, this.before);
    this.images.clear();
    this.runs.update(this.header);
    this.fork.update();
    const { run } = this;
    return { first: 1, last: run.longest, total: run.span, unit: "epoch", start: this.before ? Math.max(1, run.done) : run.cursor ?? Math.max(1, run.done) };
  }

  setTheme(theme) {
    this.images.clear();
    this.runs.repaint(theme);
  }

  /**
   * A cursor at the live end follows it; any other cursor stays, also if another run is selected. If the runs are others, or this
   * one was begun again, the cursor goes to its last epoch. A new fork is played from its beginning.
   */
  afterData(before) {
    const { run, before: earlier, clock } = this;
    const sameRuns = run.set === earlier.set;
    if (sameRuns && run.key !== earlier.key) this.showOther();
    else if (sameRuns && run.id === earlier.id) this.controls.follow(before, earlier.status, earlier.done);
    else {
      clock.pause();
      clock.seek((sameRuns ? null : run.cursor) ?? Math.max(1, run.done));
      this.first = 0;
    }
  }

  /** Another run is selected; a new one, which is a fork, is played from its beginning. */
  showOther() {
    const { run, clock } = this;
    if (this.knownKeys.has(run.key)) return;
    clock.pause();
    clock.seek(run.status === "running" ? run.done : run.cursor ?? run.done);
    if (clock.position < run.done) this.controls.play();
  }

  atRest(position) { this.restNotice.at(position); }

  // A selection is {layer, unit, t}: a unit at one letter.
  validSelection(selected) {
    const { run } = this;
    return selected && !run.empty && selected.layer < run.L && selected.unit < run.H && selected.t < run.T ? selected : null;
  }

  keepHover(hover) {
    return hover && this.run.id === this.before?.id && this.run.done >= this.before.done ? hover : null;
  }

  moveSelection(selected, by) {
    const { run } = this;
    const next = run.empty ? null : nextUnit(selected, by, { layers: run.L, units: run.H });
    return next && { ...next, t: selected ? selected.t : this.first };
  }

  /** The arithmetic takes its room from the stage, so that the transport does not move out of view. */
  selectionChanged(selected) {
    if (this.geo && this.geo.hasStrip !== Boolean(selected)) this.player.layout();
  }

  layout(width) {
    if (this.run.empty) return EMPTY;
    const bars = this.underStage.reduce((sum, node) => sum + (node.hidden ? 0 : node.offsetHeight), 0);
    this.geo = layout({ run: this.run, width, hasStrip: Boolean(this.chosen), bars, before: this.geo });
    this.clampWindow();
    return this.geo.height;
  }

  draw(g, s) {
    const { run, images, first } = this;
    if (run.empty) { label(g, say.nothing, 20, 60, { color: s.theme.ink2, size: 13 }); return; }
    const epoch = run.epoch(s.position);
    const k = run.frame(epoch);
    const { left, right, divider, height } = this.geo;
    const o = { run, left, right, first, k, epoch, position: s.position, images, theme: s.theme, selected: s.selected, hover: s.hover, weights: [...this.fork.weights.values()] };
    this.runs.show(s.position);
    this.fork.showEpoch(s.position);
    if (!s.playing) this.epochRequests.request(s.position);
    drawLetters(g, o);
    g.fillStyle = s.theme.rule;
    g.fillRect(Math.round(divider), 12, 1, height - 24);
    drawFigures(g, o);
    this.publish(k, epoch, s.position);
  }

  publish(k, epoch, position) {
    const { run, first, geo: { left } } = this;
    Object.assign(this.player.root.dataset, {
      loss: String(run.loss(epoch)), exact: String(run.exact(position)), stage: run.ownCurve.name, runs: String(run.curves.length), predicted: run.text(run.answer(epoch)), kept: String(run.epochs[k]),
      status: run.status, total: String(run.total), letters: `${first + 1}-${first + left.visible}`,
    });
  }

  hit(x, y) {
    return this.run.empty ? null : targetAt(this, x, y);
  }

  targetOf(selected) {
    this.showStep(selected.t);
    return unitTarget(this, selected);
  }

  card(target, { position }) {
    const epoch = this.run.epoch(position);
    return cardOf(this.run, target, this.run.frame(epoch), epoch);
  }

  head({ position, playing }) { return headOf(this.run, position, playing); }
  spoken({ position }) { return spokenOf(this.run, position); }
  values(s) { return [predictionOf(this.run, s.position), this.describeSelected(s)].filter(Boolean).join("; "); }
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
}
