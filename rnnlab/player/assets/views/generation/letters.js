// Both runs over time: the symbols that each reads and says, where they part, and the distributions.

import { arrow, label, outline } from "../../canvas/draw.js";
import { fitting, PAD, pillWords, rowName } from "../../canvas/labels.js";
import { SANS } from "../../canvas/theme.js";
import { say } from "../../messages/en/generation.js";
import { centre, drawPresent } from "../../sequence/columns.js";
import { drawOverview } from "../../sequence/overview.js";
import { drawBars, drawTracks } from "../../sequence/probabilities.js";
import { symbol, thinLabels } from "../../sequence/symbols.js";
import { closeTile, ghostTile, openTile } from "../../sequence/tiles.js";
import { barsBox, tileBox } from "./layout.js";

const LINE = 14; // px from one line of a row's name to the next

/** o: {runs, left: of the layout, first: the step at the left edge, now: the present step from 0, theme, hover} */
export function drawLetters(g, o) {
  const { runs, left, first, now } = o;
  drawPresent(g, o, say.step(now), { sides: 1, top: 6, middle: 2, radius: 6 });
  names(g, o);
  for (let t = first; t < first + left.visible; t++) {
    column(g, o, t, t > now);
    if (t <= now) bars(g, o, t);
  }
  if (!left.bars.letters) thinLabels(g, o.theme, runs, { x: left.from - 4, y: left.bars.top, ch: left.bars.row });
  parting(g, o);
  over(g, o);
  if (left.windowed) overview(g, o);
}

function names(g, { runs, left, theme }) {
  const put = (y, name, notes) => rowName(g, theme, y, name, notes, LINE);
  const { rows, bars, distance } = left;
  put(rows.saysFree.y + 14, say.free, [say.saysFree]);
  label(g, say.readsFree, PAD, rows.readsFree.y + 11, { color: theme.ink3, size: 11 });
  if (runs.F) {
    put(rows.readsForced.y + 10, say.forced, [say.readsForced]);
    label(g, say.saysForced, PAD, rows.saysForced.y + 16, { color: theme.ink3, size: 11 });
    put(distance.y + distance.h / 2 - 4, say.distance, [say.distanceNote]);
  }
  put(bars.top + Math.max(18, bars.height / 2), say.bars, say.barsNote(runs.F > 0));
  left.tops.forEach((top, l) => put(top + left.block / 2, say.layer(l), left.block >= 34 ? [say.twins(runs.F > 0, runs.H)] : []));
}

/** One step of both runs: the symbol said above the one read, and the arrow from a said symbol to the next one read. */
function column(g, o, t, later) {
  const { runs, left, first, now, theme } = o;
  readTile(g, o, t, "readsFree", 0, later);
  saidTile(g, o, t, 0, later);
  const [x, low] = [centre(left, first, t), left.rows.readsFree.y];
  const color = later ? theme.ghost : t === now ? theme.now : theme.edge;
  if (t >= runs.given && t > first) arrow(g, x - left.pitch + 2, left.rows.saysFree.y + left.rows.saysFree.h + 2, x - 3, low - 2, { color: t > now ? theme.ghost : color, head: 5, dash: later ? [3, 3] : null });
  if (t >= runs.F) return;
  readTile(g, o, t, "readsForced", 1, later);
  saidTile(g, o, t, 1, later);
}

/** A symbol that is read: given ones on grey, the network's own on white, one that differs from the reference with a dashed frame. */
function readTile(g, { runs, left, first, now, theme, hover }, t, row, run, later) {
  const box = tileBox(left, first, t, row);
  const given = run === 1 || t < runs.given;
  const unknown = later && !given;
  g.beginPath();
  g.roundRect(box.x, box.y, box.w, box.h, 5);
  g.fillStyle = given ? theme.bar : theme.surface;
  if (!unknown) g.fill();
  const apart = run === 0 && !later && runs.readsAnother(t);
  g.strokeStyle = unknown ? theme.ghost : apart ? theme.ink : theme.ruleStrong;
  g.lineWidth = apart ? 1.75 : 1;
  g.setLineDash(unknown ? [3, 3] : apart ? [4, 3] : []);
  g.stroke();
  g.setLineDash([]);
  if (!unknown) symbol(g, runs.symbol(runs.read(run, t)), box.x + box.w / 2, box.y + box.h / 2, { color: later ? theme.ink3 : theme.ink, size: 13, room: box.w - 4, weight: given ? 400 : 700 });
  if (t === now) outline(g, box, 2, { color: theme.now, width: 2, radius: 6 });
  if (hover?.kind === "letter" && hover.t === t && hover.row === row) outline(g, box, 2, { color: theme.ink, radius: 6 });
}

/** The tile of a symbol that is said, filled in proportion to its probability. */
function saidTile(g, { runs, left, first, theme }, t, run, later) {
  const box = tileBox(left, first, t, run ? "saysForced" : "saysFree");
  const shape = { box, radius: 6 };
  if (later) { ghostTile(g, theme, shape); return; }
  const id = runs.said(run, t);
  openTile(g, theme, shape, runs.chances(run, t)[id], { ground: theme.surface, line: false });
  closeTile(g, theme, shape, { width: 1.5 });
  symbol(g, runs.symbol(id), box.x + box.w / 2, box.y + box.h / 2, { color: theme.ink, size: 17, room: box.w - 4 });
}

/** softmax(z/τ) of both runs: the free one's as bars, the forced one's as outlines; the symbol drawn by the free run has a dot. */
function bars(g, { runs, left, first, theme }, t) {
  const { row, letters } = left.bars;
  const [chances, drawn] = [runs.chances(0, t), runs.said(0, t)];
  const box = barsBox(left, first, t);
  const from = box.x + (letters ? 12 : 2);
  const at = { ...box, row, from, width: box.x + box.w - from - 5, thick: Math.max(1, row * 0.66) };
  const compared = t < runs.F ? { chances: runs.chances(1, t), least: 1.5, room: row >= 6, reach: 1 } : null;
  drawTracks(g, theme, at, runs.V, false);
  drawBars(g, theme, at, { chances, strong: drawn, zeros: false, compared });
  dot(g, theme.ink, box.x + box.w - 1, box.y + (drawn + 0.5) * row, Math.min(2.5, Math.max(1.5, row / 3)));
  if (!letters) return;
  for (let v = 0; v < runs.V; v++) {
    const strong = v === drawn;
    symbol(g, runs.symbol(v), box.x + 5, box.y + (v + 0.5) * row, { color: strong ? theme.ink : theme.ink3, size: 10.5, room: 11, weight: strong ? 700 : 400 });
  }
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

/** In place of the forced run's tiles, from the first step after its last one: that it is over. */
function over(g, { runs, left, first, theme }) {
  const [from, end] = [Math.max(first, runs.F), first + left.visible];
  if (!runs.isOver(from + 1) || from >= end) return;
  const x = centre(left, first, from) - left.w / 2;
  g.font = `12px ${SANS}`;
  const text = fitting(g, say.overHere(runs.F), (end - from) * left.pitch);
  label(g, text, x, left.rows.saysForced.y - 4, { color: theme.ink2, size: 12 });
}

/** Every step of a long run, tall where the free run reads another symbol than the reference. */
function overview(g, { runs, left, first, now, theme }) {
  const words = say.overview(first + 1, first + left.visible, runs.T);
  drawOverview(g, { left, first, count: runs.T, now, theme }, { at: (t) => runs.readsAnother(t) }, words);
}
