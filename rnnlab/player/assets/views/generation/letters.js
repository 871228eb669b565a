// Both runs over time: what each read and said, where they part, and what each could have said.

import { arrow, label, outline, pill } from "../../canvas/draw.js";
import { PAD, pillWords } from "../../canvas/labels.js";
import { say } from "../../messages/en/generation.js";
import { arrowBoxes, arrowButton } from "../../sequence/overview.js";
import { symbol, thinLabels } from "../../sequence/symbols.js";
import { barsBox, centre, tileBox } from "./layout.js";

/** o: {runs, left, first, now: the present step from 0, theme, hover} */
export function drawLetters(g, o) {
  const { runs, left, first, now } = o;
  tint(g, o);
  names(g, o);
  for (let t = first; t < first + left.visible; t++) {
    column(g, o, t, t > now);
    if (t <= now) bars(g, o, t);
  }
  if (!left.bars.letters) thinLabels(g, o.theme, runs, { x: left.from - 4, y: left.bars.top, ch: left.bars.row });
  parting(g, o);
  if (left.windowed) overview(g, o);
}

/** The present step's column. */
function tint(g, { left, first, now, theme }) {
  if (now < first || now >= first + left.visible) return;
  const x = centre(left, first, now);
  g.fillStyle = theme.nowTint;
  g.beginPath();
  g.roundRect(x - left.pitch / 2 + 1, 6, left.pitch - 2, left.pill - 8, 6);
  g.fill();
  const text = say.step(now);
  g.font = "700 12px sans-serif";
  pill(g, text, x - (g.measureText(text).width + 20) / 2, left.pill, { fill: theme.now, color: theme.page });
}

function names(g, { runs, left, theme }) {
  const put = (y, name, notes = []) => {
    const top = y - notes.length * 7;
    label(g, name, PAD, top, { color: theme.ink, size: 12, weight: 700 });
    notes.forEach((note, i) => label(g, note, PAD, top + 14 * (i + 1), { color: theme.ink3, size: 11 }));
  };
  const { rows, bars, distance } = left;
  put(rows.saysFree.y + 14, say.free, [say.saysFree]);
  label(g, say.readsFree, PAD, rows.readsFree.y + 11, { color: theme.ink3, size: 11 });
  if (runs.F) {
    put(rows.readsForced.y + 10, say.forced, [say.readsForced]);
    label(g, `${say.saysForced}, ${say.saysNote}`, PAD, rows.saysForced.y + 16, { color: theme.ink3, size: 11 });
    put(distance.y + distance.h / 2 - 4, say.distance, [say.distanceNote]);
  }
  put(bars.top + Math.max(18, bars.height / 2), say.bars, say.barsNote(runs.F > 0));
  left.tops.forEach((top, l) => put(top + left.block / 2, say.layer(l), left.block >= 34 ? [say.twins(runs.F > 0, runs.H)] : []));
}

/** One step of both runs: what is said above what was read, and the arrow from what is said to what is read next. */
function column(g, o, t, later) {
  const { runs, left, first, now, theme } = o;
  small(g, o, t, "readsFree", 0, later);
  said(g, o, t, 0, later);
  const [x, low] = [centre(left, first, t), left.rows.readsFree.y];
  const color = later ? theme.ghost : t === now ? theme.now : theme.edge;
  if (t >= runs.given && t > first) arrow(g, x - left.pitch + 2, left.rows.saysFree.y + left.rows.saysFree.h + 2, x - 3, low - 2, { color: t > now ? theme.ghost : color, head: 5, dash: later ? [3, 3] : null });
  if (t >= runs.F) return;
  small(g, o, t, "readsForced", 1, later);
  said(g, o, t, 1, later);
}

/** A symbol that is read: given ones on grey, the network's own on paper, another one than the text's with a dashed frame. */
function small(g, { runs, left, first, now, theme, hover }, t, row, run, later) {
  const box = tileBox(left, first, t, row);
  const given = run === 1 || t < runs.given;
  const unknown = later && !given;
  g.beginPath();
  g.roundRect(box.x, box.y, box.w, box.h, 5);
  g.fillStyle = given ? theme.bar : theme.surface;
  if (!unknown) g.fill();
  const apart = run === 0 && !later && runs.apart(t);
  g.strokeStyle = unknown ? theme.ghost : apart ? theme.ink : theme.ruleStrong;
  g.lineWidth = apart ? 1.75 : 1;
  g.setLineDash(unknown ? [3, 3] : apart ? [4, 3] : []);
  g.stroke();
  g.setLineDash([]);
  if (!unknown) symbol(g, runs.symbol(runs.read(run, t)), box.x + box.w / 2, box.y + box.h / 2, { color: later ? theme.ink3 : theme.ink, size: 13, room: box.w - 4, weight: given ? 400 : 700 });
  if (t === now) outline(g, box, 2, { color: theme.now, width: 2, radius: 6 });
  if (hover?.kind === "letter" && hover.t === t && hover.row === row) outline(g, box, 2, { color: theme.ink, radius: 6 });
}

