// The strip that shows the whole of a long sequence, with the window that is on stage and two buttons to move it.

import { PAD } from "../canvas/labels.js";

export function arrowButton(g, theme, { by, x, y, w, h }, on) {
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

/** Two buttons in the column of labels: a window's width back and forward. */
export function arrowBoxes({ overview: { y, arrow: size } }) {
  return [-1, 1].map((by, i) => ({ by, x: PAD - 4 + i * (size + 2), y: y - 6, w: size, h: 32 }));
}

/** Both buttons, pale where there is nothing further that way. o: {left, first, count: steps of the sequence, theme} */
export function drawArrows(g, { left, first, count, theme }) {
  for (const button of arrowBoxes(left)) arrowButton(g, theme, button, button.by < 0 ? first > 0 : first + left.visible < count);
}
