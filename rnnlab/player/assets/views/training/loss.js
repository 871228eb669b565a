// The loss curve of the training view: axes fixed, ink up to the cursor, grey after it.

import { label } from "../../canvas/draw.js";
import { SANS } from "../../canvas/theme.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/training.js";
import { drawMarks } from "./loss_marks.js";
import { drawEnds, drawOthers } from "./other_curves.js";

const LINES = 4; // grid lines, about

/** Where an epoch and a loss lie in the plot. */
export function scales(run, { x, y, w, h }) {
  const span = Math.max(1, run.span - 1);
  const { log, low, high } = run.axis;
  const bottom = log ? 10 ** Math.floor(Math.log10(low)) : 0;
  const top = (high || 1) * (log ? 1.5 : 1.04);
  const part = log
    ? (loss) => Math.log10(Math.max(loss, bottom) / bottom) / Math.log10(top / bottom)
    : (loss) => loss / top;
  const epochAt = (px) => 1 + ((px - x) / w) * span;
  return {
    bottom, top,
    x: (epoch) => x + ((epoch - 1) / span) * w,
    y: (loss) => y + h - Math.min(1, part(Number.isFinite(loss) ? loss : top)) * h,
    epoch: (px) => Math.min(run.longest, Math.max(1, Math.round(epochAt(px)))),
    epochAt,
  };
}

/** Where the grid lines are: round numbers, or powers of ten on a log scale. */
function ticks(run, { bottom, top }) {
  if (run.axis.log) {
    const all = [];
    for (let e = Math.round(Math.log10(bottom)); 10 ** e <= top; e++) all.push(10 ** e);
    const every = Math.ceil(all.length / (LINES + 1));
    return all.filter((_, i) => (all.length - 1 - i) % every === 0);
  }
  const raw = top / LINES;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((n) => n * power >= raw) * power;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
}

function tickText(value, run) {
  if (value !== 0 && value < 0.0005) return value.toExponential(0).replace("-", "\u2212");
  if (run.axis.log) return String(Number(value.toPrecision(1)));
  return number(value, run.axis.high < 0.3 ? 2 : 1);
}

export function drawLoss(g, { run, right, theme, epoch, hover, images }) {
  const box = right.loss;
  const s = scales(run, box);
  g.lineWidth = 1;
  for (const value of ticks(run, s)) {
    const y = Math.round(s.y(value)) + 0.5;
    g.strokeStyle = theme.rule;
    g.beginPath(); g.moveTo(box.x, y); g.lineTo(box.x + box.w, y); g.stroke();
    label(g, tickText(value, run), box.x - 8, y, { color: theme.ink3, size: 11, align: "right" });
  }
  drawMarks(g, { run, box, theme, s });
  const path = (curve) => images.get(`loss${curve.key}`, [curve.born, curve.done, curve.count, run.span, box.x, box.y, box.w, box.h, s.top, s.bottom], () => curve.path(s, run.span, box.w));
  const now = s.x(epoch);
  const [several, { dash }] = [run.others.length > 0, run.mine];
  if (several) drawOthers(g, { run, theme, s, path, epoch });
  part(g, path(run.mine), box, [box.x - 2, now], { color: theme.runs[run.mine.colour], width: several ? 2.25 : 1.75, dash });
  part(g, path(run.mine), box, [now, box.x + box.w + 2], { color: several ? theme.runs[run.mine.colour] : theme.edge, width: 1.5, dash });
  if (several) drawEnds(g, { run, box, theme, s });
  cursor(g, { run, box, theme, epoch, s });
  if (hover?.kind === "loss") dot(g, theme.surface, theme.ink, s.x(hover.epoch), s.y(run.loss(hover.epoch)), 4);
  axis(g, { run, box, theme, epoch, s });
}

function part(g, path, box, [from, to], { color, width, dash }) {
  if (to <= from) return;
  g.save();
  g.beginPath();
  g.rect(from, box.y - 4, to - from, box.h + 8);
  g.clip();
  g.strokeStyle = color;
  g.lineWidth = width;
  g.lineJoin = "round";
  g.setLineDash(dash);
  g.stroke(path);
  g.restore();
}

function dot(g, fill, stroke, x, y, radius) {
  g.fillStyle = fill;
  g.strokeStyle = stroke;
  g.lineWidth = 1.75;
  g.beginPath();
  g.arc(x, y, radius, 0, 7);
  g.fill();
  g.stroke();
}

function cursor(g, { run, box, theme, epoch, s }) {
  const [x, y] = [s.x(epoch), s.y(run.loss(epoch))];
  const [endX, endY] = [s.x(run.done), s.y(run.loss(run.done))];
  const behind = epoch < run.done && !run.others.length; // several curves have their names at their ends
  if (behind) dot(g, theme.surface, theme.ink, endX, endY, 3.25);
  g.strokeStyle = theme.now;
  g.lineWidth = 1.75;
  g.beginPath(); g.moveTo(x, box.y - 8); g.lineTo(x, box.y + box.h); g.stroke();
  dot(g, theme.now, theme.surface, s.x(run.epoch(epoch)), y, 5);
  const value = { text: say.loss(run.loss(epoch), run.mine.exact(epoch)), size: 13, weight: 700 };
  const mine = place(g, box, x, y - 13, 9, value);
  if (mine.y < box.y - 4) mine.y = box.y - 4;
  label(g, value.text, mine.x, mine.y, { color: theme.now, halo: theme.surface, ...value });
  if (behind) end(g, { run, box, theme, x, endX, endY, mine });
}

/** Beside x, on the side that has room. */
function place(g, box, x, y, gap, { text, size, weight = 400 }) {
  g.font = `${weight} ${size}px ${SANS}`;
  const w = g.measureText(text).width;
  return { x: x + gap + w > box.x + box.w + 20 ? x - gap - w : x + gap, y, w };
}

/** The label of the live end: below the curve's end if there is room, else above it; left out where it would collide. */
function end(g, { run, box, theme, x, endX, endY, mine }) {
  const value = { text: say.end(run.status, run.loss(run.done)), size: 11 };
  const low = endY + 16 <= box.y + box.h - 6;
  const at = place(g, box, endX, low ? endY + 14 : endY - 14, 7, value);
  if (x > at.x - 6 && x < at.x + at.w + 6) return; // the cursor would stand in it
  const clash = at.x < mine.x + mine.w + 6 && mine.x < at.x + at.w + 6 && Math.abs(at.y - mine.y) < 15;
  if (clash && !low) at.y = mine.y - 15;
  if (!clash || !low) label(g, value.text, at.x, at.y, { color: theme.ink2, ...value });
}

/** First, last, live and present epoch under the plot; the present one first, others only where there is room. */
function axis(g, { run, box, theme, epoch, s }) {
  const y = box.y + box.h + 14;
  const taken = [];
  const put = (text, at, align, o) => {
    g.font = `${o.weight ?? 400} 11px ${SANS}`;
    const w = g.measureText(text).width;
    const from = align === "left" ? at : align === "right" ? at - w : Math.min(Math.max(at - w / 2, box.x), box.x + box.w - w);
    if (taken.some(([a, b]) => from < b + 6 && a < from + w + 6)) return;
    taken.push([from, from + w]);
    label(g, text, from, y, { size: 11, ...o });
  };
  put(String(epoch), s.x(epoch), "center", { color: theme.now, weight: 700 });
  put(say.epochOne(1), box.x, "left", { color: theme.ink3 });
  if (run.span > 1) put(String(run.span), box.x + box.w, "right", { color: theme.ink3 });
  if (run.done < run.span) put(String(run.done), s.x(run.done), "center", { color: theme.ink3 });
}
