// Canvas primitives that all views share: cells at every level of detail, arrows, outlines, labels.
//
// A level of detail (lod) is "number" (cells with numbers), "border" (cells with borders), "flat" (plain rectangles) or
// "image" (a scaled image). What is not a finite number is grey, which no value is. g: a CanvasRenderingContext2D in CSS px.

import { shortNumber } from "../lib/format.js";
import { level, SANS } from "./theme.js";

const CORNER_LEAST = 10; // px, the least side of a cell whose cut corner can be seen
const ORDER = ["image", "flat", "border", "number"];

/** Level of detail for a drawn cell size; the last level is kept within 2 px of its border. */
export function detail(width, height, previous) {
  const side = Math.min(width, height);
  const at = (slack) =>
    width >= 34 - slack && height >= 25 - slack ? "number" : side >= 10 - slack ? "border" : side >= 4 - slack ? "flat" : "image";
  const [strict, loose] = [at(0), at(2)];
  return previous && ORDER.indexOf(previous) === ORDER.indexOf(loose) ? loose : strict;
}

/**
 * Draw a grid of values in row order: a column vector (cols 1), a row vector (rows 1) or a matrix.
 * o: {x, y, cw, ch, cols, rows, range, lod, faded, only, left, right, text}; text: value → its number, short enough for a cell; only: index of the one row that is not faded;
 * left, right: draw only the columns left ≤ column < right.
 */
export function cells(g, theme, values, o) {
  const { x, y, cw, ch, cols = 1, rows = 1, range = 1, lod = detail(cw, ch), faded = false, only = null, left = 0, right = cols, text: textOf = shortNumber } = o;
  if (lod === "image") return pixels(g, theme, values, o);
  const boxes = { x, y, cw, ch, cols, rows, left, right: Math.min(cols, right) };
  const pale = (i) => faded || (only !== null && Math.floor(i / cols) !== only);
  const fill = (i) => { g.fillStyle = !Number.isFinite(values[i]) ? theme.ghost : (pale(i) ? theme.fadedCss : theme.css)[level(values[i], range)]; };
  if (lod === "flat") return each(boxes, (left, top, i) => { fill(i); g.fillRect(left, top, cw, ch); });
  const trace = (left, top) => g.roundRect(left + 0.5, top + 0.5, cw - 1, ch - 1, 2);
  each(boxes, (left, top, i) => { g.beginPath(); trace(left, top); fill(i); g.fill(); });
  g.beginPath(); // all borders are one path, and all numbers come last: a change of colour or font costs more than a cell
  each(boxes, trace);
  g.strokeStyle = theme.cellBorder;
  g.lineWidth = 1;
  g.stroke();
  if (lod !== "number") return undefined;
  return each(boxes, (left, top, i) => {
    const text = textOf(values[i]);
    const size = text.length > 5 && cw < 40 ? 10.5 : 11.5;
    label(g, text, left + cw / 2, top + ch / 2, { color: pale(i) ? theme.fadedText : theme.text[level(values[i], range)], size, align: "center" });
  });
}

/** Call `visit(x, y, index)` for every cell of a grid between two columns, row by row. */
function each({ x, y, cw, ch, cols, rows, left, right }, visit) {
  for (let row = 0; row < rows; row++) {
    for (let col = left; col < right; col++) visit(x + col * cw, y + row * ch, row * cols + col);
  }
}

/** A grid below 4 px a cell: one image, nearest neighbour; below 1 px the value of largest magnitude survives. */
function pixels(g, theme, values, o) {
  const { x, y, cw, ch, cols = 1, rows = 1 } = o;
  drawHeat(g, theme, heatImage(theme, values, o), { x, y, w: cols * cw, h: rows * ch });
}

/** Draw an image of a grid in its box, with a border, since zeros have the colour of the page. column: draw only this column of the image, from 0. */
export function drawHeat(g, theme, image, { x, y, w, h }, column = null) {
  g.imageSmoothingEnabled = false;
  if (column === null) g.drawImage(image, x, y, w, h);
  else g.drawImage(image, column, 0, 1, image.height, x, y, w, h);
  g.strokeStyle = theme.cellBorder;
  g.lineWidth = 1;
  g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
}

