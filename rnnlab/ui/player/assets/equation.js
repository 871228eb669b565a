// The cell's equation as a picture: every operand as cells, centred on one line, the chosen unit's row outlined.

import { cells, detail, label, outline } from "./draw.js";
import { MONO } from "./theme.js";

const VECTOR = 36; // px, width of a vector
const ROW = 31; // px, height of a row while numbers fit
const TALLEST = 132;
const FIXED = 40 + 6 * VECTOR + 300; // px of all but the two matrices
const NAMES = 26;
const SHAPES = 26;

/** Height of the picture for these sizes, in px. */
export const equationHeight = (inputSize, hiddenSize) => NAMES + Math.max(inputSize, hiddenSize) * rowHeight(inputSize, hiddenSize) + SHAPES;

/** Least width in px at which no operand runs into the next: 12 px for a column of weights, all of them at most 120. */
export const equationWidth = (inputSize, hiddenSize) => FIXED + Math.min(120, 12 * (inputSize + hiddenSize));

const rowHeight = (inputSize, hiddenSize) => Math.min(ROW, TALLEST / Math.max(inputSize, hiddenSize));

/** o: {t, unit, nonlinearity, h, hPrev, x, z, wih, whh, bih, bhh, inputSize, hiddenSize} */
export function drawEquation(g, theme, width, o) {
  const parts = layout(o, width);
  const total = parts.reduce((sum, part) => sum + part.w, 0);
  let x = (width - total) / 2;
  const middle = NAMES + (Math.max(o.inputSize, o.hiddenSize) * rowHeight(o.inputSize, o.hiddenSize)) / 2;
  for (const part of parts) {
    if (part.values) operand(g, theme, part, x, middle, rowHeight(o.inputSize, o.hiddenSize));
    else if (part.bracket) bracket(g, theme, part, x, middle, rowHeight(o.inputSize, o.hiddenSize));
    else label(g, part.text, x + part.w / 2, middle, { color: theme.ink2, size: 17, align: "center" });
    x += part.w;
  }
}

function layout(o, width) {
  const { inputSize: I, hiddenSize: H, unit, t } = o;
  const room = width - FIXED;
  const cw = Math.min(36, room / (I + H));
  const op = (name, sub, values, rows, cols, extra = {}) => ({ name, sub, values, rows, cols, cw: cols === 1 ? VECTOR : cw, w: cols === 1 ? VECTOR : cols * cw, row: unit, ...extra });
  const word = (text, w = 26) => ({ text, w });
  const brackets = (side, rows) => ({ bracket: side, rows, w: 14 });
  const bias = (name, sub, values) => (values ? [word("+"), op(name, sub, values, H, 1)] : []);
  const tall = Math.max(I, H);
  return [
    op("h", String(t), o.h, H, 1, { now: true, row: unit }), word("="), word(o.nonlinearity, 44), brackets("(", tall),
    op("W", "ih", o.wih, H, I), word("·", 24), op("x", String(t), o.x, I, 1, { row: null, whole: true }),
    ...bias("b", "ih", o.bih), word("+"),
    op("W", "hh", o.whh, H, H), word("·", 24), op("h", String(t - 1), o.hPrev, H, 1, { row: null, whole: true }),
    ...bias("b", "hh", o.bhh), brackets(")", tall),
    word("="), word(o.nonlinearity, 44), brackets("(", H), op("z", String(t), o.z, H, 1), brackets(")", H),
  ];
}

function operand(g, theme, part, x, middle, ch) {
  const { values, rows, cols, cw, row } = part;
  const top = middle - (rows * ch) / 2;
  const small = ["flat", "image"].includes(detail(cw, ch)); // too small to fade: it would all be paper
  const range = small && part.name === "W" ? largest(values) : 1;
  cells(g, theme, values, { x, y: top, cw, ch, rows, cols, range, faded: row !== null && !small });
  if (row !== null) {
    if (!small) cells(g, theme, values.subarray(row * cols, row * cols + cols), { x, y: top + row * ch, cw, ch, rows: 1, cols });
    outline(g, { x, y: top + row * ch, w: cols * cw, h: ch }, 1, { color: part.now ? theme.now : theme.ink, width: 1.75, radius: 3 });
  } else if (part.whole) {
    outline(g, { x, y: top, w: cols * cw, h: rows * ch }, 1, { color: theme.ink, width: 1.75, radius: 3 });
  }
  const center = x + (cols * cw) / 2;
  label(g, part.name, center, 12, { color: part.now ? theme.now : theme.ink, size: 13, weight: 700, align: "center", sub: part.sub });
  const shape = (cols === 1 ? `(${rows})` : `(${rows}, ${cols})`) + (range === 1 ? "" : ` colour ±${range.toFixed(2)}`);
  const bottom = middle + (Math.max(rows, part.rows) * ch) / 2;
  label(g, shape, center, bottom + 14, { color: theme.ink3, size: 11, align: "center", font: MONO });
}

const largest = (values) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);

function bracket(g, theme, part, x, middle, ch) {
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
