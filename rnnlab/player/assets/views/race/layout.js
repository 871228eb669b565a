// `layout`: the layout of the race view. Left: the sequence, and below it a lane per cell. Right: the losses.

import { detail } from "../../canvas/draw.js";
import { PAD } from "../../canvas/labels.js";
import { centre } from "../../sequence/columns.js";

const STAGE = 590; // px, height of the stage
const NARROW = 780; // px of width below which head and transport take a second line each
const SECOND_LINES = 64; // px
const [PITCH, TIGHT] = [44, 15]; // px from step to step: the most, and the least before only a window of steps is shown
const OVERVIEW = 44; // px of the overview strip
const GAP = 14; // px between lanes
const CLIP = 11; // px of a row of clip marks
const SHARE = 22; // px of a row of shares

/** o: {run, width: px of the stage, before: the last layout, whose levels of detail are kept where two are possible} */
export function layout({ run, width, before }) {
  const height = STAGE - (width < NARROW ? SECOND_LINES : 0);
  const rightWidth = Math.min(450, Math.max(268, width * 0.407));
  const divider = width - rightWidth;
  return {
    width, height, divider,
    left: leftSide(run, divider, height, before?.left),
    right: rightSide(run, { x: divider + 22, right: width - PAD, height }),
  };
}

function leftSide(run, width, height, before) {
  const labels = width >= 480 ? 134 : 112;
  const from = PAD + labels;
  const room = width - from - 14;
  const visible = run.sum ? run.T : Math.min(run.T, Math.floor(room / TIGHT));
  const windowed = visible < run.T;
  const pitch = Math.min(PITCH, room / visible);
  const top = run.sum ? 96 : 78;
  const bottom = height - 14 - (windowed ? OVERVIEW : 0);
  const n = run.lanes.length;
  const each = (bottom - top - (n - 1) * GAP) / n;
  const answer = run.sum ? 30 : Math.max(22, Math.min(pitch - 2, each * 0.26, 44));
  return {
    from, room, visible, windowed, pitch, answer, short: labels < 130,
    input: { y: 24 }, target: { y: 54 },
    overview: { x: from, y: height - OVERVIEW + 6, w: room, h: 12, arrow: 32, text: 13 },
    lanes: run.lanes.map((lane, i) => strip(lane, { y: top + i * (each + GAP), h: each, answer, pitch }, before?.lanes?.[i])),
  };
}

function strip(lane, { y, h, answer, pitch }, before) {
  const ch = Math.min(24, (h - answer - 8) / lane.H);
  return { y, h, ch, states: { y: y + answer + 8, h: ch * lane.H }, lod: detail(pitch, ch, before?.lod) };
}

function rightSide(run, { x, right, height }) {
  const n = run.lanes.length;
  const shares = { x, y: height - 18 - n * SHARE, w: right - x, row: SHARE };
  const clip = { row: CLIP, h: run.config.clip ? n * CLIP + 8 : 0 };
  const top = 46;
  const loss = { x: x + 36, y: top, w: right - x - 36 - 84, h: shares.y - 44 - 26 - clip.h - top };
  clip.y = loss.y + loss.h + 26;
  return { x, right, loss, clip, shares };
}

export function tileBox(left, first, lane, t) {
  const w = left.pitch - (left.pitch > 24 ? 4 : 2);
  return { x: centre(left, first, t) - w / 2, y: left.lanes[lane.index].y, w, h: left.answer };
}

/** The box of a lane's scale in an adding task, which shows its sum and the right one. */
export function scaleBox(left, lane) {
  return { x: left.from, y: left.lanes[lane.index].y, w: left.visible * left.pitch, h: left.answer };
}

export function unitBox(left, first, lane, { unit, t }) {
  const { states: at, ch } = left.lanes[lane.index];
  return { x: centre(left, first, t) - left.pitch / 2, y: at.y + unit * ch, w: left.pitch, h: ch };
}

/** The bar of the i-th lane below the chart. right: of the layout */
export function shareBox({ shares: { x, y, w, row } }, i) {
  return { x: x + 44, y: y + i * row, w: w - 44 - 46, h: row - 6 };
}
