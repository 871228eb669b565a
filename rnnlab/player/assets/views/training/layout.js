// `layout`: the layout of the training view. Left: the text through the network. Right: loss and weights.

import { detail } from "../../canvas/draw.js";
import { PAD } from "../../canvas/labels.js";
import { centre } from "../../sequence/columns.js";
import { gutter } from "./other_curves.js";

export const COLUMN = 18; // px, width of a state
const STAGE = 590; // px, height of the stage
const NARROW = 780; // px of width below which head and transport take a second line each
const SECOND_LINES = 64; // px
const STRIP = 134; // px that the arithmetic takes from the stage
const LEAST = 400; // px, the least height of the stage
const [PITCH, TIGHT] = [104, 44]; // px from letter to letter: the most, and the least before only a window of letters is shown
const LETTERED = 11; // px, the least row of probabilities that can carry its letter
const NUMBERED = 76; // px, the least pitch whose probabilities carry numbers
const OVERVIEW = 44; // px of the overview strip

/**
 * o: {run, width: px of the stage, hasStrip: whether the arithmetic is shown, bars: px of the elements below the stage,
 * before: the last layout, whose levels of detail are kept where two are possible}
 */
export function layout({ run, width, hasStrip, bars, before }) {
  const height = Math.max(Math.min(LEAST, STAGE - STRIP - SECOND_LINES), STAGE - (hasStrip ? STRIP : 0) - (width < NARROW ? SECOND_LINES : 0) - bars);
  const rightWidth = Math.min(450, Math.max(268, width * 0.407));
  const divider = width - rightWidth;
  return {
    width, height, divider, hasStrip,
    left: leftSide(run, divider, height, before?.left),
    right: rightSide(run, { x: divider + 22, right: width - PAD, height }, before?.right),
  };
}

function leftSide(run, width, height, before) {
  const labels = width >= 480 ? 108 : 84;
  const from = PAD + labels;
  const room = width - from - 14;
  const visible = Math.min(run.T, Math.floor(room / TIGHT));
  const pitch = Math.min(PITCH, room / visible);
  const windowed = visible < run.T;
  const tile = { top: 40, w: pitch - (pitch > 60 ? 12 : 6), h: 0 };
  tile.h = Math.max(height < 500 ? 50 : 58, Math.min(tile.w, height < 500 ? 60 : 90));
  const bars = { top: tile.top + tile.h + 14, row: Math.min(15, Math.max(48, 0.2 * height) / run.V) };
  bars.height = bars.row * run.V;
  bars.letters = bars.row >= LETTERED;
  bars.numbers = bars.letters && pitch >= NUMBERED;
  const bracket = run.ambiguous ? 36 : 0;
  const input = { h: 28, top: height - 14 - (windowed ? OVERVIEW : 0) - bracket - 28 };
  const area = { top: bars.top + bars.height + 4, bottom: input.top - 4 };
  return {
    from, labels, pitch, visible, windowed, tile, bars, input, short: labels < 100,
    overview: { x: from, y: height - OVERVIEW + 2, w: room, h: 12, arrow: 32, text: 14 },
    ...states(run, area, before),
  };
}

/** Blocks of states, layer 0 at the bottom, with equal gaps for the arrows between them. */
function states(run, { top, bottom }, before) {
  const space = bottom - top;
  const least = Math.max(10, Math.min(22, space / (run.L * 2.2)));
  const ch = Math.min(24, COLUMN * 1.2, (space - (run.L + 1) * least) / (run.L * run.H));
  const block = ch * run.H;
  const gap = (space - run.L * block) / (run.L + 1);
  const tops = Array.from({ length: run.L }, (_, l) => bottom - gap - block - l * (block + gap));
  return { ch, block, gap, tops, lod: detail(COLUMN, ch, before?.lod) };
}

function rightSide(run, { x, right, height }, before) {
  const inner = { x: x + 34, w: right - x - 34 };
  const free = height - 196; // what headings, axes and gaps leave
  const embH = Math.min(29 * run.V, free * 0.28);
  const rest = free - embH;
  const names = run.others.length ? gutter(inner.w) : 0; // room for the names of the curves
  const loss = { ...inner, y: 44, w: inner.w - names, names, h: rest * 0.52 };
  const emb = { heading: loss.y + loss.h + 52, ...fit(inner.w, embH, run.E, run.V, 48, 29) };
  Object.assign(emb, { x: inner.x, y: emb.heading + 18, lod: detail(emb.cw, emb.ch, before?.emb.lod) });
  const hidden = { heading: emb.y + emb.h + 32 };
  hidden.y = hidden.heading + 18;
  Object.assign(hidden, grids(run, inner, height - 12 - hidden.y, before));
  return { x, right, loss, emb, hidden };
}

/** One matrix of hidden-to-hidden weights per layer, in one row or two; gates stacked. */
function grids(run, { x, w }, height, before) {
  const lines = run.L > 4 ? 2 : 1;
  const across = Math.ceil(run.L / lines);
  const rows = run.gates.length * run.H;
  const name = 18;
  const gates = run.gates.length > 1 ? 14 : 0; // room for the gates' names
  const slot = { w: w / across, h: height / lines };
  const size = fit(slot.w - 12 - gates, slot.h - name, run.H, rows, 24, 24);
  if (run.gates.length === 1) size.cw = size.ch = Math.min(size.cw, size.ch);
  Object.assign(size, { w: size.cw * run.H, h: size.ch * rows });
  const boxes = Array.from({ length: run.L }, (_, l) => ({
    x: x + (l % across) * slot.w + gates, y: Math.floor(l / across) * slot.h, w: size.w, h: size.h,
  }));
  return { boxes, cw: size.cw, ch: size.ch, gates, short: slot.w < 96, lod: detail(size.cw, size.ch, before?.hidden.lod) };
}

function fit(w, h, columns, rows, mostW, mostH) {
  const [cw, ch] = [Math.min(mostW, w / columns), Math.min(mostH, h / rows)];
  return { cw, ch, w: cw * columns, h: ch * rows };
}

export function tileBox(left, first, t) {
  return { x: centre(left, first, t) - left.tile.w / 2, y: left.tile.top, w: left.tile.w, h: left.tile.h };
}

export function barsBox(left, first, t) {
  const w = left.pitch - (left.pitch > 60 ? 12 : 8);
  return { x: centre(left, first, t) - w / 2, y: left.bars.top, w, h: left.bars.height };
}

export function unitBox(left, first, { layer, unit, t }) {
  return { x: centre(left, first, t) - COLUMN / 2, y: left.tops[layer] + unit * left.ch, w: COLUMN, h: left.ch };
}

/** The matrix of one layer's hidden-to-hidden weights. right: of the layout */
export function matrixBox({ hidden: { boxes, y } }, layer) {
  return { ...boxes[layer], y: y + boxes[layer].y };
}
