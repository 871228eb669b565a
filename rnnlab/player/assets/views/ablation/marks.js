// `lock` and `heldMark`: mark what is held, without meaning by colour alone.

import { outline } from "../../canvas/draw.js";

const LEAST = 7; // px, the least height of an outline around a held cell

/** A padlock, `size` px high, its left edge at x, its middle at y. */
export function lock(g, x, y, color, size = 11) {
  const w = size * 0.8;
  const body = size * 0.55;
  const top = y - size / 2;
  g.save();
  g.strokeStyle = g.fillStyle = color;
  g.lineWidth = Math.max(1.2, size * 0.14);
  g.beginPath();
  g.arc(x + w / 2, top + size * 0.36, w * 0.3, Math.PI, 0);
  g.lineTo(x + w * 0.8, top + size - body);
  g.moveTo(x + w * 0.2, top + size * 0.36);
  g.lineTo(x + w * 0.2, top + size - body);
  g.stroke();
  g.beginPath();
  g.roundRect(x, top + size - body, w, body, 1);
  g.fill();
  g.restore();
}

/** A held cell: a heavy outline and, where there is room beside it, a lock. */
export function heldMark(g, theme, box, { beside }) {
  const h = Math.max(LEAST, box.h);
  const around = { ...box, y: box.y + box.h / 2 - h / 2, h };
  outline(g, around, 2, { color: theme.surface, width: 4, radius: 3 }); // a halo: the neighbours may have any colour
  outline(g, around, 1.5, { color: theme.ink, width: 2.25, radius: 3 });
  if (beside) lock(g, box.x + box.w + 5, box.y + box.h / 2, theme.ink);
}
