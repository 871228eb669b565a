// The text through both runs: target, what each run says and how surely, and the input; the present step is marked.

import { arrow, label, outline, pill } from "../../canvas/draw.js";
import { PAD, pillWords } from "../../canvas/labels.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/ablation.js";
import { arrowBoxes, arrowButton } from "../../sequence/overview.js";
import { symbol, thinLabels } from "../../sequence/symbols.js";
import { barsBox, centre, inputBox, tileBox } from "./layout.js";
import { lock } from "./marks.js";

/** o: {pair, left, first, now: the present step from 0, theme, hover} */
export function drawLetters(g, o) {
  const { pair, left, first, now, theme } = o;
  tint(g, o);
  names(g, o);
  for (let t = first; t < first + left.visible; t++) {
    const x = centre(left, first, t);
    const later = t > now;
    symbol(g, pair.symbol(pair.target[t]), x, 20, { color: later ? theme.ink3 : theme.ink, size: 17, room: left.pitch - 4 });
    for (let run = 0; run < left.tile.tops.length; run++) later ? ghostTile(g, o, t, run) : tile(g, o, t, run);
    if (!later) bars(g, o, t);
    input(g, o, t, later);
  }
  if (!left.bars.letters) thinLabels(g, theme, pair, { x: left.from - 2, y: left.bars.top, ch: left.bars.row });
  if (left.windowed) overview(g, o);
}

/** The present step's column. */
function tint(g, { left, first, now, theme }) {
  if (now < first || now >= first + left.visible) return;
  const x = centre(left, first, now);
  g.fillStyle = theme.nowTint;
  g.beginPath();
  g.roundRect(x - left.pitch / 2 + 2, 4, left.pitch - 4, left.pill - 4, 8);
  g.fill();
  const text = say.step(now);
  g.font = "700 12px sans-serif";
  pill(g, text, x - (g.measureText(text).width + 20) / 2, left.pill, { fill: theme.now, color: theme.page });
}

function names(g, { pair, left, theme }) {
  const put = (y, name, notes = []) => {
    const top = y - notes.length * 7.5;
    label(g, name, PAD, top, { color: theme.ink, size: 12, weight: 700 });
    notes.forEach((note, i) => label(g, note, PAD, top + 15 * (i + 1), { color: theme.ink3, size: 11 }));
  };
  put(20, say.target);
  left.tile.tops.forEach((top, run) => put(top + left.tile.h / 2, pair.two ? (run ? say.heldRun : say.untouched) : say.run, [say.fill]));
  if (pair.two) lock(g, PAD + 32, left.tile.tops[1] + left.tile.h / 2 - 8, theme.ink);
  put(left.bars.top + Math.max(20, left.bars.height / 2), say.probability, say.overlay(pair.two));
  left.tops.forEach((top, l) => put(top + left.block / 2, say.layer(l), left.block + left.gap >= 34 ? [say.twins(pair.two, pair.H)] : []));
  put(left.input.top + left.input.h / 2, say.input);
}

function path(g, box) {
  g.beginPath();
  g.roundRect(box.x, box.y, box.w, box.h, Math.min(8, box.w / 5));
}

function ghostTile(g, { left, first, theme }, t, run) {
  path(g, tileBox(left, first, t, run));
  g.strokeStyle = theme.ghost;
  g.lineWidth = 1;
  g.setLineDash([3, 3]);
  g.stroke();
  g.setLineDash([]);
}

function tile(g, { pair, left, first, theme }, t, run) {
  const box = tileBox(left, first, t, run);
  const said = pair.says(run, t);
  const right = said === pair.target[t];
  const p = pair.chances(run, t)[pair.target[t]];
  g.save();
  path(g, box);
  g.fillStyle = theme.surface;
  g.fill();
  g.clip();
  const level = box.y + box.h * (1 - p);
  g.fillStyle = theme.fill;
  g.fillRect(box.x, level, box.w, box.h);
  g.fillStyle = theme.edge;
  g.fillRect(box.x, level, box.w, 1);
  const wide = box.w >= 60;
  symbol(g, pair.symbol(said), box.x + box.w / 2, box.y + box.h * (wide ? 0.5 : 0.4), { color: theme.ink, size: Math.min(28, box.h * (wide ? 0.6 : 0.5)), room: box.w - 8 });
  label(g, say.percent(p), wide ? box.x + box.w - 5 : box.x + box.w / 2, box.y + box.h - 8, { color: theme.ink2, size: 10.5, align: wide ? "right" : "center" });
  g.restore();
  path(g, box);
  const changed = run === 1 && said !== pair.says(0, t);
  g.strokeStyle = theme.ink;
  g.lineWidth = right && !changed ? 1.5 : 2;
  g.setLineDash(right ? [] : [5, 4]);
  g.stroke();
  g.setLineDash([]);
  if (changed) pillWords(g, theme, box.x + box.w / 2, box.y - 2, say.change1(pair.symbol(pair.says(0, t)), pair.symbol(said)), left.pitch - 2);
}

