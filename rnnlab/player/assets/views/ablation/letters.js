// The text through both runs: target, each run's prediction, probabilities and input. The present step is tinted, later ones
// are dashed.

import { label, outline } from "../../canvas/draw.js";
import { fitting, PAD, pillWords, rowName } from "../../canvas/labels.js";
import { SANS } from "../../canvas/theme.js";
import { say } from "../../messages/en/ablation.js";
import { arrowsUp, centre, drawInput, drawPresent, inputBox } from "../../sequence/columns.js";
import { drawOverview } from "../../sequence/overview.js";
import { drawBars, drawTracks, nameBars } from "../../sequence/probabilities.js";
import { symbol, thinLabels } from "../../sequence/symbols.js";
import { closeTile, ghostTile, openTile } from "../../sequence/tiles.js";
import { barsBox, tileBox } from "./layout.js";
import { lock } from "./marks.js";

const LINE = 15; // px from one line of a row's name to the next

/** o: {pair, left: of the layout, first: the letter at the left edge, now: the present step from 0, theme, hover} */
export function drawLetters(g, o) {
  const { pair, left, first, now, theme } = o;
  drawPresent(g, o, say.step(now), { sides: 2, top: 4, middle: 0, radius: 8 });
  names(g, o);
  for (let t = first; t < first + left.visible; t++) {
    const later = t > now;
    symbol(g, pair.symbol(pair.target[t]), centre(left, first, t), 20, { color: later ? theme.ink3 : theme.ink, size: 17, room: left.pitch - 4 });
    for (let run = 0; run < left.tile.tops.length; run++) tile(g, o, t, run, later);
    if (!later) bars(g, o, t);
    input(g, o, t, later);
  }
  if (!left.bars.letters) thinLabels(g, theme, pair, { x: left.from - 2, y: left.bars.top, ch: left.bars.row });
  if (left.windowed) overview(g, o);
}

function names(g, { pair, left, theme }) {
  const put = (y, name, notes = []) => rowName(g, theme, y, name, notes, LINE);
  put(20, say.target);
  left.tile.tops.forEach((top, run) => put(top + left.tile.h / 2, pair.two ? (run ? say.heldRun : say.untouched) : say.run, [say.fill]));
  if (pair.two) lock(g, PAD + 32, left.tile.tops[1] + left.tile.h / 2 - 8, theme.ink);
  put(left.bars.top + Math.max(20, left.bars.height / 2), say.probability, say.overlay(pair.two));
  g.font = `11px ${SANS}`;
  const twins = fitting(g, say.twins(pair.two, pair.H), left.names);
  left.tops.forEach((top, l) => put(top + left.block / 2, say.layer(l), left.block + left.gap >= 34 ? [twins] : []));
  put(left.input.top + left.input.h / 2, say.input);
}

function tile(g, { pair, left, first, theme }, t, run, later) {
  const box = tileBox(left, first, t, run);
  const shape = { box, radius: Math.min(8, box.w / 5) };
  if (later) { ghostTile(g, theme, shape); return; }
  const answer = pair.says(run, t);
  const right = answer === pair.target[t];
  const p = pair.chances(run, t)[pair.target[t]];
  const [x, wide] = [box.x + box.w / 2, box.w >= 60];
  openTile(g, theme, shape, p, { ground: theme.surface });
  symbol(g, pair.symbol(answer), x, box.y + box.h * (wide ? 0.5 : 0.4), { color: theme.ink, size: Math.min(28, box.h * (wide ? 0.6 : 0.5)), room: box.w - 8 });
  label(g, say.percent(p), wide ? box.x + box.w - 5 : x, box.y + box.h - 8, { color: theme.ink2, size: 10.5, align: wide ? "right" : "center" });
  const changed = run === 1 && answer !== pair.says(0, t);
  closeTile(g, theme, shape, { width: right && !changed ? 1.5 : 2, dash: right ? null : [5, 4] });
  if (changed) pillWords(g, theme, x, box.y - 2, say.changed(pair.symbol(pair.says(0, t)), pair.symbol(answer)), left.pitch - 2);
}

/** The probability of each symbol: in the held run as bars, in the untouched one as outlines over them. */
function bars(g, { pair, left, first, theme }, t) {
  const { row, letters, numbers } = left.bars;
  const last = pair.two ? 1 : 0;
  const chances = pair.chances(last, t);
  const box = barsBox(left, first, t);
  const from = box.x + (letters ? 15 : 4);
  const at = { ...box, row, from, width: box.x + box.w - from - (numbers ? 30 : 0), thick: letters ? 8 : Math.max(1, row * 0.7) };
  const compared = pair.two ? { chances: pair.chances(0, t), least: 2, room: letters, reach: 1.5 } : null;
  drawTracks(g, theme, at, pair.V, letters);
  drawBars(g, theme, at, { chances, strong: pair.says(last, t), compared });
  nameBars(g, theme, at, pair, chances, pair.target[t], { letters, numbers });
}

function input(g, { pair, left, first, now, theme, hover }, t, later) {
  const box = inputBox(left, first, t);
  const style = { color: t === now ? theme.now : later ? theme.ghost : theme.edge, head: left.gap > 14 ? 6 : 4, dash: later ? [3, 3] : null };
  arrowsUp(g, left, centre(left, first, t), left.gap > 16 ? 4 : 2, style);
  drawInput(g, theme, box, pair.symbol(pair.source[t]), { color: later ? theme.ink3 : theme.ink, size: 15 });
  if (t === now) outline(g, box, 2, { color: theme.now, width: 2, radius: 7 });
  if (hover?.kind === "input" && hover.t === t) outline(g, box, 2, { color: theme.ink, radius: 7 });
}

/** Every letter of a long text, changed ones tall. */
function overview(g, { pair, left, first, now, theme }) {
  const changed = new Set(pair.changed);
  const words = say.overview(first + 1, first + left.visible, pair.T);
  drawOverview(g, { left, first, count: pair.T, now, theme }, { at: (t) => changed.has(t) }, words);
}
