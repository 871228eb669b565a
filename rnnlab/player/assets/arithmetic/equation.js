// `drawEquation`: an RNN cell's equation with every operand as a grid of cells, the selected unit's row outlined.

import { cells, detail, editMark, label, outline } from "../canvas/draw.js";
import { MONO } from "../canvas/theme.js";
import { keyOf } from "../editing/edit_places.js";
import { words } from "../messages/en/common.js";

const VECTOR = 36; // px, width of a vector
const ROW = 31; // px, height of a row while numbers fit
const TALLEST = 132; // px, height of the tallest operand
const FIXED = 40 + 6 * VECTOR + 300; // px of all but the two matrices
const NAMES = 26; // px for the operands' names above
const SHAPES = 26; // px for their shapes below

/** Height of the picture for these sizes, in px. */
export const equationHeight = (inputSize, hiddenSize) => NAMES + Math.max(inputSize, hiddenSize) * rowHeight(inputSize, hiddenSize) + SHAPES;

/** Least width in px at which no operands overlap: 12 px for each column of the matrices, at most 120 px for all of them. */
export const equationWidth = (inputSize, hiddenSize) => FIXED + Math.min(120, 12 * (inputSize + hiddenSize));

const rowHeight = (inputSize, hiddenSize) => Math.min(ROW, TALLEST / Math.max(inputSize, hiddenSize));

/**
 * Draw the equation of one unit at one step.
 * @param {object} o {t, unit, nonlinearity, h, hPrev, x, z: vectors of the step; wih, whh, bih, bhh: weights, row by row;
 *   inputSize, hiddenSize}; where numbers can be edited also {edited: keys of edited places, item: the batch item}
 */
export function drawEquation(g, theme, width, o) {
  const ch = rowHeight(o.inputSize, o.hiddenSize);
  for (const part of layout(o, width)) {
    if (part.values) operand(g, theme, part, ch, o.edited);
    else if (part.bracket) bracket(g, theme, part, ch);
    else label(g, part.text, part.x + part.w / 2, part.middle, { color: theme.ink2, size: 17, align: "center" });
  }
}

/** The edit place under the pointer, with its value and its box: {name, index, value, box}; null for none. */
export function equationHit(px, py, width, o) {
  const ch = rowHeight(o.inputSize, o.hiddenSize);
  for (const part of layout(o, width)) {
    if (!part.at) continue;
    const [col, row] = [Math.floor((px - part.x) / part.cw), Math.floor((py - part.middle + (part.rows * ch) / 2) / ch)];
    if (col >= 0 && col < part.cols && row >= 0 && row < part.rows) return { ...part.at(row, col), value: part.values[row * part.cols + col], box: cellBox(part, row, col, ch) };
  }
  return null;
}

function cellBox({ x, cw, rows, middle }, row, col, ch) {
  return { x: x + col * cw, y: middle - (rows * ch) / 2 + row * ch, w: cw, h: ch };
}

