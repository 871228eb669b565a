// Right side of the ablation view: the ranking of all units by Δloss, and the loss of each step in both runs.

import { label, outline } from "../../canvas/draw.js";
import { heading } from "../../canvas/labels.js";
import { gridLines } from "../../charts/axes.js";
import { roundUp } from "../../charts/scales.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/ablation.js";
import { lock } from "./marks.js";

const TOPS = [1, 2, 4, 6, 8, 10]; // of the loss axis: numbers whose half is round too

/** o: {pair, right, now, theme, hover} */
export function drawRight(g, o) {
  if (o.pair.ranking) {
    heading(g, o.theme, o.right, o.right.rank.heading, say.ranking, say.rankingNote);
    drawRanking(g, o);
  }
  heading(g, o.theme, o.right, o.right.steps.heading, say.steps, say.stepsNote);
  drawSteps(g, o);
}

/** The rows of the ranking that are shown: the first ones, and the held unit's in any case. */
export function shownRows({ ranking, held }, { rank }) {
  const units = ranking?.units ?? [];
  if (units.length <= rank.rows) return units;
  const isHeld = ([, layer, unit]) => held && held.layer === layer && held.unit === unit;
  const first = units.slice(0, rank.rows);
  const mine = first.some(isHeld) ? null : units.find(isHeld);
  return mine ? [...first.slice(0, -1), mine] : first;
}

export const rowBox = ({ x, right, rank }, i) => ({ x, y: rank.top + i * rank.row, w: right - x, h: rank.row });

function drawRanking(g, o) {
  const { pair, right, theme, hover } = o;
  const { rank } = right;
  const rows = shownRows(pair, right);
  if (!rows.length) return label(g, say.rankingWait(pair.ranking.known, pair.ranking.total), right.x, rank.top + 8, { color: theme.ink2, size: 12 });
  const all = pair.ranking.units.map(([, , , change]) => change);
  const [low, high] = [Math.min(0, ...all), Math.max(1e-12, ...all)];
  const scale = (change) => rank.from + ((change - low) / (high - low)) * (rank.to - rank.from);
  rows.forEach((row, i) => bar(g, o, row, i, scale));
  g.fillStyle = theme.edge;
  g.fillRect(Math.round(scale(0)) - 0.5, rank.top - 2, 1, rows.length * rank.row + 4);
  const more = pair.ranking.total - rows.length;
  if (more) label(g, say.others(more), right.x, rank.top + rows.length * rank.row + 11, { color: theme.ink3, size: 11 });
  if (hover?.kind === "rank") outline(g, hover.box, 0, { color: theme.ink, width: 1.5, radius: 4 });
  return undefined;
}

function bar(g, { pair, right, theme, selected }, [place, layer, unit, change], i, scale) {
  const { rank } = right;
  const box = rowBox(right, i);
  const y = box.y + box.h / 2;
  const held = pair.held && pair.held.layer === layer && pair.held.unit === unit;
  const isSelected = selected && selected.layer === layer && selected.unit === unit;
  if (held) { g.fillStyle = theme.bar; g.fillRect(box.x - 4, box.y, box.w + 8, box.h); }
  const gap = i && place !== i + 1;
  if (gap) { g.fillStyle = theme.ruleStrong; g.fillRect(box.x, box.y, box.w, 1); }
  const name = rank.short ? say.rankedShort(layer, unit) : say.ranked(layer, unit);
  label(g, name, box.x + (held ? 12 : 0), y, { color: theme.ink, size: 12, weight: held || isSelected ? 700 : 400 });
  if (held) lock(g, box.x - 1, y, theme.ink);
  const [from, to] = [scale(0), scale(change)];
  g.fillStyle = held ? theme.ink : theme.edge;
  g.fillRect(Math.min(from, to), y - 5, Math.max(1, Math.abs(to - from)), 10);
  label(g, say.change(change), right.right, y, { color: held ? theme.ink : theme.ink2, size: 11, weight: held ? 700 : 400, align: "right" });
}

/** The loss of each step as a bar; bars thinner than a pixel overlap, and the highest is visible. */
function drawSteps(g, { pair, right, now, theme, hover }) {
  const { steps: box } = right;
  const s = stepScales(pair, right);
  const digits = s.top < 0.1 ? 3 : s.top < 1 ? 2 : 1;
  gridLines(g, theme, box, [0, s.top / 2, s.top], s.y, (value) => number(value, digits), 6);
  const width = Math.max(1, s.pitch > 4 ? Math.min(26, s.pitch * 0.6) : s.pitch);
  for (let t = 0; t < pair.T; t++) {
    const x = s.x(t);
    const after = s.y(pair.stepLoss(pair.two ? 1 : 0, t));
    g.fillStyle = t > now ? theme.ghost : theme.edge;
    g.fillRect(x - width / 2, after, width, box.y + box.h - after);
    if (pair.two) before(g, theme, { x: x - width / 2, w: width, y: s.y(pair.stepLoss(0, t)), bottom: box.y + box.h });
  }
  cursor(g, { pair, box, s, now, theme });
  if (hover?.kind === "cost") outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
}

function before(g, theme, { x, w, y, bottom }) {
  g.strokeStyle = g.fillStyle = theme.ink;
  g.lineWidth = 1.25;
  if (w >= 6) g.strokeRect(x - 2, y - 0.5, w + 4, bottom - y + 0.5);
  else g.fillRect(x, y - 0.75, w, 1.5);
}

function cursor(g, { pair, box, s, now, theme }) {
  const x = s.x(now);
  g.fillStyle = theme.now;
  g.beginPath();
  g.moveTo(x, box.y + box.h + 2); g.lineTo(x - 4, box.y + box.h + 8); g.lineTo(x + 4, box.y + box.h + 8);
  g.fill();
  const y = box.y + box.h + 15;
  label(g, String(now + 1), x, y, { color: theme.now, size: 11, weight: 700, align: "center" });
  for (const t of [0, pair.T - 1]) {
    if (Math.abs(s.x(t) - x) > 24) label(g, String(t + 1), s.x(t), y, { color: theme.ink3, size: 11, align: "center" });
  }
}

/** The scales of the plot of losses by step. */
export function stepScales(pair, { steps: { x, y, w, h } }) {
  let most = 0;
  for (const loss of pair.arrays.get("step_losses").data) if (loss > most && loss < Infinity) most = loss;
  const top = most > 0 ? roundUp(most, TOPS) : 1;
  const pitch = w / pair.T;
  return {
    top, pitch,
    x: (t) => x + (t + 0.5) * pitch,
    y: (loss) => y + h - Math.min(1, loss / top) * h,
    step: (px) => Math.min(pair.T - 1, Math.max(0, Math.floor((px - x) / pitch))),
  };
}