/** What each symbol's probability is: held solid, untouched as an outline over it. */
function bars(g, { pair, left, first, theme }, t) {
  const box = barsBox(left, first, t);
  const { row, letters, numbers } = left.bars;
  const last = pair.two ? 1 : 0;
  const [before, after] = [pair.chances(0, t), pair.chances(last, t)];
  const said = pair.says(last, t);
  const from = box.x + (letters ? 15 : 4);
  const width = box.x + box.w - from - (numbers ? 30 : 0);
  const thick = letters ? 8 : Math.max(1, row * 0.7);
  g.fillStyle = theme.bar;
  if (letters) for (let v = 0; v < pair.V; v++) g.fillRect(from, box.y + (v + 0.5) * row - thick / 2, width, thick);
  else g.fillRect(from, box.y, width, box.h);
  for (let v = 0; v < pair.V; v++) {
    const y = box.y + (v + 0.5) * row;
    const right = v === pair.target[t];
    g.fillStyle = v === said ? theme.ink : theme.edge;
    g.fillRect(from, y - thick / 2, Math.max(0.5, after[v] * width), thick);
    if (pair.two && before[v] * width >= 2) outlined(g, theme, { x: from, y: y - thick / 2, w: Math.max(0.5, before[v] * width), h: thick }, letters);
    if (right) pointer(g, theme, box.x - (letters ? 2 : -2), y);
    const style = { color: right ? theme.ink : theme.ink3, size: 11, weight: right ? 700 : 400 };
    if (letters) symbol(g, pair.symbol(v), box.x + 7, y, { ...style, room: 13 });
    if (numbers) label(g, number(after[v]), box.x + box.w, y, { ...style, align: "right" });
  }
}

/** The untouched run's bar: an outline where there is room for one, else only its end. */
function outlined(g, theme, { x, y, w, h }, room) {
  g.strokeStyle = theme.ink;
  g.lineWidth = 1;
  if (room) g.strokeRect(x + 0.5, y - 1.5, Math.max(1, w - 1), h + 3);
  else { g.fillStyle = theme.ink; g.fillRect(x + w - 1, y - 1, 1.5, h + 2); }
}

function pointer(g, theme, x, y) {
  g.fillStyle = theme.ink;
  g.beginPath();
  g.moveTo(x - 5, y - 4); g.lineTo(x, y); g.lineTo(x - 5, y + 4);
  g.fill();
}

function input(g, { pair, left, first, now, theme, hover }, t, later) {
  const box = inputBox(left, first, t);
  const levels = [left.input.top, ...left.tops.flatMap((top) => [top + left.block, top]), left.bars.top + left.bars.height];
  const margin = left.gap > 16 ? 4 : 2;
  const x = centre(left, first, t);
  const style = { color: t === now ? theme.now : later ? theme.ghost : theme.edge, head: left.gap > 14 ? 6 : 4, dash: later ? [3, 3] : null };
  for (let l = 0; l <= pair.L; l++) arrow(g, x, levels[2 * l] - margin, x, levels[2 * l + 1] + margin, style);
  g.fillStyle = theme.bar;
  g.strokeStyle = theme.ruleStrong;
  g.lineWidth = 1;
  g.beginPath();
  g.roundRect(box.x, box.y, box.w, box.h, 6);
  g.fill();
  g.stroke();
  symbol(g, pair.symbol(pair.source[t]), x, box.y + box.h / 2, { color: later ? theme.ink3 : theme.ink, size: 15, room: box.w - 6 });
  if (t === now) outline(g, box, 2, { color: theme.now, width: 2, radius: 7 });
  if (hover?.kind === "input" && hover.t === t) outline(g, box, 2, { color: theme.ink, radius: 7 });
}

/** Every letter of a long text, changed ones tall, and the window that is on stage. */
function overview(g, { pair, left, first, now, theme }) {
  const { x, y, w, h } = left.overview;
  const step = w / pair.T;
  const width = Math.max(0.5, step > 3 ? step - 1 : step);
  const changed = new Set(pair.changed);
  for (let t = 0; t < pair.T; t++) {
    const tall = changed.has(t);
    g.fillStyle = tall ? theme.ink : theme.edge;
    g.fillRect(x + t * step, y + (tall ? 0 : h - 3), width, tall ? h : 3);
  }
  outline(g, { x: x + first * step, y, w: left.visible * step, h }, 3, { color: theme.ink, width: 1.5, radius: 3 });
  g.fillStyle = theme.now;
  g.fillRect(x + (now + 0.5) * step - 1, y - 4, 2, h + 8);
  const [range, legend] = say.overview(first + 1, first + left.visible, pair.T);
  label(g, range, x, y + h + 13, { color: theme.ink2, size: 11 });
  if (w > 340) label(g, legend, x + w, y + h + 13, { color: theme.ink3, size: 11, align: "right" });
  for (const button of arrowBoxes(left)) arrowButton(g, theme, button, button.by < 0 ? first > 0 : first + left.visible < pair.T);
}

