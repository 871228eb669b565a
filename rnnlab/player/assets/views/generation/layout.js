// `layout`: the layout of the free running view. Left: both runs over time. Right: the present step's distribution.

import { detail } from "../../canvas/draw.js";
import { PAD } from "../../canvas/labels.js";
import { centre } from "../../sequence/columns.js";

const TWIN = 1; // px between the columns of both runs at one step
const STAGE = 548; // px, height of the stage; the strip is always shown, so that a click moves nothing
const NARROW = 780; // px of width below which head and transport take a second line each
const SECOND_LINES = 40; // px
const [PITCH, TIGHT] = [72, 26]; // px from step to step: the most, and the least before only a window of steps is shown
const LETTERED = 10.5; // px, the least row of probabilities that can carry its letter
const OVERVIEW = 40; // px of the overview strip
const [LISTED, LEAST_ROW] = [12, 22]; // symbols of the distribution, and px of a row at least

/** o: {runs, width: px of the stage, before: the last layout, whose level of detail is kept where two are possible} */
export function layout({ runs, width, before }) {
  const height = STAGE - (width < NARROW ? SECOND_LINES : 0);
  const rightWidth = Math.min(290, Math.max(206, width * 0.25));
  const divider = Math.round(width - rightWidth);
  return { width, height, divider, left: leftSide(runs, divider, height, before?.left), right: rightSide(runs, { x: divider + 20, right: width - PAD, height }) };
}

function leftSide(runs, width, height, before) {
  const labels = width >= 480 ? 128 : 104;
  const from = PAD + labels;
  const room = width - from - 14;
  const visible = Math.min(runs.T, Math.max(1, Math.floor(room / TIGHT)));
  const pitch = Math.min(PITCH, room / visible);
  const windowed = visible < runs.T;
  const w = Math.min(44, pitch - (pitch > 40 ? 8 : 4));
  const rows = { saysFree: { y: 18, h: 32 }, readsFree: { y: 68, h: 22 }, readsForced: { y: 112, h: 22 }, saysForced: { y: 142, h: 32 } };
  const bars = { top: 190, row: Math.min(13, 92 / runs.V) };
  bars.height = bars.row * runs.V;
  bars.letters = bars.row >= LETTERED && pitch >= 40;
  const bottom = height - 10 - (windowed ? OVERVIEW : 0);
  const pill = bottom - 8;
  const distance = { y: bars.top + bars.height + 18, h: runs.F ? 58 : 0 };
  const area = { top: distance.y + distance.h + 16, bottom: pill - 14 };
  const gap = 8;
  const block = Math.min(24 * runs.H, (area.bottom - area.top - gap * (runs.L - 1)) / runs.L);
  const cw = Math.min(16, Math.max(4, (pitch - 6) / 2));
  const tops = Array.from({ length: runs.L }, (_, l) => area.bottom - block - l * (block + gap));
  return {
    from, labels, pitch, visible, windowed, w, rows, bars, distance, pill, cw, twin: TWIN, block, tops, ch: block / runs.H,
    lod: detail(cw, block / runs.H, before?.lod), overview: { x: from, y: height - OVERVIEW + 4, w: room, h: 12, arrow: 32, text: 13, legendFrom: 420 },
  };
}

function rightSide(runs, { x, right, height }) {
  const top = 62;
  const count = Math.min(runs.V, LISTED);
  const row = Math.min(30, Math.max(LEAST_ROW, (height - top - 96) / Math.max(1, count)));
  return { x, right, top, row, count, values: runs.F ? 82 : 42, names: 30 };
}

export function tileBox(left, first, t, name) {
  const { y, h } = left.rows[name];
  return { x: centre(left, first, t) - left.w / 2, y, w: left.w, h };
}

export const barsBox = (left, first, t) => ({ x: centre(left, first, t) - left.w / 2, y: left.bars.top, w: left.w, h: left.bars.height });
