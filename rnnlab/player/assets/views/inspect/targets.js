// Targets of the inspect view: a cell, the steps above the window, the overview with its frame, the gradient's curve.

import { inside } from "../../canvas/boxes.js";

/** The target at a point of the stage, or null. view: the InspectView */
export function targetAt(view, x, y) {
  const { geo } = view;
  if (inside(geo.pane, x, y)) return cellTarget(view, x, y);
  if (inside(geo.steps, x, y)) return stepTarget(view, x);
  if (inside({ ...geo.overview, y: geo.overview.y - 14, h: geo.overview.h + 14 }, x, y)) return frameTarget(view, x, y);
  if (geo.curve && inside(geo.curve, x, y)) return curveTarget(view, x);
  return null;
}

/** The cell of a unit at a step, from 0. */
export function cellOf({ zoom, rows }, t, row) {
  const unit = rows[row];
  return { id: `c${t}.${unit}`, kind: "cell", t, unit, box: { x: zoom.x(t), y: zoom.y(row), w: zoom.pitch, h: zoom.row }, seek: t + 1, selects: { unit } };
}

function cellTarget(view, x, y) {
  const { zoom, data, rows } = view;
  const [t, row] = [Math.min(data.T - 1, Math.floor(zoom.step(x))), Math.floor(zoom.rowAt(y))];
  if (row >= rows.length) return null;
  const cell = cellOf(view, t, row);
  let at = [x, y];
  const drag = (px, py) => {
    view.move(-(px - at[0]) / zoom.pitch, -(py - at[1]) / zoom.row);
    at = [px, py];
  };
  return { ...cell, drag };
}

/** Pressing begins a brush here, and dragging extends it. */
function stepTarget(view, x) {
  const { zoom, data, geo: { steps } } = view;
  const step = (px) => Math.min(data.T, Math.max(1, Math.floor(zoom.step(Math.min(Math.max(px, steps.x), steps.x + steps.w - 1))) + 1));
  const start = step(x);
  const box = { x: zoom.x(start - 1), y: steps.y, w: zoom.pitch, h: steps.h };
  const drag = (px) => view.setBrush(...[start, step(px)].sort((a, b) => a - b));
  return { id: `s${start}`, kind: "step", t: start - 1, box, drag, seek: start };
}

function frameTarget(view, x, y) {
  const { zoom, geo: { overview: box }, data } = view;
  const t = Math.min(data.T - 1, Math.max(0, Math.floor(((x - box.x) / box.w) * data.T)));
  const to = (px, py) => view.move(((px - box.x) / box.w) * data.T - zoom.span / 2 - zoom.from, ((py - box.y) / box.h) * zoom.rows - zoom.visibleRows / 2 - zoom.top);
  return { id: "frame", kind: "frame", t, box, act: () => to(x, y), drag: to };
}

function curveTarget(view, x) {
  const { geo: { curve: box }, data } = view;
  const t = Math.min(data.T - 1, Math.max(0, Math.floor(((x - box.x) / box.w) * data.T)));
  return { id: `g${t}`, kind: "reach", t, box: { ...box, x: x - 2, w: 4 }, seek: t + 1, drag: (px) => view.seek(Math.floor(((px - box.x) / box.w) * data.T) + 1) };
}
