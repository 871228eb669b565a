// Left side of the training view: target, prediction, probabilities, states and input of each letter in the window.

import { label, outline } from "../../canvas/draw.js";
import { PAD, pillWords, rowName } from "../../canvas/labels.js";
import { SANS } from "../../canvas/theme.js";
import { say } from "../../messages/en/training.js";
import { arrowsUp, centre, drawInput, inputBox } from "../../sequence/columns.js";
import { drawOverview } from "../../sequence/overview.js";
import { drawBars, drawTracks, nameBars } from "../../sequence/probabilities.js";
import { symbol, thinLabels } from "../../sequence/symbols.js";
import { closeTile, openTile } from "../../sequence/tiles.js";
import { barsBox, tileBox } from "./layout.js";
import { drawStates } from "./states.js";

/** o: {run, left: of the layout, first: the letter at the left edge, k: frame, epoch, images, theme, selected, hover} */
export function drawLetters(g, o) {
  const { run, left, first, theme } = o;
  names(g, o);
  const answer = run.answer(o.epoch);
  const long = longLabels(g, o);
  const style = { color: theme.edge, head: left.gap > 14 ? 6 : 4 };
  for (let t = first; t < first + left.visible; t++) {
    const x = centre(left, first, t);
    symbol(g, run.symbol(run.target[t]), x, 20, { color: theme.ink, size: 17, room: left.pitch - 4 });
    tile(g, o, t, answer[t], long);
    bars(g, o, t);
    arrowsUp(g, left, x, left.gap > 18 ? 4 : 2, style);
    input(g, o, t);
  }
  if (!left.bars.letters) thinLabels(g, theme, run, { x: barsBox(left, first, first).x - 8, y: left.bars.top, ch: left.bars.row });
  drawStates(g, o);
  bracket(g, o);
  if (left.windowed) overview(g, o, answer);
}

function names(g, { run, left, theme, k, epoch }) {
  const shown = run.epochs[k] === epoch ? null : run.epochs[k]; // the epoch of the frame, if it is another
  const put = (y, name, note) => rowName(g, theme, y, name, note ? [note] : [], 16);
  put(20, say.target);
  put(left.tile.top + left.tile.h / 2, say.prediction, say.fill(shown));
  put(left.bars.top + Math.max(14, left.bars.height / 2), say.probability, say.pointer(shown));
  left.tops.forEach((top, l) => put(top + left.block / 2, say.layer(l), left.block + left.gap >= 34 ? say.units(run.H, left.short) : ""));
  put(left.input.top + left.input.h / 2, say.input);
}

/** Whether the long form of the label on wrong tiles fits for every target; all tiles have the same form. */
function longLabels(g, { run, left, first }) {
  g.font = `700 11px ${SANS}`;
  for (let t = first; t < first + left.visible; t++) {
    if (g.measureText(say.should(run.symbol(run.target[t]))).width + 14 > left.pitch - 4) return false;
  }
  return true;
}

function tile(g, { run, left, first, k, theme }, t, predicted, long) {
  const box = tileBox(left, first, t);
  const shape = { box, radius: Math.min(8, box.w / 5) };
  const right = predicted === run.target[t];
  const p = run.chances(k, t)[run.target[t]];
  const x = box.x + box.w / 2;
  openTile(g, theme, shape, p);
  const big = box.h >= 80;
  const size = Math.min(46, box.w * 0.5, box.h * (big ? 0.5 : 0.42));
  symbol(g, run.symbol(predicted), x, box.y + box.h * (big ? 0.5 : 0.44), { color: theme.ink, size, room: box.w - 8 });
  const wide = box.w >= 60;
  label(g, say.percent(p), wide ? box.x + box.w - 6 : x, box.y + box.h - 9, { color: theme.ink2, size: 11, align: wide ? "right" : "center" });
  closeTile(g, theme, shape, right ? { width: 1.5 } : { width: 2, dash: [5, 4] });
  if (right) return;
  const target = run.symbol(run.target[t]);
  pillWords(g, theme, x, box.y, [long ? say.should(target) : say.shouldShort(target)], left.pitch - 4, { high: 18, padding: 14 });
}

function bars(g, { run, left, first, k, theme }, t) {
  const { row, letters, numbers } = left.bars;
  const chances = run.chances(k, t);
  const box = barsBox(left, first, t);
  const from = box.x + (letters ? 15 : 4);
  const at = { ...box, row, from, width: box.x + box.w - from - (numbers ? 30 : 0), thick: letters ? 9 : Math.max(1, row * 0.7) };
  drawTracks(g, theme, at, run.V, letters);
  drawBars(g, theme, at, { chances, strong: chances.indexOf(Math.max(...chances)) });
  nameBars(g, theme, at, run, chances, run.target[t], { letters, numbers });
}

function input(g, { run, left, first, theme, selected }, t) {
  const box = inputBox(left, first, t);
  drawInput(g, theme, box, run.symbol(run.source[t]), { color: theme.ink, size: 16 });
  if (selected?.t === t) outline(g, box, 2, { color: theme.ink, width: 1.75, radius: 7 });
}

/** A bracket under two equal letters with different targets, which only a network with memory can predict. */
function bracket(g, { run, left, first, theme }) {
  const pair = run.ambiguousPair(first, first + left.visible);
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

/** Every letter of a long text, wrong ones tall. */
function overview(g, { run, left, first, theme }, answer) {
  const marks = { at: (t) => answer[t] !== run.target[t] };
  drawOverview(g, { left, first, count: run.T, now: null, theme }, marks, say.overview(first + 1, first + left.visible, run.T));
}
