// A column per step: its position, and what several views draw in it.
//
// left: the layout of the sequence's side of a stage, {from: px of the first column's left edge, pitch: px from step to
// step, visible: columns in the window, …}; first: the step in the first column, from 0.

import { arrow, pill } from "../canvas/draw.js";
import { symbol } from "./symbols.js";

/** Centre of the column of step t. */
export const centre = (left, first, t) => left.from + (t - first + 0.5) * left.pitch;

/** Left edge of a run's states at step t: the columns of two runs are `left.twin` px apart, a single one is in the middle. */
export function columnX(left, first, t, run, two) {
  const x = centre(left, first, t);
  if (!two) return x - left.cw / 2;
  return run === 0 ? x - left.cw - left.twin / 2 : x + left.twin / 2;
}

/** The states of all runs at step t as one box, from y and h px high. */
export function columnsBox(left, first, t, two, y, h) {
  return { x: columnX(left, first, t, 0, two), y, w: two ? 2 * left.cw + left.twin : left.cw, h };
}

/** Box of what is read at step t. */
export function inputBox(left, first, t) {
  const w = Math.min(32, left.pitch - 6);
  return { x: centre(left, first, t) - w / 2, y: left.input.top, w, h: left.input.h };
}

/** What is read, in its box. */
export function drawInput(g, theme, box, text, { color, size }) {
  g.fillStyle = theme.bar;
  g.strokeStyle = theme.ruleStrong;
  g.lineWidth = 1;
  g.beginPath();
  g.roundRect(box.x, box.y, box.w, box.h, 6);
  g.fill();
  g.stroke();
  symbol(g, text, box.x + box.w / 2, box.y + box.h / 2, { color, size, room: box.w - 6 });
}

/** Arrows at x from the input through every layer up to the probabilities, `margin` px clear of each; style: an arrow's. */
export function arrowsUp(g, left, x, margin, style) {
  let from = left.input.top;
  for (const top of left.tops) {
    arrow(g, x, from - margin, x, top + left.block + margin, style);
    from = top;
  }
  arrow(g, x, from - margin, x, left.bars.top + left.bars.height + margin, style);
}

/** The present step: its column tinted, with its name on a pill at the bottom. o: {left, first, now: step from 0, theme};
 * margin: px that the tint keeps from the column's {sides}, from the stage's {top} and from the pill's {middle}. */
export function drawPresent(g, { left, first, now, theme }, text, { sides, top, middle, radius }) {
  if (now < first || now >= first + left.visible) return;
  const x = centre(left, first, now);
  g.fillStyle = theme.nowTint;
  g.beginPath();
  g.roundRect(x - left.pitch / 2 + sides, top, left.pitch - 2 * sides, left.pill - middle - top, radius);
  g.fill();
  g.font = "700 12px sans-serif";
  pill(g, text, x - (g.measureText(text).width + 20) / 2, left.pill, { fill: theme.now, color: theme.page });
}
