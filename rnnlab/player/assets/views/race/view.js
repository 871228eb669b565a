// `RaceView`: several cells trained on one task, with one cursor through the epochs of all of them.

import { label } from "../../canvas/draw.js";
import { ImageCache } from "../../canvas/image_cache.js";
import { say } from "../../messages/en/race.js";
import { StatesRequest } from "../../requests/epochs.js";
import { TrainControls } from "../../requests/train_controls.js";
import { Windowed } from "../../sequence/window.js";
import { cardOf } from "./cards.js";
import { drawChart } from "./chart.js";
import { Race } from "./data.js";
import { describeOf, describeUnit, headOf, spokenOf } from "./describe.js";
import { drawLanes } from "./lanes.js";
import { layout } from "./layout.js";
import { targetAt, unitTarget } from "./targets.js";

const EMPTY = 120; // px, height of a stage without an epoch

export default class RaceView extends Windowed {
  trains = true;
  selectsSteps = true;
  minWidth = 620;
  help = say.help;

  constructor(player) {
    super(player);
    this.images = new ImageCache();
    this.controls = new TrainControls(this, (run) => run.allFailed);
    this.states = new StatesRequest(this);
  }

  get count() { return this.run.T; }
  get span() { return this.run.empty ? null : this.geo.left; }

  actions() { return this.controls.actions(); }
  toggle() { return this.controls.toggle(); }
  liveState(state) { return this.controls.state(state); }

  setData(recording) {
    this.before = this.run;
    this.run = new Race(recording, this.before);
    this.images.clear();
    this.states.reset();
    if (this.run.id !== this.before?.id) this.first = this.run.firstAsked; // `layout` clamps it
    const last = Math.max(1, this.run.done);
    return { first: 1, last, total: Math.max(last, this.run.total), unit: "epoch", start: last };
  }

  setTheme() {
    this.images.clear();
  }

  /** A cursor at the live end follows it. In another race, or one begun again, it goes to the last epoch; to the first if there are fewer than before. */
  afterData(before) {
    const { run, before: earlier, clock } = this;
    const shorter = run.done < before.last;
    if (run.id === earlier.id && !shorter) { this.controls.follow(before, earlier.status, before.last); return; }
    clock.pause();
    clock.seek(shorter ? clock.first : clock.last);
  }

  // A selection is {lane, unit, t}: a unit of one cell at one step.
  validSelection(selected) {
    const { run } = this;
    return selected && !run.empty && selected.lane < run.lanes.length && selected.unit < run.lanes[selected.lane].H && selected.t < run.T ? selected : null;
  }

  keepHover(hover) {
    return hover && this.run.id === this.before?.id && this.run.done >= this.before.done ? hover : null;
  }

  /** The next unit of the lane, and after its last unit the first unit of the lane below. */
  moveSelection(selected, by) {
    const { run } = this;
    if (run.empty) return null;
    if (!selected) return { lane: 0, unit: 0, t: this.first };
    let [lane, unit] = [selected.lane, selected.unit + by];
    if (unit < 0) unit = run.lanes[--lane]?.H - 1;
    else if (unit >= run.lanes[lane].H) [lane, unit] = [lane + 1, 0];
    return lane < 0 || lane >= run.lanes.length ? null : { lane, unit, t: selected.t };
  }

  layout(width) {
    if (this.run.empty) return EMPTY;
    this.geo = layout({ run: this.run, width, before: this.geo });
    this.clampWindow();
    return this.geo.height;
  }

  draw(g, s) {
    const { run, images, first } = this;
    if (run.empty) { label(g, say.nothing, 20, 60, { color: s.theme.ink2, size: 13 }); return; }
    const k = run.frame(s.position);
    const { left, right, divider, height } = this.geo;
    const o = { run, left, right, first, k, epoch: s.position, images, theme: s.theme, selected: s.selected, hover: s.hover };
    drawLanes(g, o);
    g.fillStyle = s.theme.rule;
    g.fillRect(Math.round(divider), 12, 1, height - 24);
    drawChart(g, o);
    this.states.update(s.position, run.epochs[k] === s.position, s.playing);
    this.publish(k, s.position);
  }

  publish(k, epoch) {
    const { run, first, geo: { left } } = this;
    const of = (value) => run.lanes.map((lane) => `${lane.cell}:${value(lane)}`).join(" ");
    Object.assign(this.player.root.dataset, {
      losses: of((lane) => lane.loss(epoch) ?? "stopped"), held: of((lane) => lane.heldOut(epoch)?.loss ?? ""),
      kept: String(run.epochs[k]), status: run.status, total: String(run.total), steps: `${first + 1}-${first + left.visible}`,
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
    return cardOf(this.run, target, this.run.frame(position), position);
  }

  head(s) { return headOf(this.run, s); }
  spoken({ position }) { return spokenOf(this.run, position); }
  describe(s) { return describeOf(this.run, s); }
  describeSelected({ position, selected }) { return describeUnit(this.run, position, selected); }
}
