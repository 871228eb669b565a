// The overview strip of a long sequence: a mark per step, a frame around the steps in the window, and two buttons that scroll it.
//
// left: the layout of the sequence's side, {visible: steps in the window, overview: {x, y, w, h: of the strip, arrow: px of a
// button, text: px from the strip down to its words, legendFrom: px of the narrowest strip with a legend}, …}; first: the
// first step in the window, from 0.

import { inside } from "../canvas/boxes.js";
import { label, outline } from "../canvas/draw.js";
import { PAD } from "../canvas/labels.js";
import { SANS } from "../canvas/theme.js";

const GRAB = { above: 6, h: 30 }; // px: the strip's height for the pointer, and how far that begins above it

/**
 * o: {left, first, count: steps of the sequence, now: the present step from 0 or null, theme}
 * marks: {at: (t, row) → true for a tall mark, false for a low one, null for none; rows: 1 by default, tall, low: px}
 * words: [which steps are in the window, what a tall mark means]; the second only where it has room.
 */
export function drawOverview(g, o, marks, words) {
  drawMarks(g, o, marks);
  const { left: { overview: { x, y, w, h, text, legendFrom = 0 }, visible }, first, count, now, theme } = o;
  const step = w / count;
  outline(g, { x: x + first * step, y, w: visible * step, h }, 3, { color: theme.ink, width: 1.5, radius: 3 });
  if (now !== null) {
    g.fillStyle = theme.now;
    g.fillRect(x + (now + 0.5) * step - 1, y - 4, 2, h + 8);
  }
  const used = label(g, words[0], x, y + h + text, { color: theme.ink2, size: 11, measure: true });
  g.font = `11px ${SANS}`;
  const fits = w > legendFrom && used + g.measureText(words[1]).width + 16 < w;
  if (fits) label(g, words[1], x + w, y + h + text, { color: theme.ink3, size: 11, align: "right" });
  for (const button of arrowBoxes(o.left)) arrowButton(g, theme, button, button.by < 0 ? first > 0 : first + visible < count);
}

function drawMarks(g, { left: { overview: { x, y, w, h } }, count, theme }, { at, rows = 1, tall = h, low = 3 }) {
  const [step, high] = [w / count, h / rows];
  const width = Math.max(0.5, step > 3 ? step - 1 : step);
  for (let row = 0; row < rows; row++) {
    for (let t = 0; t < count; t++) {
      const isTall = at(t, row);
      if (isTall === null) continue;
      const size = isTall ? tall : low;
      g.fillStyle = isTall ? theme.ink : theme.edge;
      g.fillRect(x + t * step, y + (row + 1) * high - size, width, size);
    }
  }
}

function arrowButton(g, theme, { by, x, y, w, h }, on) {
  g.strokeStyle = theme.ruleStrong;
  g.lineWidth = 1;
  g.beginPath();
  g.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, 8);
  g.stroke();
  g.fillStyle = on ? theme.ink : theme.ghost;
  const [cx, cy] = [x + w / 2, y + h / 2];
  g.beginPath();
  g.moveTo(cx + 4 * by, cy); g.lineTo(cx - 3 * by, cy - 6); g.lineTo(cx - 3 * by, cy + 6);
  g.fill();
}

/** The buttons' boxes, in the column of labels: `by` −1 and 1, a window's width back and forward. */
function arrowBoxes({ overview: { y, arrow: size } }) {
  return [-1, 1].map((by, i) => ({ by, x: PAD - 4 + i * (size + 2), y: y - 6, w: size, h: 32 }));
}

/** The target at a point: a button, the strip itself, which can be dragged, or null. view: a Windowed with {geo: {left}} */
export function overviewTarget(view, x, y) {
  const { first, count, geo: { left } } = view;
  const { overview } = left;
  if (!left.windowed) return null;
  const button = arrowBoxes(left).find((box) => inside(box, x, y));
  if (button) return { id: `window${button.by}`, kind: "window", box: button, act: () => view.scrollTo(first + button.by * left.visible) };
  if (!inside({ ...overview, y: overview.y - GRAB.above, h: GRAB.h }, x, y)) return null;
  const to = (px) => view.scrollTo(Math.round(((px - overview.x) / overview.w) * count - left.visible / 2));
  return { id: "window", kind: "window", box: overview, act: () => to(x), drag: to };
}