/** A symbol that is said; the fill is how likely it was. */
function said(g, { runs, left, first, theme }, t, run, later) {
  const box = tileBox(left, first, t, run ? "saysForced" : "saysFree");
  g.save();
  g.beginPath();
  g.roundRect(box.x, box.y, box.w, box.h, 6);
  if (later) {
    g.strokeStyle = theme.ghost;
    g.setLineDash([3, 3]);
    g.stroke();
    g.restore();
    return;
  }
  const id = runs.said(run, t);
  const p = runs.chances(run, t)[id];
  g.fillStyle = theme.surface;
  g.fill();
  g.save();
  g.clip();
  g.fillStyle = theme.fill;
  g.fillRect(box.x, box.y + box.h * (1 - p), box.w, box.h);
  g.restore();
  g.strokeStyle = theme.ink;
  g.lineWidth = 1.5;
  g.stroke();
  symbol(g, runs.symbol(id), box.x + box.w / 2, box.y + box.h / 2, { color: theme.ink, size: 17, room: box.w - 4 });
  g.restore();
}

/** softmax(z/τ) of both runs: the free one's bars solid, the forced one's as outlines; what was drawn has a dot. */
function bars(g, { runs, left, first, theme }, t) {
  const box = barsBox(left, first, t);
  const { row, letters } = left.bars;
  const from = box.x + (letters ? 12 : 2);
  const width = box.x + box.w - from - 5;
  const thick = Math.max(1, row * 0.66);
  const two = t < runs.F;
  const [free, forced, drawn] = [runs.chances(0, t), two ? runs.chances(1, t) : null, runs.said(0, t)];
  g.fillStyle = theme.bar;
  g.fillRect(from, box.y, width, box.h);
  for (let v = 0; v < runs.V; v++) {
    const y = box.y + (v + 0.5) * row;
    g.fillStyle = v === drawn ? theme.ink : theme.edge;
    if (free[v] > 0) g.fillRect(from, y - thick / 2, Math.max(0.5, free[v] * width), thick);
    if (forced && forced[v] * width >= 1.5) edge(g, theme, { x: from, y: y - thick / 2, w: forced[v] * width, h: thick }, row >= 6);
    if (v === drawn) dot(g, theme.ink, box.x + box.w - 1, y, Math.min(2.5, Math.max(1.5, row / 3)));
    if (letters) symbol(g, runs.symbol(v), box.x + 5, y, { color: v === drawn ? theme.ink : theme.ink3, size: 10.5, room: 11, weight: v === drawn ? 700 : 400 });
  }
}

function edge(g, theme, { x, y, w, h }, room) {
  g.strokeStyle = g.fillStyle = theme.ink;
  g.lineWidth = 1;
  if (room) g.strokeRect(x + 0.5, y - 1, Math.max(1, w - 1), h + 2);
  else g.fillRect(x + w - 1, y - 0.5, 1.5, h + 1);
}

function dot(g, color, x, y, radius) {
  g.fillStyle = color;
  g.beginPath();
  g.arc(x, y, radius, 0, 7);
  g.fill();
}

/** The line between the last step at which both read the same and the first at which they do not. */
function parting(g, { runs, left, first, now, theme }) {
  const t = runs.partsAt - 1;
  if (runs.partsAt === null || t < first || t >= first + left.visible || t > now) return;
  const x = Math.round(centre(left, first, t) - left.pitch / 2);
  g.strokeStyle = theme.ink;
  g.lineWidth = 1.5;
  g.setLineDash([5, 4]);
  g.beginPath();
  g.moveTo(x, 10); g.lineTo(x, left.distance.y + left.distance.h);
  g.stroke();
  g.setLineDash([]);
  const room = 150;
  const at = Math.min(Math.max(x, left.from + room / 2), left.from + left.pitch * left.visible - room / 2);
  pillWords(g, theme, at, left.rows.readsForced.y - 11, say.partLine(runs.partsAt), room);
}

/** Every step of a long run, tall where another symbol is read than the text's, and the window that is on stage. */
function overview(g, { runs, left, first, now, theme }) {
  const { x, y, w, h } = left.overview;
  const step = w / runs.T;
  const width = Math.max(0.5, step > 3 ? step - 1 : step);
  for (let t = 0; t < runs.T; t++) {
    const tall = runs.apart(t);
    g.fillStyle = tall ? theme.ink : theme.edge;
    g.fillRect(x + t * step, y + (tall ? 0 : h - 3), width, tall ? h : 3);
  }
  outline(g, { x: x + first * step, y, w: left.visible * step, h }, 3, { color: theme.ink, width: 1.5, radius: 3 });
  g.fillStyle = theme.now;
  g.fillRect(x + (now + 0.5) * step - 1, y - 4, 2, h + 8);
  const [range, legend] = say.overview(first + 1, first + left.visible, runs.T);
  label(g, range, x, y + h + 13, { color: theme.ink2, size: 11 });
  if (w > 420) label(g, legend, x + w, y + h + 13, { color: theme.ink3, size: 11, align: "right" });
  for (const button of arrowBoxes(left)) arrowButton(g, theme, button, button.by < 0 ? first > 0 : first + left.visible < runs.T);
}
