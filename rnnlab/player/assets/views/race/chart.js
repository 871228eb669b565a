// Right side of the race view: the losses of all lanes in one chart, and below it what share of the baseline's loss each has lost.

import { label } from "../../canvas/draw.js";
import { moveApart } from "../../canvas/labels.js";
import { SANS } from "../../canvas/theme.js";
import { cursorLine, dashedLine, dot, epochAxis, gridLines } from "../../charts/axes.js";
import { strokePart, thinnedPath } from "../../charts/curves.js";
import { ticks } from "../../charts/scales.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/race.js";
import { shareBox } from "./layout.js";
import { colour, mark } from "./looks.js";

const LINES = 4; // grid lines, about
const APART = 14; // px between two labels of ends

/** The scales of the loss plot: x(epoch) and y(loss) in px, and epoch(px), the nearest epoch that was trained. */
export function scales(run, { x, y, w, h }) {
  const span = Math.max(1, run.total - 1);
  return {
    x: (epoch) => x + ((epoch - 1) / span) * w,
    y: (loss) => y + h - Math.min(1, loss / run.top) * h,
    epoch: (px) => Math.min(run.done, Math.max(1, Math.round(1 + ((px - x) / w) * span))),
  };
}

/** o: {run, right: of the layout, theme, epoch, hover, images} */
export function drawChart(g, o) {
  const { run, right: { loss: box }, theme, epoch, hover } = o;
  const s = scales(run, box);
  titles(g, o);
  grid(g, o, s);
  dashedLine(g, theme, box, Math.round(s.y(run.baseline)) + 0.5);
  if (run.config.clip) clips(g, o, s);
  for (const lane of run.lanes) {
    lossCurve(g, o, s, lane);
    heldOut(g, o, s, lane);
  }
  const labels = endLabels(g, o, s);
  baselineName(g, o, s, labels);
  cursorLine(g, theme, box, s.x(epoch));
  for (const lane of run.lanes) point(g, theme, lane, s, epoch, 4);
  if (hover?.kind === "loss") for (const lane of run.lanes) point(g, theme, lane, s, hover.epoch, 3.5);
  ends(g, o, labels);
  epochAxis(g, theme, box, s.x, { epoch, first: say.epochOne(1), last: run.total, done: run.done });
  shares(g, o);
}

/** A lane's loss curve, pale after the present epoch. */
function lossCurve(g, { run, right: { loss: box }, theme, epoch, images }, s, lane) {
  const path = images.get(`loss ${lane.cell}`, [lane.done, box.x, box.y, box.w, box.h, run.top], () => {
    const per = Math.max(1, Math.floor(run.total / (box.w * 2)));
    return thinnedPath(lane.losses, { per, x: (i) => s.x(i + 1), y: s.y });
  });
  const style = { color: colour(lane, theme), width: 1.5, dash: lane.look.dash };
  const now = s.x(epoch);
  strokePart(g, path, box, [box.x - 2, now], style);
  strokePart(g, path, box, [now, box.x + box.w + 2], { ...style, alpha: 0.4 });
}

function titles(g, { run, right, theme }) {
  label(g, say.lossTitle, right.x, 20, { color: theme.ink, size: 13, weight: 700 });
  g.font = `11px ${SANS}`;
  const text = say.lossAxis(run.sum, run.lossesCutOff).find((t) => g.measureText(t).width < right.right - right.x - 50) ?? "";
  label(g, text, right.right, 20, { color: theme.ink3, size: 11, align: "right" });
}

function grid(g, { run, right: { loss: box }, theme }, s) {
  const values = ticks(run.top, LINES);
  const digits = Math.max(1, -Math.floor(Math.log10(values[1]) + 1e-9));
  gridLines(g, theme, box, values, s.y, (value) => number(value, digits));
}

/** The name of the dashed line, moved up where it would overlap the names of curves. */
function baselineName(g, { run, right: { loss: box }, theme }, s, labels) {
  const text = say.baseline(run.baseline);
  g.font = `11px ${SANS}`;
  const w = g.measureText(text).width;
  const left = box.x + box.w - w - 12;
  let y = s.y(run.baseline) - 9;
  for (const one of labels) if (one.left + one.w > left && Math.abs(one.at - y) < APART) y = one.at - APART;
  ground(g, theme, left, y, w + 8);
  label(g, text, box.x + box.w - 8, y, { color: theme.ink2, size: 11, align: "right" });
}

/** A pale background for a text that curves may cross. */
function ground(g, theme, x, y, w) {
  g.save();
  g.globalAlpha = 0.85;
  g.fillStyle = theme.surface;
  g.fillRect(x, y - 7, w, 14);
  g.restore();
}