/** An offscreen canvas of a grid, one pixel per cell (or per group of cells when a cell is under 1 px). */
export function heatImage(theme, values, { cw, ch, cols = 1, rows = 1, range = 1, faded = false }) {
  const [stepX, stepY] = [Math.max(1, Math.ceil(1 / cw)), Math.max(1, Math.ceil(1 / ch))];
  const [width, height] = [Math.ceil(cols / stepX), Math.ceil(rows / stepY)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const table = faded ? theme.fadedPixels : theme.pixels;
  for (let row = 0, at = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const value = largestIn(values, cols, rows, col * stepX, row * stepY, stepX, stepY);
      pixels[at++] = Number.isFinite(value) ? table[level(value, range)] : theme.ghostPixel;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Of a block of the grid, the value of largest magnitude; NaN if one of them is NaN. */
function largestIn(values, cols, rows, left, top, width, height) {
  if (width === 1 && height === 1) return values[top * cols + left];
  let best = 0;
  for (let r = top; r < Math.min(top + height, rows); r++) {
    for (let c = left; c < Math.min(left + width, cols); c++) {
      if (!(Math.abs(values[r * cols + c]) <= Math.abs(best))) best = values[r * cols + c];
    }
  }
  return best;
}

/** Dashed, empty cells for values that do not exist yet; one outline for the grid when its cells are too small. */
export function ghostCells(g, theme, ...grids) {
  g.save();
  g.strokeStyle = theme.ghost;
  g.setLineDash([3, 3]);
  g.lineWidth = 1;
  g.beginPath();
  for (const { x, y, cw, ch, cols = 1, rows = 1 } of grids) {
    const [w, h] = [cols * cw, rows * ch];
    g.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, 2);
    if (!["number", "border"].includes(detail(cw, ch))) continue;
    for (let r = 1; r < rows; r++) { g.moveTo(x, y + r * ch); g.lineTo(x + w, y + r * ch); }
    for (let c = 1; c < cols; c++) { g.moveTo(x + c * cw, y); g.lineTo(x + c * cw, y + h); }
  }
  g.stroke();
  g.restore();
}

/** A straight arrow with a filled head. o: {color, width, dash, head} */
export function arrow(g, x1, y1, x2, y2, o) {
  arrows(g, [[x1, y1, x2, y2, o.head]], o);
}

/** Arrows of one style, each [x1, y1, x2, y2, head]: one path for all lines and one for all heads. o: {color, width, dash} */
export function arrows(g, all, { color, width = 1.5, dash = null }) {
  const drawn = all.flatMap(([x1, y1, x2, y2, head = 6]) => {
    const length = Math.hypot(x2 - x1, y2 - y1);
    return length < head ? [] : [{ x1, y1, x2, y2, head, ux: (x2 - x1) / length, uy: (y2 - y1) / length }];
  });
  if (!drawn.length) return;
  g.save();
  g.strokeStyle = g.fillStyle = color;
  g.lineWidth = width;
  if (dash) g.setLineDash(dash);
  g.beginPath();
  for (const { x1, y1, x2, y2, head, ux, uy } of drawn) {
    g.moveTo(x1, y1);
    g.lineTo(x2 - ux * head * 0.8, y2 - uy * head * 0.8);
  }
  g.stroke();
  g.beginPath();
  for (const { x2, y2, head, ux, uy } of drawn) {
    g.moveTo(x2, y2);
    g.lineTo(x2 - ux * head - uy * head * 0.5, y2 - uy * head + ux * head * 0.5);
    g.lineTo(x2 - ux * head + uy * head * 0.5, y2 - uy * head - ux * head * 0.5);
    g.closePath();
  }
  g.fill();
  g.restore();
}

/** An outline around a box, `out` px outside it. o: {color, width, dash, radius} */
export function outline(g, box, out, o) {
  outlines(g, [box], out, o);
}

/** An outline around every box of a list. */
export function outlines(g, boxes, out, { color, width = 2, dash = null, radius = 4 } = {}) {
  g.save();
  g.strokeStyle = color;
  g.lineWidth = width;
  if (dash) g.setLineDash(dash);
  g.beginPath();
  for (const { x, y, w, h } of boxes) g.roundRect(x - out, y - out, w + 2 * out, h + 2 * out, radius);
  g.stroke();
  g.restore();
}

/**
 * Draw text at (x, y). o: {color, size, weight, align, font, baseline, sub: a subscript right after it, halo: colour of a
 * border around a text without subscript, measure}. @returns its width in px if `sub` or `measure` is given: measuring costs time
 */
export function label(g, text, x, y, o = {}) {
  const { color, size = 12, weight = 400, align = "left", font = SANS, sub = null, baseline = "middle", measure = false, halo = null } = o;
  g.font = `${weight} ${size}px ${font}`;
  g.fillStyle = color;
  g.textBaseline = baseline;
  const line = y + (baseline === "middle" ? size * 0.04 : 0);
  if (sub === null) {
    g.textAlign = align;
    if (halo) Object.assign(g, { strokeStyle: halo, lineWidth: 4, lineJoin: "round" }).strokeText(text, x, line);
    g.fillText(text, x, line);
    return measure ? g.measureText(text).width : undefined;
  }
  g.textAlign = "left";
  const small = `${weight} ${size * 0.75}px ${font}`;
  const width = g.measureText(text).width;
  g.font = small;
  const whole = width + g.measureText(sub).width;
  const left = align === "center" ? x - whole / 2 : align === "right" ? x - whole : x;
  g.fillText(sub, left + width, y + size * 0.28);
  g.font = `${weight} ${size}px ${font}`;
  g.fillText(text, left, line);
  return whole;
}

/** Mark a cell whose value was set by hand: its corner is filled and, where there is room, a dashed frame inside it is drawn; a small cell has a triangle. */
export function editMark(g, theme, { x, y, w, h }, value, { range = 1, faded = false } = {}) {
  if (Math.min(w, h) < CORNER_LEAST) return triangle(g, theme, { x, y, w, h });
  const color = faded ? theme.ink3 : theme.text[level(value, range)];
  const cut = Math.min(8, w * 0.5, h * 0.5);
  g.fillStyle = color;
  g.beginPath();
  g.moveTo(x + w - 0.5, y + 0.5); g.lineTo(x + w - 0.5, y + 0.5 + cut); g.lineTo(x + w - 0.5 - cut, y + 0.5);
  g.fill();
  if (w >= 20 && h >= 16) outline(g, { x, y, w, h }, -1.5, { color, width: 1, dash: [3, 2], radius: 1 });
  return undefined;
}

/** A small triangle that points into a flat cell from its right end, or down into a narrow one. */
function triangle(g, theme, { x, y, w, h }) {
  const [tipX, tipY] = [w < CORNER_LEAST ? x + w / 2 : x + w - 6, y + h / 2 + (w < CORNER_LEAST ? 3 : 0)];
  const [dx, dy] = w < CORNER_LEAST ? [3, -6] : [6, 3];
  g.beginPath();
  g.moveTo(tipX, tipY);
  g.lineTo(tipX + dx, tipY + dy);
  g.lineTo(tipX + (w < CORNER_LEAST ? -dx : dx), tipY + (w < CORNER_LEAST ? dy : -dy));
  g.closePath();
  g.strokeStyle = theme.surface; // a halo: the cell may have any colour
  g.lineWidth = 2;
  g.stroke();
  g.fillStyle = theme.ink;
  g.fill();
}

/** Give a canvas a size in CSS px; if it changes, the canvas is blank. ratio: device px to a CSS px. @returns its 2D context, scaled by the ratio */
export function resizeCanvas(canvas, width, height, ratio) {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    [canvas.width, canvas.height] = [w, h];
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  return g;
}

/** A filled pill with text, such as "t = 2". @returns {number} its width in px */
export function pill(g, text, x, y, { fill, color, size = 12 }) {
  g.font = `700 ${size}px ${SANS}`;
  const width = g.measureText(text).width + 20;
  g.fillStyle = fill;
  g.beginPath();
  g.roundRect(x, y - 10, width, 20, 10);
  g.fill();
  label(g, text, x + width / 2, y, { color, size, weight: 700, align: "center" });
  return width;
}
