// View "training": a network that learns a text, epoch by epoch; recorded epochs are played, live ones are followed.

import { explain } from "../arithmetic.js";
import { label } from "../draw.js";
import { number } from "../words.js";
import { Sheets } from "./sheets.js";
import { Run } from "./training-data.js";
import { drawFigures } from "./training-figures.js";
import { layout } from "./training-layout.js";
import { drawLetters } from "./training-letters.js";
import { cardOf, targetAt, unitTarget } from "./training-places.js";
import { say } from "./training-words.js";

const PATIENCE = 4000; // ms after which a wish that nobody answered is forgotten
const TOLD = 16; // letters that the text equivalent spells out

export default class TrainingView {
  training = true;
  minWidth = 620;
  help = say.help;

  constructor(player) {
    this.player = player;
    this.first = 0; // of the letters on stage
    this.sheets = new Sheets();
  }

  get clock() { return this.player.clock; }
  get chosen() { return this.player.selected; }

  setData(recording) {
    this.before = this.run;
    this.run = new Run(recording, this.before);
    this.sheets.clear();
    this.answered();
    const last = Math.max(1, this.run.done);
    return { first: 1, last, total: Math.max(last, this.run.total), unit: "epoch", start: last };
  }

  setTheme() {
    this.sheets.clear();
  }

  /**
   * New data have come. Who was at the live end follows it: step by step while training runs, and playing when many
   * epochs come at once. Who looks back stays there; another run, or the same one begun again, starts at its first epoch.
   */
  grown(was) {
    const { run, before, clock } = this;
    if (run.id !== before.id || run.done < was.last) {
      clock.pause();
      clock.seek(run.done < was.last ? clock.first : clock.last);
      this.first = 0;
      return;
    }
    if (run.done === was.last || was.position < was.last || clock.playing) return;
    const burst = run.status !== "running" && before.status !== "running" && run.done > was.last + 1;
    if (!burst) { clock.seek(clock.last); return; }
    clock.play();
    this.player.redraw();
  }

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
    this.geo = layout({ run: this.run, width, pinned: Boolean(this.chosen), before: this.geo });
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
    const { run, sheets, first } = this;
    if (run.empty) { label(g, say.nothing, 20, 60, { color: s.theme.ink2, size: 13 }); return; }
    const k = run.frame(s.position);
    const { left, right, divider, height } = this.geo;
    const o = { run, left, right, first, k, epoch: s.position, sheets, theme: s.theme, selected: s.selected, hover: s.hover };
    drawLetters(g, o);
    g.fillStyle = s.theme.rule;
    g.fillRect(Math.round(divider), 12, 1, height - 24);
    drawFigures(g, o);
    this.publish(k, s.position);
  }

  publish(k, epoch) {
    const { run, first, geo: { left } } = this;
    Object.assign(this.player.root.dataset, {
      loss: String(run.losses[epoch - 1]), predicted: run.text(run.answer(epoch)), kept: String(run.epochs[k]),
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
    return cardOf(this.run, target, this.run.frame(position), position);
  }

  head(s) {
    const { run } = this;
    if (run.empty) return { title: say.title(1, run.total), notes: [] };
    const notes = [say.lossNote(run.losses[s.position - 1]), say.right(run.right(s.position), run.T)];
    // A thinned run says it at every epoch: a note that comes and goes would make the line jump.
    if (run.thinned) notes.push(say.kept(run.epochs[run.frame(s.position)]));
    return { title: say.title(s.position, run.total), notes, badge: this.badge(s), legend: { low: "\u22121", high: "+1" } };
  }

  badge({ position, playing }) {
    return say.badge({ status: this.run.failure ? "failed" : this.run.status, behind: this.run.done - position, playing });
  }

  strip({ position, selected }) {
    const { run } = this;
    if (!selected || run.empty) return null;
    const k = run.frame(position);
    const { layer, unit, t } = selected;
    const { lines } = explain(run.operands(k, selected));
    const key = `${run.id}:${run.epochs[k]}:${layer}:${unit}:${t}`;
    return { key, lines, sub: t + 1, unit, torch: run.h(k, layer, t)[unit] };
  }

  text() {
    return [""];
  }

  spoken({ position }) {
    const { run } = this;
    return run.empty ? say.nothing : say.spoken(position, run.total, run.losses[position - 1]);
  }

  describe(s) {
    const { run } = this;
    if (run.empty) return say.nothing;
    const [epoch, k] = [s.position, run.frame(s.position)];
    const whole = say.describe({
      epoch, total: run.total, value: run.losses[epoch - 1], source: run.text(run.source), target: run.text(run.target),
      predicted: run.text(run.answer(epoch)), right: run.right(epoch), size: run.T, kept: run.epochs[k], badge: this.badge(s),
    });
    const end = Math.min(run.T, this.first + TOLD);
    const letters = [];
    for (let t = this.first; t < end; t++) letters.push(this.letter(k, t));
    return [whole, ...letters].join(" ");
  }

  letter(k, t) {
    const { run } = this;
    const chances = run.chances(k, t);
    const order = Array.from(chances.keys()).sort((a, b) => chances[b] - chances[a]).slice(0, 3);
    return `${say.letter(t, run.T, run.symbol(run.source[t]), run.symbol(run.target[t]))}; ${say.likely(order.map((v) => [run.symbol(v), chances[v]]))}.`;
  }

  describeSelected({ position, selected }) {
    if (!selected) return "";
    const k = this.run.frame(position);
    return say.unit(selected, this.run.h(k, selected.layer, selected.t)[selected.unit], this.run.epochs[k]);
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
      live: () => player.userSeek(this.clock.last),
      step: () => this.step(),
    };
  }

  step() {
    const { atLive, canTrain, running } = this.live({ position: this.clock.position });
    if (!atLive) return this.player.userSeek(this.clock.position + 1);
    if (canTrain && !running) this.player.emit({ type: "step" });
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
    } else if (!clock.playing && atLive && canTrain) {
      player.emit({ type: "train" });
      this.wish();
    } else {
      return false;
    }
    player.redraw();
    return true;
  }

  /** The button shows at once that training was asked for. */
  wish() {
    this.waiting = setTimeout(() => { this.waiting = null; this.player.redraw(); }, PATIENCE);
  }

  answered() {
    clearTimeout(this.waiting);
    this.waiting = null;
  }

  destroy() {
    this.answered();
  }
}
