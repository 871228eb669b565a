// The tile of an answer: filled from below in proportion to a probability, with a solid frame when the answer is right and a
// dashed one when it is wrong.
//
// tile: {box, radius: px of its corners, inset: px that its frame runs inside the box, 0 by default}

function trace(g, { box: { x, y, w, h }, radius, inset = 0 }) {
  g.beginPath();
  g.roundRect(x + inset, y + inset, w - 2 * inset, h - 2 * inset, radius);
}

/**
 * The tile without its frame. What is drawn between this and `closeTile` is clipped to the tile.
 * p: how full it is, 0 to 1; ground: background colour, or null; line: whether the fill has an upper edge.
 */
export function openTile(g, theme, tile, p, { ground = null, line = true } = {}) {
  const { x, y, w, h } = tile.box;
  const level = y + h * (1 - p);
  g.save();
  trace(g, tile);
  if (ground) { g.fillStyle = ground; g.fill(); }
  g.clip();
  g.fillStyle = theme.fill;
  g.fillRect(x, level, w, h);
  if (!line) return;
  g.fillStyle = theme.edge;
  g.fillRect(x, level, w, 1);
}

/** End the clipping and draw the tile's frame. width: px; dash: lengths in px, or null for a solid line. */
export function closeTile(g, theme, tile, { width, dash = null }) {
  g.restore();
  trace(g, tile);
  g.strokeStyle = theme.ink;
  strokeDashed(g, width, dash);
}

/** The tile of an answer that has not been given yet: its dashed frame only. */
export function ghostTile(g, theme, tile) {
  trace(g, tile);
  g.strokeStyle = theme.ghost;
  strokeDashed(g, 1, [3, 3]);
}

function strokeDashed(g, width, dash) {
  g.lineWidth = width;
  if (dash) g.setLineDash(dash);
  g.stroke();
  if (dash) g.setLineDash([]);
}
