// `layout`: the layout of the ablation view. Left: the text through both runs. Right: ranking and loss by step.

import { detail } from "../../canvas/draw.js";
import { PAD } from "../../canvas/labels.js";
import { centre, columnX } from "../../sequence/columns.js";

const TWIN = 2; // px between the columns of both runs at one step
const STAGE = 524; // px, height of the stage; the strip is always shown, so that a click moves nothing
const NARROW = 780; // px of width below which head and transport take a second line each
const SECOND_LINES = 40; // px
const [PITCH, TIGHT] = [132, 44]; // px from letter to letter: the most, and the least before only a window of letters is shown
const LETTERED = 11; // px, the least row of probabilities that can carry its letter
const NUMBERED = 76; // px, the least pitch whose probabilities carry numbers
const OVERVIEW = 40; // px of the overview strip
const ROW = 15; // px, a gate's row
const START = 20; // px before the first column: the initial state's "0" and the beginning of its arrow

/** o: {pair, width: px of the stage, before: the last layout, whose level of detail is kept where two are possible} */
export function layout({ pair, width, before }) {
  const height = STAGE - (width < NARROW ? SECOND_LINES : 0);
  const rightWidth = Math.min(310, Math.max(214, width * 0.285));
  const divider = Math.round(width - rightWidth);
  return {
    width, height, divider,
    left: leftSide(pair, divider, height, before?.left),
    right: rightSide(pair, { x: divider + 20, right: width - PAD, height }),
  };
}

function leftSide(pair, width, height, before) {
  const labels = width >= 480 ? 108 : 92;
  const from = PAD + labels;
  const room = width - from - 14;
  const visible = Math.min(pair.T, Math.max(1, Math.floor(room / TIGHT)));
  const pitch = Math.min(PITCH, room / visible);
  const windowed = visible < pair.T;
  const w = Math.min(96, pitch - (pitch > 60 ? 12 : 6));
  const tileH = Math.max(40, Math.min(w, pair.rows.length ? 42 : 50));
  const tiles = pair.two ? [36, 36 + tileH + 17] : [36];
  const bars = { top: tiles[tiles.length - 1] + tileH + 12, row: Math.min(14, Math.max(44, 0.13 * height) / pair.V) };
  bars.height = bars.row * pair.V;
  bars.letters = bars.row >= LETTERED;
  bars.numbers = bars.letters && pitch >= NUMBERED;
  const bottom = height - 10 - (windowed ? OVERVIEW : 0);
  const gates = { row: ROW, h: pair.rows.length * ROW, count: pair.rows.length };
  gates.top = bottom - gates.h;
  const pill = (gates.count ? gates.top - 10 : bottom) - 10; // centre of the step's name
  const input = { h: 26, top: pill - 16 - 26 };
  const cw = Math.min(17, Math.max(8, (pitch - 22) / 2));
  return {
    from, names: labels - START, pitch, visible, windowed, bars, input, gates, pill, cw, twin: TWIN,
    tile: { w, h: tileH, tops: tiles },
    overview: { x: from, y: height - OVERVIEW + 4, w: room, h: 12, arrow: 32, text: 13, legendFrom: 340 },
    ...states(pair, { top: bars.top + bars.height + 4, bottom: input.top - 4 }, cw, before),
  };
}

/** Blocks of states, layer 0 at the bottom, with equal gaps for the arrows between them. */
function states(pair, { top, bottom }, cw, before) {
  const space = bottom - top;
  const least = Math.max(8, Math.min(22, space / (pair.L * 3)));
  const ch = Math.min(24, (space - (pair.L + 1) * least) / (pair.L * pair.H));
  const block = ch * pair.H;
  const gap = (space - pair.L * block) / (pair.L + 1);
  const tops = Array.from({ length: pair.L }, (_, l) => bottom - gap - block - l * (block + gap));
  return { ch, block, gap, tops, lod: detail(cw, ch, before?.lod) };
}

function rightSide(pair, { x, right, height }) {
  const steps = { h: Math.min(128, height * 0.25) };
  steps.y = pair.ranking ? height - 30 - steps.h : 58;
  const rank = { heading: 18, top: 52, row: 20, bottom: steps.y - 66 };
  rank.rows = Math.max(3, Math.floor((rank.bottom - rank.top - rank.row) / rank.row));
  rank.row = Math.min(26, Math.max(20, (rank.bottom - rank.top) / (pair.L * pair.H)));
  const labels = right - x >= 220 ? 108 : 48;
  return { x, right, rank: { ...rank, labels, short: labels < 90, from: x + labels, to: right - 52 }, steps: { ...steps, heading: steps.y - 40, x: x + 30, w: right - x - 30 } };
}

export function tileBox(left, first, t, run) {
  return { x: centre(left, first, t) - left.tile.w / 2, y: left.tile.tops[run], w: left.tile.w, h: left.tile.h };
}

export function barsBox(left, first, t) {
  const w = Math.min(108, left.pitch - (left.pitch > 60 ? 12 : 8));
  return { x: centre(left, first, t) - w / 2, y: left.bars.top, w, h: left.bars.height };
}

export function unitBox(left, first, { layer, unit, t, run }, two) {
  return { x: columnX(left, first, t, run, two), y: left.tops[layer] + unit * left.ch, w: left.cw, h: left.ch };
}

export function gateBox(left, first, { row, t, run }, two) {
  return { x: columnX(left, first, t, run, two), y: left.gates.top + row * left.gates.row, w: left.cw, h: left.gates.row };
}
