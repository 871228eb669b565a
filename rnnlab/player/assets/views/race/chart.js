// Right side of the race view: every lane's losses in one chart, and how far below the baseline each has come.

import { label } from "../../canvas/draw.js";
import { SANS } from "../../canvas/theme.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/race.js";

const LINES = 4; // grid lines, about
const APART = 14; // px between two labels of ends

/** Where an epoch and a loss lie in the plot. */
export function scales(run, { x, y, w, h }) {
  const span = Math.max(1, run.total - 1);
  return {
    x: (epoch) => x + ((epoch - 1) / span) * w,
    y: (loss) => y + h - Math.min(1, loss / run.top) * h,
    epoch: (px) => Math.min(run.done, Math.max(1, Math.round(1 + ((px - x) / w) * span))),
  };
}

export const colour = (lane, theme) => lane.look[theme.name];

/** o: {run, right, theme, epoch, hover, images} */
export function drawChart(g, o) {
  const { run, right: { loss: box }, theme, epoch, hover } = o;
  const s = scales(run, box);
  titles(g, o);
  grid(g, o, s);
  baseline(g, o, s);
  if (run.config.clip) clips(g, o, s);
  const now = s.x(epoch);
  for (const lane of run.lanes) {
    const path = o.images.get(`loss ${lane.cell}`, [lane.done, box.x, box.y, box.w, box.h, run.top], () => curve(run, lane, box, s));
    stroke(g, path, box, [box.x - 2, now], { lane, theme });
    stroke(g, path, box, [now, box.x + box.w + 2], { lane, theme, alpha: 0.4 });
    heldOut(g, o, s, lane);
  }
  const labels = endLabels(g, o, s);
  baselineName(g, o, s, labels);
  cursor(g, o, s);
  if (hover?.kind === "loss") for (const lane of run.lanes) if (hover.epoch <= lane.done) dot(g, theme, lane, s.x(hover.epoch), s.y(lane.losses[hover.epoch - 1]), 3.5);
  ends(g, o, labels);
  axis(g, o, s);
  shares(g, o);
}

function titles(g, { run, right, theme }) {
  label(g, say.lossTitle, right.x, 20, { color: theme.ink, size: 13, weight: 700 });
  g.font = `11px ${SANS}`;
  const [long, short] = say.lossAxis(run.sum);
  const cut = run.cut ? `, ${say.cut}` : "";
  const text = [long + cut, short + cut, long, short].find((t) => g.measureText(t).width < right.right - right.x - 50) ?? "";
  label(g, text, right.right, 20, { color: theme.ink3, size: 11, align: "right" });
}

function grid(g, { run, right: { loss: box }, theme }, s) {
  const raw = run.top / LINES;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((n) => n * power >= raw) * power;
  const digits = Math.max(1, -Math.floor(Math.log10(step) + 1e-9));
  for (let i = 0; i * step <= run.top; i++) {
    const y = Math.round(s.y(i * step)) + 0.5;
    g.strokeStyle = theme.rule;
    g.lineWidth = 1;
    g.beginPath(); g.moveTo(box.x, y); g.lineTo(box.x + box.w, y); g.stroke();
    label(g, number(i * step, digits), box.x - 8, y, { color: theme.ink3, size: 11, align: "right" });
  }
}

function baseline(g, { run, right: { loss: box }, theme }, s) {
  const y = Math.round(s.y(run.baseline)) + 0.5;
  g.save();
  g.strokeStyle = theme.ink2;
  g.lineWidth = 1.25;
  g.setLineDash([6, 4]);
  g.beginPath(); g.moveTo(box.x, y); g.lineTo(box.x + box.w, y); g.stroke();
  g.restore();
}

/** What the dashed line is, on a ground of its own: curves may lie behind it. It makes room for the names of the lines. */
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

/** What a word stands on where lines may run behind it. */
function ground(g, theme, x, y, w) {
  g.save();
  g.globalAlpha = 0.85;
  g.fillStyle = theme.surface;
  g.fillRect(x, y - 7, w, 14);
  g.restore();
}

/** A row per cell under the plot, a mark for each epoch whose gradient was clipped. */
function clips(g, { run, right: { loss: box, clip }, theme, images }, s) {
  for (const lane of run.lanes) {
    const y = clip.y + lane.index * clip.row;
    const path = images.get(`clip ${lane.cell}`, [lane.done, box.x, box.w, y], () => {
      const marks = new Path2D();
      const width = Math.max(1, box.w / run.total - 0.5);
      let drawn = -2;
      for (const epoch of lane.clipped) {
        const x = s.x(epoch);
        if (x - drawn < 1) continue; // a long run clips many times within one pixel
        drawn = x;
        marks.rect(x - width / 2, y, width, clip.row - 4);
      }
      return marks;
    });
    g.fillStyle = colour(lane, theme);
    g.fill(path);
    label(g, lane.name, box.x + box.w + 8, y + 3.5, { color: theme.ink3, size: 10.5 });
  }
  label(g, say.clipped, box.x - 8, clip.y + 3.5, { color: theme.ink3, size: 10.5, align: "right" });
}

/** At most a few points per pixel: the first, lowest, highest and last of each. */
function curve(run, { losses, done }, box, s) {
  const path = new Path2D();
  const per = Math.max(1, Math.floor(run.total / (box.w * 2)));
  for (let e = 1; e <= done; e += per) {
    const end = Math.min(done, e + per - 1);
    let [low, high] = [e, e];
    for (let i = e; i <= end; i++) {
      if (losses[i - 1] < losses[low - 1]) low = i;
      if (losses[i - 1] > losses[high - 1]) high = i;
    }
    for (const i of new Set([e, Math.min(low, high), Math.max(low, high), end])) path.lineTo(s.x(i), s.y(losses[i - 1]));
  }
  return path;
}

