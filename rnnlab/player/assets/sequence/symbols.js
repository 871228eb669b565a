// `symbol` and `thinLabels`: draw symbols of a person's text.

import { SANS } from "../canvas/theme.js";
import { glyph } from "../messages/en/glyphs.js";

/** Draw a symbol centred at (x, y); one wider than `room` px is condensed. */
export function symbol(g, text, x, y, { color, size, room, weight = 700 }) {
  g.font = `${weight} ${size}px ${SANS}`;
  g.fillStyle = color;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(glyph(text), x, y + size * 0.04, Math.max(4, room));
  g.textAlign = "left";
}

/** Label rows of `ch` px with their symbols, at least 16 px apart where rows are too low for a label each. run: {V, symbol(id)} */
export function thinLabels(g, theme, run, { x, y, ch, size = 11 }) {
  const every = ch >= 12 ? 1 : Math.ceil(16 / ch);
  for (let v = 0; v < run.V; v += every) symbol(g, run.symbol(v), x - 7, y + (v + 0.5) * ch, { color: theme.ink3, size, room: 14, weight: 400 });
}
