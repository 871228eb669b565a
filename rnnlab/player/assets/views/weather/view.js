// `WeatherView`: an RNN unrolled over three days of weather, and its prediction of the fourth beside the observation.

import { drawEquation, equationHeight } from "../../arithmetic/equation.js";
import { explain, unitRows } from "../../arithmetic/explain.js";
import { arrow, cells, ghostCells, label, outline } from "../../canvas/draw.js";
import { level } from "../../canvas/theme.js";
import { vector } from "../../lib/recording.js";
import { View } from "../../lib/view.js";
import { words } from "../../messages/en/common.js";
import { say } from "../../messages/en/weather.js";
import { cardOf, describeOf, describeUnit, likeliest, SPREADS, spokenOf, valuesOf, verdict } from "./describe.js";

const [H_CELL, TOP] = [22, 46];
const DAY = { w: 60, h: 26 };
const BAR = { h: 20, name: 62 };
// px: room for the row labels, for the fourth day, before it and between its columns; and the longest bar.
const WIDE = { left: 140, right: 360, indent: 48, between: 20, bar: 150 };
const NARROW = { left: 128, right: 276, indent: 36, between: 12, bar: 76 };

export default class WeatherView extends View {
  minWidth = 660;

  setData({ header, arrays }) {
    const get = (name) => arrays.get(name);
    this.header = header;
    this.arrays = { x: get("x"), raw: get("raw"), h0: get("h_0"), h: get("layer0.h"), z: get("layer0.pre") };
    this.changes = get("changed").data;
    const [predicted, z, observed, chances] = ["predicted", "predicted.x", "observed", "probabilities"].map((name) => get(name).data);
    this.fourth = { predicted, z, observed, chances };
    this.weights = { ih: get("weight_ih").data, hh: get("weight_hh").data, bih: get("bias_ih").data, bhh: get("bias_hh").data };
    this.features = header.features;
    [this.T, , this.I] = this.arrays.x.shape;
    this.H = this.arrays.h.shape[2];
    return { first: 0, last: this.T, total: this.T, unit: "step", start: this.T };
  }

  h(t) { return t === 0 ? vector(this.arrays.h0, 0) : vector(this.arrays.h, t - 1, 0); }
  x(t) { return vector(this.arrays.x, t - 1, 0); }
  z(t) { return vector(this.arrays.z, t - 1, 0); }
  raw(t) { return vector(this.arrays.raw, t - 1); }
  isChanged(t, i) { return this.changes[(t - 1) * this.I + i] > 0; }
  name(i) { return say.names[this.features[i].name] ?? this.features[i].name; }

  validSelection(selected) { return selected && selected.unit < this.H ? selected : null; }

  moveSelection(selected, by) {
    const unit = selected ? selected.unit + by : 0;
    return unit >= 0 && unit < this.H ? { unit } : null;
  }

  layout(width) {
    this.room = width < 880 ? NARROW : WIDE;
    const { left, right, indent } = this.room;
    this.period = Math.min(230, (width - left - right) / this.T);
    this.first = left + this.period / 2;
    this.middle = TOP + (this.H * H_CELL) / 2;
    this.daysTop = TOP + this.H * H_CELL + 40;
    this.out = { x: Math.min(width - right + indent, left + this.T * this.period + 90), y: TOP };
    this.barsTop = this.out.y + this.I * DAY.h + 62;
    return Math.max(this.daysTop + this.I * DAY.h + 40, this.barsTop + this.header.classes.length * BAR.h + 52);
  }

  /** The centre of the present day; after the last day, of the prediction. */
  centreOf(position) { return position >= this.T ? this.out.x + 80 : this.centre(Math.max(1, position)); }
  centre(t) { return this.first + (t - 1) * this.period; }
  hBox(t) { return { x: this.centre(t) - H_CELL / 2, y: TOP, w: H_CELL, h: this.H * H_CELL }; }
  dayBox(t) { return { x: this.centre(t) - DAY.w / 2, y: this.daysTop, w: DAY.w, h: this.I * DAY.h }; }
  outBox(column) { return { x: this.out.x + column * (DAY.w + this.room.between), y: this.out.y, w: DAY.w, h: this.I * DAY.h }; }
  row(box, i) { return { x: box.x, y: box.y + i * DAY.h, w: box.w, h: DAY.h }; }
  unitBox(box, unit) { return { x: box.x, y: box.y + unit * H_CELL, w: H_CELL, h: H_CELL }; }
  barBox(k) { return { x: this.out.x + BAR.name, y: this.barsTop + k * BAR.h, w: this.room.bar, h: BAR.h - 6 }; }

