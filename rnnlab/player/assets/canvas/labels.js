// Pieces of text that every view writes the same way: headings, words on a pill, and the margin they keep.

import { label } from "./draw.js";
import { SANS } from "./theme.js";

export const PAD = 20;

/** Words on an ink pill, centred at x, squeezed to the room; the longest of several forms that fits. */
export function pillWords(g, theme, x, y, forms, room) {
  g.font = `700 11px ${SANS}`;
  const text = forms.find((words) => g.measureText(words).width + 12 <= room) ?? forms[forms.length - 1];
  const width = Math.min(room, g.measureText(text).width + 12);
  g.fillStyle = theme.ink;
  g.beginPath();
  g.roundRect(x - width / 2, y - 8.5, width, 17, 4);
  g.fill();
  g.fillStyle = theme.page;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y + 0.5, width - 6);
  g.textAlign = "left";
}

/** A title on the left and what it needs to be read below it: the longest words that fit. */
export function heading(g, theme, { x, right }, y, title, notes) {
  label(g, title, x, y, { color: theme.ink, size: 13, weight: 700 });
  g.font = `11px ${SANS}`;
  const note = notes.find((text) => g.measureText(text).width <= right - x) ?? notes[notes.length - 1];
  label(g, note, x, y + 15, { color: theme.ink3, size: 11 });
}