function stroke(g, path, box, [from, to], { lane, theme, alpha = 1 }) {
  if (to <= from) return;
  g.save();
  g.beginPath();
  g.rect(from, box.y - 4, to - from, box.h + 8);
  g.clip();
  g.globalAlpha = alpha;
  g.strokeStyle = colour(lane, theme);
  g.lineWidth = 1.5;
  g.lineJoin = "round";
  g.setLineDash(lane.look.dash);
  g.stroke(path);
  g.restore();
}

/** A mark of a cell: a triangle, a square or a circle, hollow. */
export function mark(g, lane, theme, x, y, r = 3.5) {
  g.beginPath();
  if (lane.look.mark === "triangle") { g.moveTo(x, y - r * 1.2); g.lineTo(x + r * 1.1, y + r * 0.8); g.lineTo(x - r * 1.1, y + r * 0.8); g.closePath(); }
  else if (lane.look.mark === "square") g.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else g.arc(x, y, r, 0, 7);
  g.fillStyle = theme.surface;
  g.strokeStyle = colour(lane, theme);
  g.lineWidth = 1.5;
  g.fill();
  g.stroke();
}

function heldOut(g, { theme, epoch }, s, lane) {
  lane.held.epochs.forEach((at, i) => {
    g.globalAlpha = at <= epoch ? 1 : 0.45;
    mark(g, lane, theme, s.x(at), s.y(lane.held.losses[i]));
  });
  g.globalAlpha = 1;
}

function dot(g, theme, lane, x, y, radius) {
  g.fillStyle = colour(lane, theme);
  g.strokeStyle = theme.surface;
  g.lineWidth = 1.5;
  g.beginPath();
  g.arc(x, y, radius, 0, 7);
  g.fill();
  g.stroke();
}

function cursor(g, { run, right: { loss: box }, theme, epoch }, s) {
  const x = s.x(epoch);
  g.strokeStyle = theme.now;
  g.lineWidth = 1.75;
  g.beginPath(); g.moveTo(x, box.y - 8); g.lineTo(x, box.y + box.h); g.stroke();
  for (const lane of run.lanes) if (epoch <= lane.done) dot(g, theme, lane, x, s.y(lane.losses[epoch - 1]), 4);
}

/** Where each line's name and newest loss stand beside its end, none over another; the lowest comes first. */
function endLabels(g, { run, right: { loss: box, right } }, s) {
  g.font = `700 11px ${SANS}`;
  const labels = run.lanes.filter((lane) => lane.done).map((lane) => {
    const [x, y] = [s.x(lane.done), s.y(lane.losses[lane.done - 1])];
    const text = say.end(lane.name, lane.losses[lane.done - 1], lane.failure);
    const w = g.measureText(text).width;
    return { lane, x, y, at: y, text, w, left: Math.min(x + 12, right - w) };
  }).sort((a, b) => a.y - b.y);
  labels.forEach((one, i) => { if (i) one.at = Math.max(one.at, labels[i - 1].at + APART); });
  let floor = box.y + box.h - 2;
  for (const one of labels.reverse()) { one.at = Math.min(one.at, floor); floor = one.at - APART; }
  return labels;
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

/** First, last, live and present epoch under the plot; the present one first, others only where there is room. */
function axis(g, { run, right: { loss: box }, theme, epoch }, s) {
  const y = box.y + box.h + 14;
  const taken = [];
  const put = (text, at, o) => {
    g.font = `${o.weight ?? 400} 11px ${SANS}`;
    const w = g.measureText(text).width;
    const from = Math.min(Math.max(at - w / 2, box.x), box.x + box.w - w);
    if (taken.some(([a, b]) => from < b + 6 && a < from + w + 6)) return;
    taken.push([from, from + w]);
    label(g, text, from, y, { size: 11, ...o });
  };
  put(String(epoch), s.x(epoch), { color: theme.now, weight: 700 });
  put(say.epochOne(1), box.x, { color: theme.ink3 });
  if (run.total > 1) put(String(run.total), box.x + box.w, { color: theme.ink3 });
  if (run.done < run.total) put(String(run.done), s.x(run.done), { color: theme.ink3 });
}

export function shareBox({ shares: { x, y, w, row } }, i) {
  return { x: x + 44, y: y + i * row, w: w - 44 - 46, h: row - 6 };
}

function shares(g, { run, right, theme, epoch }) {
  const { x, y } = right.shares;
  label(g, say.shareTitle, x, y - 16, { color: theme.ink, size: 13, weight: 700 });
  g.font = `700 13px ${SANS}`;
  const used = g.measureText(say.shareTitle).width;
  g.font = `11px ${SANS}`;
  if (used + g.measureText(say.shareNote).width + 12 < right.right - x) label(g, say.shareNote, right.right, y - 16, { color: theme.ink3, size: 11, align: "right" });
  run.lanes.forEach((lane, i) => {
    const box = shareBox(right, i);
    const part = run.share(lane, epoch);
    label(g, lane.name, x, box.y + box.h / 2, { color: theme.ink, size: 12, weight: 700 });
    g.fillStyle = theme.fill;
    g.fillRect(box.x, box.y, box.w, box.h);
    g.fillStyle = colour(lane, theme);
    g.fillRect(box.x, box.y, box.w * (part ?? 0), box.h);
    label(g, part === undefined ? "✕" : say.percent(part), right.right, box.y + box.h / 2, { color: theme.ink, size: 12, align: "right" });
  });
}