  draw(g, s) {
    this.rowLabels(g, s);
    for (let t = 1; t <= this.T; t++) {
      this.arrows(g, s, t);
      this.memory(g, s, t);
      this.day(g, s, t);
    }
    this.prediction(g, s);
    this.bars(g, s);
    if (s.hover?.box) outline(g, s.hover.box, 1, { color: s.theme.ink });
  }

  rowLabels(g, { theme }) {
    label(g, say.memory, 20, this.middle - 8, { color: theme.ink, size: 13, weight: 700 });
    label(g, say.units(this.H), 20, this.middle + 9, { color: theme.ink3, size: 12 });
    this.features.forEach((feature, i) => {
      const y = this.daysTop + (i + 0.5) * DAY.h;
      label(g, this.name(i), 20, y, { color: theme.ink, size: 13, weight: 700 });
      label(g, say.unitOf(feature), 76, y, { color: theme.ink3, size: 12 });
    });
  }

  /** Colours of day t: now, past or future. */
  style({ theme, position }, t) {
    const [now, future] = [t === position, t > position];
    return { now, future, color: now ? theme.now : future ? theme.ghost : theme.edge, text: now ? theme.now : future ? theme.ink3 : theme.ink };
  }

  arrows(g, s, t) {
    const { now, future, color } = this.style(s, t);
    const [input, travel] = now && s.motion ? [s.motion.input, s.motion.travel] : [1, 1];
    const style = { color, width: now ? 2 : 1.5, dash: future ? [4, 3] : null };
    const part = (a, b, done) => a + (b - a) * done;
    const x = this.centre(t);
    const from = t === 1 ? x - this.period / 2 + 4 : this.centre(t - 1) + H_CELL / 2 + 8;
    if (t === 1) label(g, say.zeros, from - 6, this.middle, { color: s.theme.ink3, size: 12, align: "right" });
    const dash = t === 1 ? [3, 3] : style.dash; // h_0 is zeros, not something that was read
    arrow(g, from, this.middle, part(from, x - H_CELL / 2 - 8, travel), this.middle, { ...style, dash });
    const [low, high] = [this.daysTop - 8, TOP + this.H * H_CELL + 8];
    arrow(g, x, low, x, part(low, high, input), style);
  }

  memory(g, s, t) {
    const { now, future, text } = this.style(s, t);
    const box = this.hBox(t);
    label(g, "h", this.centre(t), TOP - 18, { color: text, size: 14, weight: 700, align: "center", sub: String(t) });
    const grid = { x: box.x, y: box.y, cw: H_CELL, ch: H_CELL, rows: this.H, lod: "border" };
    const fill = now && s.motion ? s.motion.fill : 1;
    if (future || fill < 1) ghostCells(g, s.theme, grid);
    if (!future) {
      g.globalAlpha = fill;
      cells(g, s.theme, this.h(t), grid);
      g.globalAlpha = 1;
    }
    if (now) outline(g, box, 3, { color: s.theme.now });
    if (s.selected && !future) outline(g, this.unitBox(box, s.selected.unit), 0.5, { color: s.theme.ink, width: 1.75 });
  }

