// The probabilities of one step as horizontal bars, a row per symbol of the vocabulary.
//
// bars: their layout, {x, y: of the first row, h: of all rows, row: px of a row, from: left end of every bar, width:
// px of probability 1, thick: px of a bar}

import { label } from "../canvas/draw.js";
import { number } from "../lib/format.js";
import { symbol } from "./symbols.js";

/** The background of the bars: one strip per row if `separate`, else one for all. */
export function drawTracks(g, theme, { y, h, row, from, width, thick }, count, separate) {
  g.fillStyle = theme.bar;
  if (!separate) { g.fillRect(from, y, width, h); return; }
  for (let v = 0; v < count; v++) g.fillRect(from, y + (v + 0.5) * row - thick / 2, width, thick);
}

/**
 * The bars of one run solid and, over them, those of another run as outlines.
 * chances: (vocab_size,) of the run; strong: index of the symbol whose bar is dark; zeros: whether a probability of 0
 * has a bar as well; compared: {chances: of the other run, least: px of the shortest outline, room: whether a row has
 * room for a whole outline, reach: px that it extends above and below the bar}, or null.
 */
export function drawBars(g, theme, { y, row, from, width, thick }, { chances, strong, zeros = true, compared = null }) {
  for (let v = 0; v < chances.length; v++) {
    const top = y + (v + 0.5) * row - thick / 2;
    g.fillStyle = v === strong ? theme.ink : theme.edge;
    if (zeros || chances[v] > 0) g.fillRect(from, top, Math.max(0.5, chances[v] * width), thick);
    if (!compared) continue;
    const w = compared.chances[v] * width;
    if (w >= compared.least) outlined(g, theme, from, top, w, thick, compared);
  }
}

/** An outline around a bar, or only its right end where a row is too low for one. */
function outlined(g, theme, x, y, w, h, { room, reach }) {
  g.strokeStyle = g.fillStyle = theme.ink;
  g.lineWidth = 1;
  if (room) g.strokeRect(x + 0.5, y - reach, Math.max(1, w - 1), h + 2 * reach);
  else g.fillRect(x + w - 1, y - reach + 0.5, 1.5, h + 2 * reach - 1);
}

/**
 * The symbols before the bars and the numbers after them; the right symbol is bold and has a triangle.
 * subject: {V, symbol(id)}, the view's data; right: index of the right symbol; letters, numbers: whether there is room for them
 */
export function nameBars(g, theme, bars, subject, chances, right, { letters, numbers }) {
  const { x, w, y, row } = bars;
  pointer(g, theme, x - (letters ? 2 : -2), y + (right + 0.5) * row);
  if (!letters) return;
  for (let v = 0; v < subject.V; v++) {
    const middle = y + (v + 0.5) * row;
    const style = { color: v === right ? theme.ink : theme.ink3, size: 11, weight: v === right ? 700 : 400, room: 13, align: "right" };
    symbol(g, subject.symbol(v), x + 7, middle, style);
    if (numbers) label(g, number(chances[v]), x + w, middle, style);
  }
}

/** A small triangle whose tip is at (x, y). */
function pointer(g, theme, x, y) {
  g.fillStyle = theme.ink;
  g.beginPath();
  g.moveTo(x - 5, y - 4); g.lineTo(x, y); g.lineTo(x - 5, y + 4);
  g.fill();
}
