// Left side of the training view: target, prediction, probabilities, states and input of each letter on stage.

import { arrow, cells, heatImage, label, outline } from "../../canvas/draw.js";
import { PAD } from "../../canvas/labels.js";
import { SANS } from "../../canvas/theme.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/training.js";
import { drawArrows } from "../../sequence/overview.js";
import { symbol, thinLabels } from "../../sequence/symbols.js";
import { COLUMN } from "./layout.js";

/** Centre of the column of letter t. */
export const centre = (left, first, t) => left.from + (t - first + 0.5) * left.pitch;

/** o: {run, left, first, k: frame, epoch, images, theme, selected, hover} */
export function drawLetters(g, o) {
  const { run, left, first } = o;
  names(g, o);
  const answer = run.answer(o.epoch);
  const long = longLabels(g, o);
  for (let t = first; t < first + left.visible; t++) {
    const x = centre(left, first, t);
    symbol(g, run.symbol(run.target[t]), x, 20, { color: o.theme.ink, size: 17, room: left.pitch - 4 });
    tile(g, o, t, x, answer[t], long);
    bars(g, o, t, x);
    arrowsUp(g, o, x);
    input(g, o, t, x);
  }
  for (let l = 0; l < run.L; l++) layer(g, o, l);
  bracket(g, o);
  if (left.windowed) overview(g, o, answer);
}


function names(g, { run, left, theme, k, epoch }) {
  const exact = run.epochs[k] === epoch ? null : run.epochs[k];
  const pair = (y, name, note) => {
    label(g, name, PAD, note ? y - 8 : y, { color: theme.ink, size: 12, weight: 700 });
    if (note) label(g, note, PAD, y + 8, { color: theme.ink3, size: 11 });
  };
  pair(20, say.target);
  pair(left.tile.top + left.tile.h / 2, say.prediction, say.fill(exact));
  pair(left.bars.top + Math.max(14, left.bars.height / 2), say.probability, say.pointer(exact));
  left.tops.forEach((top, l) => pair(top + left.block / 2, say.layer(l), left.block + left.gap >= 34 ? say.units(run.H, left.short) : ""));
  pair(left.input.top + left.input.h / 2, say.input);
}

/** One form of the label on wrong tiles for all of them: the long one if every target fits. */
function longLabels(g, { run, left, first }) {
  g.font = `700 11px ${SANS}`;
  for (let t = first; t < first + left.visible; t++) {
    if (g.measureText(say.should(run.symbol(run.target[t]))).width + 14 > left.pitch - 4) return false;
  }
  return true;
}

export function tileBox(left, first, t) {
  const x = centre(left, first, t);
  return { x: x - left.tile.w / 2, y: left.tile.top, w: left.tile.w, h: left.tile.h };
}

function tile(g, { run, left, first, k, theme }, t, centreX, predicted, long) {
  const box = tileBox(left, first, t);
  const right = predicted === run.target[t];
  const p = run.chances(k, t)[run.target[t]];
  const path = () => { g.beginPath(); g.roundRect(box.x, box.y, box.w, box.h, Math.min(8, box.w / 5)); };
  g.save();
  path();
  g.clip();
  const level = box.y + box.h * (1 - p);
  g.fillStyle = theme.fill;
  g.fillRect(box.x, level, box.w, box.h);
  g.fillStyle = theme.edge;
  g.fillRect(box.x, level, box.w, 1);
  const big = box.h >= 80;
  const size = Math.min(46, box.w * 0.5, box.h * (big ? 0.5 : 0.42));
  symbol(g, run.symbol(predicted), centreX, box.y + box.h * (big ? 0.5 : 0.44), { color: theme.ink, size, room: box.w - 8 });
  const percent = { color: theme.ink2, size: 11, align: box.w >= 60 ? "right" : "center" };
  label(g, say.percent(p), box.w >= 60 ? box.x + box.w - 6 : centreX, box.y + box.h - 9, percent);
  g.restore();
  path();
  g.strokeStyle = theme.ink;
  g.lineWidth = right ? 1.5 : 2;
  g.setLineDash(right ? [] : [5, 4]);
  g.stroke();
  g.setLineDash([]);
  if (!right) should(g, theme, centreX, box.y, long ? say.should(run.symbol(run.target[t])) : say.shouldShort(run.symbol(run.target[t])), left.pitch);
}