function layout(o, width) {
  const { inputSize: I, hiddenSize: H, unit, t, item } = o;
  const room = width - FIXED;
  const cw = Math.min(36, room / (I + H));
  const op = (name, sub, values, rows, cols, extra = {}) => ({ name, sub, values, rows, cols, cw: cols === 1 ? VECTOR : cw, w: cols === 1 ? VECTOR : cols * cw, row: unit, ...extra });
  const word = (text, w = 26) => ({ text, w });
  const brackets = (side, rows) => ({ bracket: side, rows, w: 14 });
  const bias = (name, sub, values) => (values ? [word("+"), op(name, sub, values, H, 1, { at: (row) => ({ name: `bias_${sub}`, index: [row] }) })] : []);
  const weight = (name) => ({ at: (row, col) => ({ name, index: [row, col] }) });
  const [input, start] = [{ at: (row) => ({ name: "x", index: [t - 1, item, row], meaning: words.edit.input(t, row) }) }, t === 1 ? { at: (row) => ({ name: "h_0", index: [item, row], meaning: words.edit.start(row) }) } : {}];
  const tall = Math.max(I, H);
  const parts = [
    op("h", String(t), o.h, H, 1, { now: true, row: unit }), word("="), word(o.nonlinearity, 44), brackets("(", tall),
    op("W", "ih", o.wih, H, I, weight("weight_ih")), word("·", 24), op("x", String(t), o.x, I, 1, { row: null, whole: true, ...input }),
    ...bias("b", "ih", o.bih), word("+"),
    op("W", "hh", o.whh, H, H, weight("weight_hh")), word("·", 24), op("h", String(t - 1), o.hPrev, H, 1, { row: null, whole: true, ...start }),
    ...bias("b", "hh", o.bhh), brackets(")", tall),
    word("="), word(o.nonlinearity, 44), brackets("(", H), op("z", String(t), o.z, H, 1), brackets(")", H),
  ];
  const middle = NAMES + (tall * rowHeight(I, H)) / 2;
  let x = (width - parts.reduce((sum, part) => sum + part.w, 0)) / 2;
  return parts.map((part) => { x += part.w; return { ...part, x: x - part.w, middle }; });
}

function operand(g, theme, part, ch, edited) {
  const { values, rows, cols, cw, row, x, middle } = part;
  const top = middle - (rows * ch) / 2;
  const small = ["flat", "image"].includes(detail(cw, ch)); // in cells this small, faded colours look like the background
  const range = small && part.name === "W" ? largest(values) : 1;
  cells(g, theme, values, { x, y: top, cw, ch, rows, cols, range, faded: row !== null && !small });
  if (row !== null) {
    if (!small) cells(g, theme, values.subarray(row * cols, row * cols + cols), { x, y: top + row * ch, cw, ch, rows: 1, cols });
    outline(g, { x, y: top + row * ch, w: cols * cw, h: ch }, 1, { color: part.now ? theme.now : theme.ink, width: 1.75, radius: 3 });
  } else if (part.whole) {
    outline(g, { x, y: top, w: cols * cw, h: rows * ch }, 1, { color: theme.ink, width: 1.75, radius: 3 });
  }
  if (edited?.size && part.at) marks(g, theme, part, ch, edited);
  const center = x + (cols * cw) / 2;
  label(g, part.name, center, 12, { color: part.now ? theme.now : theme.ink, size: 13, weight: 700, align: "center", sub: part.sub });
  const shape = (cols === 1 ? `(${rows})` : `(${rows}, ${cols})`) + (range === 1 ? "" : ` ${words.strip.range(range)}`);
  const bottom = middle + (Math.max(rows, part.rows) * ch) / 2;
  label(g, shape, center, bottom + 14, { color: theme.ink3, size: 11, align: "center", font: MONO });
}

function marks(g, theme, part, ch, edited) {
  const { name } = part.at(0, 0);
  if (![...edited].some((key) => key.startsWith(`${name}.`))) return; // no cell of this operand was edited: skip thousands of look-ups
  part.values.forEach((value, i) => {
    const [row, col] = [Math.floor(i / part.cols), i % part.cols];
    const faded = part.row !== null && part.row !== row;
    if (edited.has(keyOf(part.at(row, col)))) editMark(g, theme, cellBox(part, row, col, ch), value, { faded });
  });
}

const largest = (values) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);

function bracket(g, theme, { x, middle, ...part }, ch) {
  const half = Math.max((part.rows * ch) / 2, 20);
  const bend = part.bracket === "(" ? -5 : 5;
  const at = x + part.w / 2;
  g.strokeStyle = theme.ink2;
  g.lineWidth = 1.25;
  g.beginPath();
  g.moveTo(at, middle - half);
  g.quadraticCurveTo(at + bend * 2, middle, at, middle + half);
  g.stroke();
}
