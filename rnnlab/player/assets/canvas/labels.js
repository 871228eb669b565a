// Text that all views draw in the same way: headings, names of rows, text on a pill, and labels that must not overlap.

import { label } from "./draw.js";
import { SANS } from "./theme.js";

export const PAD = 20; // px between the stage's edge and what is drawn on it

/** The first of several forms that fits into `room` px, else the last; g.font must be set. forms: from the longest down. */
export const fitting = (g, forms, room) => forms.find((text) => g.measureText(text).width <= room) ?? forms[forms.length - 1];

/** Text on a dark pill centred at (x, y) and at most `room` px wide: the longest form that fits. forms: from the longest down; high: px */
export function pillWords(g, theme, x, y, forms, room, { high = 17, padding = 12 } = {}) {
  g.font = `700 11px ${SANS}`;
  const text = fitting(g, forms, room - padding);
  const width = Math.min(room, g.measureText(text).width + padding);
  g.fillStyle = theme.ink;
  g.beginPath();
  g.roundRect(x - width / 2, y - high / 2, width, high, 4);
  g.fill();
  g.fillStyle = theme.page;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y + 0.5, width - padding + 6);
  g.textAlign = "left";
}

/** A title, and below it the longest note that fits between x and right. */
export function heading(g, theme, { x, right }, y, title, notes) {
  label(g, title, x, y, { color: theme.ink, size: 13, weight: 700 });
  g.font = `11px ${SANS}`;
  label(g, fitting(g, notes, right - x), x, y + 15, { color: theme.ink3, size: 11 });
}

/** The name and notes of a row of the picture at the left edge, centred at y, `line` px from one line of text to the next. */
export function rowName(g, theme, y, name, notes, line) {
  const top = y - (notes.length * line) / 2;
  label(g, name, PAD, top, { color: theme.ink, size: 12, weight: 700 });
  notes.forEach((note, i) => label(g, note, PAD, top + line * (i + 1), { color: theme.ink3, size: 11 }));
}

/** As much of a text as fits, with "…" where some is left out; g.font must be set. */
export function shortened(g, text, room) {
  if (g.measureText(text).width <= room) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && g.measureText(`${letters.join("")}…`).width > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/**
 * Sort labels by `y`, the wanted position, and set `at`, the position to draw at: at least `apart` px from one another and,
 * as far as there is room, between top and bottom.
 */
export function moveApart(labels, apart, top = -Infinity, bottom = Infinity) {
  labels.sort((a, b) => a.y - b.y);
  let least = top;
  for (const one of labels) { one.at = Math.max(one.y, least); least = one.at + apart; }
  let most = bottom;
  for (let i = labels.length - 1; i >= 0; i--) { labels[i].at = Math.min(labels[i].at, most); most = labels[i].at - apart; }
  return labels;
}
