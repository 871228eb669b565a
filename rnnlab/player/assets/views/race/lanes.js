// Left side of the race view: inputs and targets, and for each cell its answers with its states below.

import { cells, drawHeat, heatImage, label, outline } from "../../canvas/draw.js";
import { PAD } from "../../canvas/labels.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/race.js";
import { centre } from "../../sequence/columns.js";
import { drawOverview } from "../../sequence/overview.js";
import { stateMatrix } from "../../sequence/states.js";
import { symbol } from "../../sequence/symbols.js";
import { closeTile, openTile } from "../../sequence/tiles.js";
import { scaleBox, tileBox, unitBox } from "./layout.js";
import { colour, mark } from "./looks.js";

const LINE = 15; // px from one line of a lane's label to the next
const SAMPLE = 34; // px, length of the sample of a lane's line beside its name
const MOST_SUM = 2; // the largest sum of two numbers from 0 to 1
const NUMBER = { base: 72, most: 42 }; // px: the foot of a number's bar, and its height at 1
const SUMS = [0, 1, 2]; // ticks of the scale

/** Font size in px of a letter in a column and, in a tile, of at most `room` px. */
const letterSize = (left, room = 20) => Math.max(10.5, Math.min(17, left.pitch * 0.62, room));

/** o: {run, left: of the layout, first: the step at the left edge, k: frame, epoch, images, theme, selected, hover} */
export function drawLanes(g, o) {
  const { run, left, theme } = o;
  if (run.sum) numbers(g, o);
  else sequence(g, o);
  for (const lane of run.lanes) {
    names(g, o, lane);
    if (run.sum) scale(g, o, lane);
    else answers(g, o, lane);
    states(g, o, lane);
    const { y } = left.lanes[lane.index];
    if (!lane.index) continue;
    g.fillStyle = theme.rule;
    g.fillRect(PAD, Math.round(y - 8), left.from + left.visible * left.pitch - PAD, 1);
  }
  if (left.windowed) overview(g, o);
}

function sequence(g, { run, left, first, k, theme }) {
  label(g, say.input, PAD, left.input.y, { color: theme.ink, size: 12, weight: 700 });
  label(g, say.target, PAD, left.target.y, { color: theme.ink, size: 12, weight: 700 });
  const size = letterSize(left);
  for (let t = first; t < first + left.visible; t++) {
    const x = centre(left, first, t);
    symbol(g, run.symbol(run.input(k, t)), x, left.input.y, { color: theme.ink2, size, room: left.pitch - 2, weight: 400 });
    if (run.asked(k, t)) symbol(g, run.symbol(run.target(k, t)), x, left.target.y, { color: theme.ink, size, room: left.pitch - 2 });
    else notAsked(g, theme, x, left.target.y, left.pitch);
  }
}

/** A step without a target: a short line. */
function notAsked(g, theme, x, y, pitch) {
  g.fillStyle = theme.ghost;
  g.fillRect(x - Math.min(3, pitch / 4), y - 0.5, Math.min(6, pitch / 2), 1.5);
}

/** The numbers of an adding task as bars, the marked two dark and with their values. */
function numbers(g, { run, left, first, k, theme }) {
  label(g, say.numbers, PAD, left.input.y + 6, { color: theme.ink, size: 12, weight: 700 });
  label(g, say.marks, PAD, left.input.y + 22, { color: theme.ink3, size: 11 });
  const width = Math.max(1, left.pitch - (left.pitch > 5 ? 2 : 0.5));
  const end = left.from + left.visible * left.pitch;
  for (let t = first; t < first + left.visible; t++) {
    const high = run.number(k, t) * NUMBER.most;
    g.fillStyle = run.marked(k, t) ? theme.ink : theme.fill;
    g.fillRect(centre(left, first, t) - width / 2, NUMBER.base - high, width, Math.max(1, high));
  }
  for (let t = first; t < first + left.visible; t++) {
    if (!run.marked(k, t)) continue;
    const value = run.number(k, t);
    const x = Math.min(Math.max(centre(left, first, t), left.from + 16), end - 16);
    const y = NUMBER.base - value * NUMBER.most - 9;
    g.fillStyle = theme.surface; // a neighbour's bar may stand behind it
    g.fillRect(x - 17, y - 7, 34, 14);
    label(g, number(value, 3), x, y, { color: theme.ink, size: 11, weight: 700, align: "center" });
  }
  g.fillStyle = theme.edge;
  g.fillRect(left.from, NUMBER.base, end - left.from, 1);
}

/** A lane's name with a sample of its line, its losses and its size. */
function names(g, { run, left, k, epoch, theme }, lane) {
  const { y, h } = left.lanes[lane.index];
  const tint = colour(lane, theme);
  label(g, lane.name, PAD, y + 8, { color: theme.ink, size: 13, weight: 700 });
  g.save();
  g.strokeStyle = tint;
  g.lineWidth = 1.75;
  g.setLineDash(lane.look.dash);
  g.beginPath(); g.moveTo(PAD + 46, y + 8); g.lineTo(PAD + 46 + SAMPLE, y + 8); g.stroke();
  g.restore();
  mark(g, lane, theme, PAD + 46 + SAMPLE / 2, y + 8);
  const lines = linesOf(run, lane, { k, epoch, short: left.short }, theme).slice(0, Math.floor((h - 18) / LINE));
  lines.forEach(([text, color, weight], i) => label(g, text, PAD, y + 26 + i * LINE, { color, size: 12, weight: weight ?? 400 }));
}