function should(g, theme, x, y, text, pitch) {
  g.font = `700 11px ${SANS}`;
  const width = Math.min(pitch - 4, g.measureText(text).width + 14);
  g.fillStyle = theme.ink;
  g.beginPath();
  g.roundRect(x - width / 2, y - 9, width, 18, 4);
  g.fill();
  g.fillStyle = theme.page;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y + 0.5, width - 8);
  g.textAlign = "left";
}

export function barsBox(left, first, t) {
  const w = left.pitch - (left.pitch > 60 ? 12 : 8);
  return { x: centre(left, first, t) - w / 2, y: left.bars.top, w, h: left.bars.height };
}

function bars(g, { run, left, first, k, theme }, t) {
  const box = barsBox(left, first, t);
  const { row, letters, numbers } = left.bars;
  const chances = run.chances(k, t);
  const top = chances.indexOf(Math.max(...chances));
  const from = box.x + (letters ? 15 : 4);
  const width = box.x + box.w - from - (numbers ? 30 : 0);
  const thick = letters ? 9 : Math.max(1, row * 0.7);
  g.fillStyle = theme.bar;
  if (letters) for (let v = 0; v < run.V; v++) g.fillRect(from, box.y + (v + 0.5) * row - thick / 2, width, thick);
  else g.fillRect(from, box.y, width, box.h);
  for (let v = 0; v < run.V; v++) {
    const y = box.y + (v + 0.5) * row;
    g.fillStyle = v === top ? theme.ink : theme.edge;
    g.fillRect(from, y - thick / 2, Math.max(0.5, chances[v] * width), thick);
    const right = v === run.target[t];
    if (right) pointer(g, theme, box.x - (letters ? 2 : -2), y);
    const style = { color: right ? theme.ink : theme.ink3, size: 11, weight: right ? 700 : 400 };
    if (letters) symbol(g, run.symbol(v), box.x + 7, y, { ...style, room: 13 });
    if (numbers) label(g, number(chances[v]), box.x + box.w, y, { ...style, align: "right" });
  }
  if (!letters && t === first) thinLabels(g, theme, run, { x: box.x - 8, y: box.y, ch: row });
}

function pointer(g, theme, x, y) {
  g.fillStyle = theme.ink;
  g.beginPath();
  g.moveTo(x - 5, y - 4); g.lineTo(x, y); g.lineTo(x - 5, y + 4);
  g.fill();
}


function arrowsUp(g, { run, left, theme }, x) {
  const levels = [left.input.top, ...left.tops.flatMap((top) => [top + left.block, top])];
  levels.push(left.bars.top + left.bars.height);
  const margin = left.gap > 18 ? 4 : 2;
  for (let l = 0; l <= run.L; l++) arrow(g, x, levels[2 * l] - margin, x, levels[2 * l + 1] + margin, { color: theme.edge, head: left.gap > 14 ? 6 : 4 });
}

export function inputBox(left, first, t) {
  const w = Math.min(32, left.pitch - 6);
  return { x: centre(left, first, t) - w / 2, y: left.input.top, w, h: left.input.h };
}

function input(g, { run, left, first, theme, selected }, t, x) {
  const box = inputBox(left, first, t);
  g.fillStyle = theme.bar;
  g.strokeStyle = theme.ruleStrong;
  g.lineWidth = 1;
  g.beginPath();
  g.roundRect(box.x, box.y, box.w, box.h, 6);
  g.fill();
  g.stroke();
  symbol(g, run.symbol(run.source[t]), x, box.y + box.h / 2, { color: theme.ink, size: 16, room: box.w - 6 });
  if (selected?.t === t) outline(g, box, 2, { color: theme.ink, width: 1.75, radius: 7 });
}

export function unitBox(left, first, { layer: l, unit, t }) {
  return { x: centre(left, first, t) - COLUMN / 2, y: left.tops[l] + unit * left.ch, w: COLUMN, h: left.ch };
}