/** A row per cell under the plot, with a mark for each epoch whose gradient was clipped. */
function clips(g, { run, right: { loss: box, clip }, theme, images }, s) {
  for (const lane of run.lanes) {
    const y = clip.y + lane.index * clip.row;
    g.fillStyle = colour(lane, theme);
    g.fill(images.get(`clip ${lane.cell}`, [lane.done, box.x, box.w, y], () => clipMarks(run, lane, box, s, { y, h: clip.row - 4 })));
    label(g, lane.name, box.x + box.w + 8, y + 3.5, { color: theme.ink3, size: 10.5 });
  }
  label(g, say.clipped, box.x - 8, clip.y + 3.5, { color: theme.ink3, size: 10.5, align: "right" });
}

function clipMarks(run, lane, box, s, { y, h }) {
  const marks = new Path2D();
  const width = Math.max(1, box.w / run.total - 0.5);
  let drawn = -2;
  for (const epoch of lane.clipped) {
    const x = s.x(epoch);
    if (x - drawn < 1) continue; // a long run clips many times within one pixel
    drawn = x;
    marks.rect(x - width / 2, y, width, h);
  }
  return marks;
}

/** The held-out losses as marks; those after the present epoch are pale. */
function heldOut(g, { theme, epoch }, s, lane) {
  lane.held.epochs.forEach((at, i) => {
    g.globalAlpha = at <= epoch ? 1 : 0.45;
    mark(g, lane, theme, s.x(at), s.y(lane.held.losses[i]));
  });
  g.globalAlpha = 1;
}

/** The point of a lane's curve at an epoch. */
function point(g, theme, lane, s, epoch, radius) {
  if (epoch <= lane.done) dot(g, colour(lane, theme), theme.surface, s.x(epoch), s.y(lane.losses[epoch - 1]), radius, 1.5);
}

/** Labels with a lane's name and, if the cursor is there, its newest loss; placed beside the ends of the curves without overlap; the lowest comes first. */
function endLabels(g, { run, right: { loss: box, right }, epoch }, s) {
  g.font = `700 11px ${SANS}`;
  const labels = run.lanes.filter((lane) => lane.done).map((lane) => {
    const [x, y] = [s.x(lane.done), s.y(lane.losses[lane.done - 1])];
    const text = say.end(lane.name, epoch === lane.done ? lane.losses[epoch - 1] : null, lane.failure);
    const w = g.measureText(text).width;
    return { lane, x, y, text, w, left: Math.min(x + 12, right - w) };
  });
  return moveApart(labels, APART, -Infinity, box.y + box.h - 2).reverse();
}

function ends(g, { theme }, labels) {
  for (const { lane, x, y, at, text, w, left } of labels) {
    if (lane.failure) label(g, "✕", x, y, { color: colour(lane, theme), size: 13, weight: 700, align: "center" });
    g.strokeStyle = colour(lane, theme);
    g.lineWidth = 1;
    g.beginPath(); g.moveTo(x + 3, y); g.lineTo(Math.max(x + 3, left - 3), at); g.stroke();
    ground(g, theme, left - 2, at, w + 4);
    label(g, text, left, at, { color: colour(lane, theme), size: 11, weight: 700 });
  }
}

/** For each lane a bar: 1 − loss / baseline on what is held out. */
function shares(g, o) {
  const { run, right, theme, epoch } = o;
  const { x, y } = right.shares;
  label(g, say.shareTitle, x, y - 16, { color: theme.ink, size: 13, weight: 700 });
  g.font = `700 13px ${SANS}`;
  const used = g.measureText(say.shareTitle).width;
  g.font = `11px ${SANS}`;
  const after = run.comparedAfter(epoch);
  const note = say.shareNote(after).find((text) => used + g.measureText(text).width + 12 < right.right - x) ?? "";
  label(g, note, right.right, y - 16, { color: theme.ink3, size: 11, align: "right" });
  for (const lane of run.lanes) shareBar(g, o, lane, after);
}

function shareBar(g, { run, right, theme }, lane, after) {
  const box = shareBox(right, lane.index);
  const part = run.share(lane, after);
  const middle = box.y + box.h / 2;
  label(g, lane.name, right.shares.x, middle, { color: theme.ink, size: 12, weight: 700 });
  g.fillStyle = theme.fill;
  g.fillRect(box.x, box.y, box.w, box.h);
  g.fillStyle = colour(lane, theme);
  g.fillRect(box.x, box.y, box.w * (part ?? 0), box.h);
  label(g, part === undefined ? "✕" : say.percent(part), right.right, middle, { color: theme.ink, size: 12, align: "right" });
}