  day(g, s, t) {
    const { now, future, text } = this.style(s, t);
    const box = this.dayBox(t);
    const [z, raw] = [this.x(t), this.raw(t)];
    let changed = false;
    for (let i = 0; i < this.I; i++) {
      const at = this.row(box, i);
      this.value(g, s.theme, at, z[i], say.raw(this.features[i].name, raw[i]), future);
      if (!this.isChanged(t, i)) continue;
      changed = true;
      outline(g, at, -2, { color: future ? s.theme.edge : s.theme.ink, width: 1.5, dash: [3, 2], radius: 2 });
      label(g, "✎", at.x + at.w + 5, at.y + at.h / 2, { color: s.theme.ink2, size: 12 });
    }
    if (now) outline(g, box, 3, { color: s.theme.now });
    const below = box.y + box.h + 16;
    label(g, say.weekday(this.header.dates[t - 1]), this.centre(t), below, { color: text, size: 13, weight: now ? 700 : 400, align: "center" });
    label(g, say.note(this.header.dates[t - 1], changed, this.period > 120), this.centre(t), below + 16, { color: s.theme.ink3, size: 11, align: "center" });
  }

  /** One feature of one day: its standardised value z as colour, its value in its own unit as text. */
  value(g, theme, box, z, text, faded) {
    const k = level(z, SPREADS);
    g.fillStyle = faded ? theme.fadedCss[k] : theme.css[k];
    this.frame(g, theme, box, true);
    label(g, text, box.x + box.w / 2, box.y + box.h / 2, { color: faded ? theme.fadedText : theme.text[k], size: 12, align: "center" });
  }