function layer(g, o, l) {
  const { run, left, first, k, theme, selected, hover } = o;
  const y = left.tops[l];
  const image = left.lod === "image" ? o.images.get(`h${l}`, [k, first, left.visible, left.ch, run.H], () => gathered(o, l)) : null;
  for (let t = first; t < first + left.visible; t++) {
    const x = centre(left, first, t) - COLUMN / 2;
    if (image) column(g, theme, image, t - first, { x, y, h: left.block });
    else cells(g, theme, run.h(k, l, t), { x, y, cw: COLUMN, ch: left.ch, rows: run.H, lod: left.lod });
    recurrent(g, o, l, t, x);
    if (selected?.layer === l) outline(g, unitBox(left, first, { ...selected, t }), 1, { color: theme.ink, width: t === selected.t ? 2.5 : 1.5, radius: 3 });
    if (hover?.kind === "state" && hover.layer === l && hover.t === t) outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
  }
}

/** All columns on stage as one image, one pixel wide each: drawn column by column. */
function gathered({ run, left, first, k, theme }, l) {
  const values = new Float32Array(run.H * left.visible);
  for (let j = 0; j < left.visible; j++) {
    const h = run.h(k, l, first + j);
    for (let u = 0; u < run.H; u++) values[u * left.visible + j] = h[u];
  }
  return heatImage(theme, values, { cw: COLUMN, ch: left.ch, cols: left.visible, rows: run.H });
}

function column(g, theme, image, j, { x, y, h }) {
  g.imageSmoothingEnabled = false;
  g.drawImage(image, j, 0, 1, image.height, x, y, COLUMN, h);
  g.strokeStyle = theme.cellBorder;
  g.lineWidth = 1;
  g.strokeRect(x + 0.5, y + 0.5, COLUMN - 1, h - 1);
}

function recurrent(g, { left, theme, first }, l, t, x) {
  const y = left.tops[l] + left.block / 2;
  const head = left.pitch > 60 ? 6 : 5;
  const margin = left.pitch > 60 ? 6 : 4;
  if (t > first) return arrow(g, x - left.pitch + COLUMN + margin, y, x - margin, y, { color: theme.edge, head });
  const start = Math.max(left.from - 6, x - 32);
  if (t === 0) label(g, "0", start - 3, y, { color: theme.ink3, size: 11, align: "right" });
  return arrow(g, start, y, x - margin, y, { color: theme.edge, head, dash: t === 0 ? [3, 3] : null });
}

function bracket(g, { run, left, first, theme }) {
  const pair = run.confusing(first, first + left.visible);
  if (!pair) return;
  const [from, to] = pair.map((t) => centre(left, first, t));
  const y = left.input.top + left.input.h + 5;
  g.strokeStyle = theme.edge;
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(from - 14.5, y); g.lineTo(from - 14.5, y + 5.5); g.lineTo(to + 14.5, y + 5.5); g.lineTo(to + 14.5, y);
  g.stroke();
  const room = { from: PAD, to: left.from + left.visible * left.pitch + 4 };
  g.font = `12px ${SANS}`;
  const text = say.same.find((words) => g.measureText(words).width < room.to - room.from) ?? "";
  const half = g.measureText(text).width / 2;
  label(g, text, Math.min(Math.max((from + to) / 2, room.from + half), room.to - half), y + 17, { color: theme.ink2, size: 12, align: "center" });
}

/** Every letter of a long text, right ones low and wrong ones tall, and the window that is on stage. */
function overview(g, { run, left, first, theme }, answer) {
  const { x, y, w, h } = left.overview;
  const step = w / run.T;
  const width = Math.max(0.5, step > 3 ? step - 1 : step);
  for (let t = 0; t < run.T; t++) {
    const wrong = answer[t] !== run.target[t];
    g.fillStyle = wrong ? theme.ink : theme.edge;
    g.fillRect(x + t * step, y + (wrong ? 0 : h - 3), width, wrong ? h : 3);
  }
  outline(g, { x: x + first * step, y, w: left.visible * step, h }, 3, { color: theme.ink, width: 1.5, radius: 3 });
  const [range, legend] = say.overview(first + 1, first + left.visible, run.T);
  const used = label(g, range, x, y + h + 14, { color: theme.ink2, size: 11, measure: true });
  g.font = `11px ${SANS}`;
  if (used + g.measureText(legend).width + 16 < w) label(g, legend, x + w, y + h + 14, { color: theme.ink3, size: 11, align: "right" });
  drawArrows(g, { left, first, count: run.T, theme });
}


