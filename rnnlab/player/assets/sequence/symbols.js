// Symbols of a person's text, drawn.

import { SANS } from "../canvas/theme.js";
import { glyph } from "../messages/en/glyphs.js";

/** A symbol of a person's text, squeezed rather than cut when it is wide. */
export function symbol(g, text, x, y, { color, size, room, weight = 700 }) {
  g.font = `${weight} ${size}px ${SANS}`;
  g.fillStyle = color;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(glyph(text), x, y + size * 0.04, Math.max(4, room));
  g.textAlign = "left";
}

/** Names of rows that are too low for one each: at least 16 px apart. */
export function thinLabels(g, theme, run, { x, y, ch, size = 11 }) {
  const every = ch >= 12 ? 1 : Math.ceil(16 / ch);
  for (let v = 0; v < run.V; v += every) symbol(g, run.symbol(v), x - 7, y + (v + 0.5) * ch, { color: theme.ink3, size, room: 14, weight: 400 });
}