  frame(g, theme, { x, y, w, h }, filled) {
    g.beginPath();
    g.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, 3);
    if (filled) g.fill();
    g.strokeStyle = filled ? theme.cellBorder : theme.ruleStrong;
    g.lineWidth = 1;
    g.stroke();
  }

  prediction(g, s) {
    const { theme, position } = s;
    const done = position === this.T;
    const [mine, real] = [this.outBox(0), this.outBox(1)];
    const style = { color: done ? theme.now : theme.ghost, width: done ? 2 : 1.5, dash: done ? null : [4, 3] };
    arrow(g, this.centre(this.T) + H_CELL / 2 + 10, this.middle, mine.x - 10, this.middle, style);
    label(g, say.predicted, mine.x + DAY.w / 2, TOP - 18, { color: done ? theme.ink : theme.ink3, size: 13, weight: 700, align: "center" });
    label(g, say.observed, real.x + DAY.w / 2, TOP - 18, { color: theme.ink3, size: 13, align: "center" });
    g.globalAlpha = done && s.motion ? s.motion.fill : 1;
    if (!done) ghostCells(g, theme, { ...mine, cw: DAY.w, ch: DAY.h, rows: this.I });
    this.features.forEach((feature, i) => {
      const at = this.row(mine, i);
      if (done) this.value(g, theme, at, this.fourth.z[i], say.expected(feature.name, this.fourth.predicted[i]), false);
      const right = this.row(real, i);
      const [end, y] = [right.x + right.w, right.y + right.h / 2];
      this.frame(g, theme, right, false);
      label(g, say.raw(feature.name, this.fourth.observed[i]), end - right.w / 2, y, { color: done ? theme.ink : theme.ink3, size: 12, align: "center" });
      label(g, this.name(i), end + 12, y, { color: theme.ink2, size: 12 });
      label(g, say.unitOf(feature), end + 60, y, { color: theme.ink3, size: 12 });
    });
    g.globalAlpha = 1;
    this.bracket(g, theme, mine.x, real.x + real.w, mine.y + mine.h + 8);
  }

  bracket(g, theme, from, to, y) {
    g.strokeStyle = theme.edge;
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(from + 0.5, y); g.lineTo(from + 0.5, y + 6.5); g.lineTo(to - 0.5, y + 6.5); g.lineTo(to - 0.5, y);
    g.stroke();
    const when = this.header.dates[this.T];
    const centre = (from + to) / 2;
    label(g, say.weekday(when), centre, y + 20, { color: theme.ink, size: 13, weight: 700, align: "center" });
    label(g, say.date(when), centre, y + 36, { color: theme.ink3, size: 11, align: "center" });
  }

  /** The probability of each class; a word marks the observed one. */
  bars(g, s) {
    const { theme, position } = s;
    const done = position === this.T;
    this.header.classes.forEach((_, k) => this.bar(g, theme, k, done));
    const below = this.barsTop + this.header.classes.length * BAR.h + 12;
    const color = done ? theme.ink2 : theme.ink3;
    (done ? verdict(this) : say.waiting).forEach((line, i) => label(g, line, this.out.x, below + 18 * i, { color, size: 13 }));
  }

  bar(g, theme, k, done) {
    const box = this.barBox(k);
    const y = box.y + box.h / 2;
    const name = this.header.classes[k];
    const style = { color: done ? theme.ink : theme.ink3, size: 12, weight: done && k === likeliest(this) ? 700 : 400 };
    label(g, name, this.out.x, y, style);
    const w = done ? Math.max(1, box.w * this.fourth.chances[k]) : box.w;
    g.save();
    [g.fillStyle, g.strokeStyle, g.lineWidth] = [theme.fill, done ? theme.edge : theme.ghost, 1];
    if (done) g.fillRect(box.x, box.y, w, box.h);
    else g.setLineDash([3, 3]);
    g.strokeRect(box.x + 0.5, box.y + 0.5, w, box.h - 1);
    g.restore();
    const at = box.x + w + 8;
    const width = done ? label(g, say.percent(this.fourth.chances[k]), at, y, style) + 10 : 0;
    if (name === this.header.observed_class) label(g, say.observedMark, at + width, y, { color: theme.ink2, size: 12 });
  }

  hit(px, py, s) {
    const inside = (b) => px >= b.x && px < b.x + b.w && py >= b.y && py < b.y + b.h;
    const which = (b, size) => Math.floor((py - b.y) / size);
    for (let t = 1; t <= this.T; t++) {
      const [h, x] = [this.hBox(t), this.dayBox(t)];
      if (t <= s.position && inside(h)) return this.unitTarget(t, which(h, H_CELL));
      if (inside(x)) return { id: `x${t}.${which(x, DAY.h)}`, kind: "x", t, i: which(x, DAY.h), box: this.row(x, which(x, DAY.h)) };
    }
    if (s.position < this.T) return null;
    for (const column of [0, 1]) {
      const box = this.outBox(column);
      if (inside(box)) return { id: `y${column}.${which(box, DAY.h)}`, kind: "y", i: which(box, DAY.h), box: this.row(box, which(box, DAY.h)) };
    }
    const k = this.header.classes.findIndex((_, i) => inside(this.barBox(i)));
    return k < 0 ? null : { id: `p${k}`, kind: "p", k, box: this.barBox(k) };
  }

  unitTarget(t, unit) {
    return { id: `h${t}.${unit}`, kind: "h", t, unit, box: this.unitBox(this.hBox(t), unit), selects: { unit }, seek: t };
  }

  targetOf({ unit }, s) {
    return s.position ? this.unitTarget(s.position, unit) : null;
  }

  card(target) { return cardOf(this, target); }

  /** The selected unit's arithmetic. */
  strip({ position: t, selected }) {
    if (!selected || t === 0) return null;
    const [{ I, H, weights: w }, { unit }] = [this, selected];
    const operands = { t, unit, nonlinearity: "tanh", h: this.h(t), hPrev: this.h(t - 1), x: this.x(t), z: this.z(t), wih: w.ih, whh: w.hh, bih: w.bih, bhh: w.bhh, inputSize: I, hiddenSize: H };
    const { lines } = explain({ cell: "rnn", nonlinearity: "tanh", x: this.x(t), hPrev: this.h(t - 1), unit, rows: unitRows(w, unit, I, H) });
    const key = `${this.header.dates[0]}:${this.arrays.raw.data.join()}:${t}:${unit}`;
    return { key, lines, sub: t, unit, torch: this.h(t)[unit], picture: { height: equationHeight(I, H), draw: (g, theme, width) => drawEquation(g, theme, width, operands) } };
  }

  head() { return { title: say.title, legend: say.legend }; }

  positionText({ position }) { return [words.stepOf(position, this.T)]; }

  spoken({ position }) { return spokenOf(this, position); }
  values(s) { return this.describeSelected(s) || valuesOf(this, s.position); }
  describe({ position }) { return describeOf(this, position); }
  describeSelected({ position, selected }) { return describeUnit(this, position, selected); }
}