/** The lines of text below a lane's name, each [text, colour, weight]. */
function linesOf(run, lane, { k, epoch, short }, theme) {
  const held = lane.heldOut(epoch);
  return [
    [say.lossNow(lane.loss(epoch)), theme.ink, 700],
    [epoch > lane.done && say.afterEpoch(lane.done), theme.ink2],
    [held && say.heldOut(held.loss), theme.ink2],
    [held && say.afterEpoch(held.after), theme.ink3],
    [run.sum ? say.says(lane.sum(k)) : say.right(...run.score(lane, k)), theme.ink2],
    [say.units(lane.H), theme.ink3],
    [say.parameters(lane.parameters, short), theme.ink3],
    [say.layer(run.layer), theme.ink3],
  ].filter(([text]) => text);
}

function answers(g, o, lane) {
  const { run, left, first, k, theme, hover } = o;
  const at = lane.frame(k);
  for (let t = first; t < first + left.visible; t++) {
    const box = tileBox(left, first, lane, t);
    if (!run.asked(at, t)) { notAsked(g, theme, box.x + box.w / 2, box.y + box.h / 2, left.pitch); continue; }
    tile(g, o, lane, t, box);
    if (hover?.kind === "tile" && hover.lane === lane.index && hover.t === t) outline(g, box, 1, { color: theme.ink, radius: 4 });
  }
}

function tile(g, { run, left, k, theme }, lane, t, box) {
  const shape = { box, radius: Math.min(6, box.w / 5), inset: 0.5 };
  openTile(g, theme, shape, lane.pRight(k, t));
  const style = { color: theme.ink, size: letterSize(left, box.h * 0.6), room: box.w - 3 };
  symbol(g, run.symbol(lane.likeliest(k, t)[0]), box.x + box.w / 2, box.y + box.h / 2, style);
  closeTile(g, theme, shape, run.isRight(lane, k, t) ? { width: 1 } : { width: 1.5, dash: [3, 2.5] });
}

/** A lane's answer in an adding task on a scale from 0 to 2: the right sum as a tick, the lane's own as its mark. */
function scale(g, { run, left, k, theme }, lane) {
  const box = scaleBox(left, lane);
  const [answer, target] = [lane.sum(k), run.targetSum(lane.frame(k))];
  const room = box.w > 300 ? 92 : 0; // px for the words beside it
  const [from, width, y] = [box.x + 16, box.w - 32 - room, box.y + 10];
  const x = (value) => from + (Math.min(MOST_SUM, Math.max(0, value)) / MOST_SUM) * width;
  g.beginPath();
  g.moveTo(from, y); g.lineTo(from + width, y);
  for (const sum of SUMS) { g.moveTo(x(sum), y - 3); g.lineTo(x(sum), y + 3); }
  stroke(g, theme.edge, 1);
  g.beginPath();
  g.moveTo(x(target), y - 8); g.lineTo(x(target), y + 8);
  stroke(g, theme.ink, 2);
  if (Number.isFinite(answer)) mark(g, lane, theme, x(answer), y, 5);
  for (const sum of SUMS) {
    const hasRoom = Math.abs(x(sum) - x(target)) > 52;
    if (hasRoom) label(g, String(sum), x(sum), y + 14, { color: theme.ink3, size: 10.5, align: "center" });
  }
  label(g, number(target, 3), x(target), y + 15, { color: theme.ink, size: 10.5, weight: 700, align: "center" });
  if (room) label(g, say.off(answer, target), box.x + box.w, y, { color: theme.ink2, size: 12, align: "right" });
}

function stroke(g, color, width) {
  g.strokeStyle = color;
  g.lineWidth = width;
  g.stroke();
}

/** Hidden states: steps from left to right, unit 0 on top. */
function states(g, o, lane) {
  const { left, first, k, theme, images, hover, selected } = o;
  const { states: at, ch, lod } = left.lanes[lane.index];
  const size = { cw: left.pitch, ch, cols: left.visible, rows: lane.H };
  if (lod === "image") {
    const key = [o.run.epochs[lane.frame(k)], first, left.visible, left.pitch, ch];
    const image = images.get(`h ${lane.cell}`, key, () => heatImage(theme, statesOf(o, lane), size));
    drawHeat(g, theme, image, { x: left.from, y: at.y, w: left.visible * left.pitch, h: at.h });
  } else {
    cells(g, theme, statesOf(o, lane), { x: left.from, y: at.y, ...size, lod });
  }
  const selectedHere = selected?.lane === lane.index && selected.t >= first && selected.t < first + left.visible;
  if (selectedHere) outline(g, unitBox(left, first, lane, selected), 1, { color: theme.ink, width: 2.5, radius: 3 });
  if (hover?.kind === "state" && hover.lane === lane.index) outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
}

const statesOf = ({ left, first, k }, lane) => stateMatrix(lane.H, left.visible, (j) => lane.states(k, first + j));

/** Every step of a long sequence: a row of marks per lane, wrong ones tall. */
function overview(g, { run, left, first, k, theme }) {
  const at = (t, row) => {
    const lane = run.lanes[row];
    return run.asked(lane.frame(k), t) ? !run.isRight(lane, k, t) : null;
  };
  const rows = run.lanes.length;
  const words = say.overview(first + 1, first + left.visible, run.T);
  drawOverview(g, { left, first, count: run.T, now: null, theme }, { at, rows, tall: left.overview.h / rows - 1, low: 1 }, words);
}
