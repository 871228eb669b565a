// Right side of the free running view: the distribution that the present step's symbol was drawn from, in both runs.

import { label, outline } from "../../canvas/draw.js";
import { heading } from "../../canvas/labels.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/generation.js";
import { symbol } from "../../sequence/symbols.js";

/** The symbols listed at a step: the likeliest of both runs, likeliest first, and in any case those that were drawn. */
export function listed(runs, t, count) {
  const [free, forced] = [runs.chances(0, t), t < runs.F ? runs.chances(1, t) : null];
  const most = (v) => Math.max(free[v], forced ? forced[v] : 0);
  const order = Array.from(free.keys()).sort((a, b) => most(b) - most(a));
  const shown = order.slice(0, count);
  for (const drawn of [runs.said(0, t), ...(forced ? [runs.said(1, t)] : [])]) if (!shown.includes(drawn)) shown[shown.length - 1] = drawn;
  return shown;
}

export const rowBox = ({ x, right, top, row }, i) => ({ x, y: top + i * row, w: right - x, h: row });

/** o: {runs, right: of the layout, now: the present step from 0, theme, hover} */
export function drawDistribution(g, o) {
  const { runs, right, now, theme, hover } = o;
  const { temperature, top_k: topK } = runs.header;
  heading(g, theme, right, 18, say.now(now), say.nowNote(temperature));
  const two = now < runs.F;
  columns(g, right, two, theme);
  const shown = listed(runs, now, right.count);
  shown.forEach((v, i) => row(g, o, v, i, two));
  let y = right.top + shown.length * right.row + 12;
  const notes = [];
  if (runs.V > shown.length) notes.push(say.others(runs.V - shown.length));
  if (topK) notes.push(say.cut(topK));
  notes.push(say.drawn, ...(two ? [say.drawnForced] : []));
  for (const note of notes) { label(g, note, right.x, y, { color: theme.ink3, size: 11 }); y += 16; }
  if (hover?.kind === "row") outline(g, hover.box, 0, { color: theme.ink, width: 1.5 });
}

function columns(g, { right, top, values }, two, theme) {
  const names = two ? say.columns : say.columns.slice(0, 1);
  names.forEach((name, i) => label(g, name, right - (names.length - 1 - i) * (values / 2), top - 8, { color: theme.ink3, size: 11, align: "right" }));
}

/** A symbol with its probability in both runs: the free one's as a bar, the forced one's as an outline. */
function row(g, { runs, right, now, theme }, v, i, two) {
  const { x, y, w, h } = rowBox(right, i);
  const middle = y + h / 2;
  const [p, q] = [runs.chances(0, now)[v], two ? runs.chances(1, now)[v] : null];
  const [mine, theirs] = [v === runs.said(0, now), two && v === runs.said(1, now)];
  const from = x + right.names;
  const width = w - right.names - (two ? right.values : 42) - 8;
  symbol(g, runs.symbol(v), x + 9, middle, { color: theme.ink, size: 13, room: 16, weight: mine ? 700 : 400 });
  if (mine || theirs) mark(g, theme, x + 22, middle, mine);
  g.fillStyle = theme.bar;
  g.fillRect(from, middle - 6, width, 12);
  g.fillStyle = mine ? theme.ink : theme.edge;
  if (p > 0) g.fillRect(from, middle - 6, Math.max(0.5, p * width), 12);
  if (q !== null && q * width >= 1.5) {
    g.strokeStyle = theme.ink;
    g.lineWidth = 1.25;
    g.strokeRect(from + 0.5, middle - 8, Math.max(1, q * width - 1), 16);
  }
  const value = (p, at, strong) => label(g, number(p), at, middle, { size: 11.5, align: "right", color: strong ? theme.ink : theme.ink2, weight: strong ? 700 : 400 });
  value(p, two ? x + w - right.values / 2 : x + w, mine);
  if (two) value(q, x + w, theirs);
}

/** A dot for a symbol drawn by the free run; a ring for one drawn by the forced run only. */
function mark(g, theme, x, y, filled) {
  g.beginPath();
  g.arc(x, y, 3, 0, 7);
  g.fillStyle = g.strokeStyle = theme.ink;
  g.lineWidth = 1.5;
  if (filled) g.fill();
  else g.stroke();
}
