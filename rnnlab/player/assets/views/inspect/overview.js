// All steps of the inspect view at once: the states as one image, the gradient's length below, and the frame of the window.

import { drawHeat, heatImage, label, outline } from "../../canvas/draw.js";
import { shortened } from "../../canvas/labels.js";
import { SANS } from "../../canvas/theme.js";
import { cursorLine, dashedLine } from "../../charts/axes.js";
import { thinnedPath } from "../../charts/curves.js";
import { logTicks, roundUp } from "../../charts/scales.js";
import { say } from "../../messages/en/inspect.js";
import { largestReach } from "./data.js";

const LABEL_PX = 76; // px between two step numbers, at least
const ROW_PX = 30; // px between two unit numbers, at least
const SMALL = 1e-3; // of the largest gradient, see gradient_reach in Python
const DECADES = 16; // of the gradient that are drawn, at most

/** o: {data, geo, zoom, theme, images, position: from 1, brush: [first, last] from 1 or null, places, order} */
export function drawOverview(g, o) {
  const { data, geo: { overview: box }, theme, images, order } = o;
  const size = { cw: box.w / data.overview.count, ch: box.h / data.H };
  const image = images.get("overview", [theme.name, data.id, o.orderKey, box.w, box.h], () =>
    heatImage(theme, data.overview.matrix(order), { ...size, cols: data.overview.count, rows: data.H, range: data.range }));
  drawHeat(g, theme, image, box);
  rowNames(g, o);
  stepNames(g, o);
  marks(g, o);
  if (o.geo.curve) drawReach(g, o);
  frame(g, o);
}

/** The smallest of 1, 2, 5, 10, 20 … that is not below a number. */
export const roundStep = (least) => Math.max(1, roundUp(least, [1, 2, 5, 10]));

const xOf = ({ data, geo: { overview: { x, w } } }, t) => x + (t / data.T) * w;

function rowNames(g, { data, geo: { overview: box }, theme, order }) {
  const every = roundStep((ROW_PX * data.H) / box.h);
  const ordered = order.every((unit, row) => unit === row);
  for (let row = 0; row < data.H; row += every) {
    if (!ordered && row) break; // numbers in another order would say nothing
    label(g, ordered ? String(data.name(row)) : say.units(data.H), box.x - 8, box.y + Math.max(5, ((row + 0.5) * box.h) / data.H), { color: theme.ink3, size: 11, align: "right" });
  }
}

function stepNames(g, o) {
  const { data: { T }, geo: { axis, overview: box }, theme } = o;
  const every = roundStep((LABEL_PX * T) / box.w);
  label(g, say.step(1), box.x, axis, { color: theme.ink3, size: 11 });
  for (let t = every; t < T; t += every) {
    const x = xOf(o, t - 0.5);
    if (x > box.x + 44 && x < box.x + box.w - 44) label(g, t.toLocaleString("en-US"), x, axis, { color: theme.ink3, size: 11, align: "center" });
  }
  label(g, T.toLocaleString("en-US"), box.x + box.w, axis, { color: theme.ink3, size: 11, align: "right" });
}

/** A bar above the overview for the brush, and a grey one for each place where the same units are on. */
function marks(g, o) {
  const { geo: { overview: box }, theme, brush, places } = o;
  const bar = (first, last, color) => {
    g.fillStyle = color;
    g.fillRect(xOf(o, first - 1), box.y - 9, Math.max(3, xOf(o, last) - xOf(o, first - 1)), 5);
  };
  for (const { first, last } of places) bar(first, last, theme.edge);
  if (brush) bar(...brush, theme.ink);
}

/** What the window shows, and lines from it down to the window. */
function frame(g, o) {
  const { geo: { overview: box, connector, steps }, theme, zoom, position } = o;
  const [from, to] = [xOf(o, zoom.from), xOf(o, zoom.from + zoom.span)];
  const all = zoom.visibleRows >= zoom.rows;
  const [top, high] = all ? [box.y, box.h] : [box.y + (zoom.top / zoom.rows) * box.h, (zoom.visibleRows / zoom.rows) * box.h];
  cursorLine(g, theme, { y: box.y + 2, h: box.h - 2 }, xOf(o, position - 0.5));
  outline(g, { x: from, y: o.whole ? box.y : top, w: to - from, h: o.whole ? box.h : high }, 0.5, { color: theme.ink, width: 1.5, radius: 2 });
  g.strokeStyle = theme.edge;
  g.lineWidth = 1;
  g.beginPath();
  for (const [x, end] of [[from, steps.x], [to, steps.x + steps.w]]) {
    g.moveTo(x, connector.from - 2);
    g.lineTo(x, connector.from + 2);
    g.lineTo(end, connector.to);
  }
  g.stroke();
}

/** The length of the loss's gradient at every step, on a log scale: h as a line, c dashed. */
function drawReach(g, o) {
  const { data, geo: { curve: box }, theme, position } = o;
  const most = largestReach(data);
  const names = ["h", "c"].filter((name) => data.reach(name));
  label(g, names.map(say.reach).join(", "), box.x, box.y - 8, { color: theme.ink2, size: 11, weight: 700 });
  if (!(most > 0)) return;
  const bottom = 10 ** Math.floor(Math.log10(Math.max(least(data, names), most * 10 ** -DECADES)));
  const scale = (value) => box.y + box.h * (1 - Math.log(value / bottom) / Math.log(most / bottom || 10));
  for (const value of logTicks(bottom, most, 2)) label(g, power(value), box.x - 8, Math.min(box.y + box.h, scale(value)), { color: theme.ink3, size: 11, align: "right" });
  const limit = scale(most * SMALL);
  if (limit < box.y + box.h) {
    dashedLine(g, theme, box, limit);
    g.font = `11px ${SANS}`;
    label(g, shortened(g, say.thousandth, box.w / 2), box.x + box.w, box.y - 8, { color: theme.ink3, size: 11, align: "right" });
  }
  g.save();
  g.beginPath();
  g.rect(box.x, box.y - 2, box.w, box.h + 4);
  g.clip();
  for (const name of names) {
    const values = data.reach(name);
    const x = (i) => box.x + ((i + 0.5) * data.overview.per / data.T) * box.w;
    g.setLineDash(name === "c" ? [5, 3] : []);
    Object.assign(g, { strokeStyle: name === "c" ? theme.edge : theme.ink, lineWidth: 1.5 });
    for (const [from, to] of stretches(values)) g.stroke(thinnedPath(values.subarray(from, to), { per: 1, x: (i) => x(from + i), y: scale }));
  }
  g.restore();
  cursorLine(g, theme, { y: box.y + 8, h: box.h - 8 }, xOf(o, position - 0.5));
}

/** The smallest length above 0. */
const least = (data, names) => Math.min(...names.map((name) => data.reach(name).reduce((low, v) => (v > 0 && v < low ? v : low), Infinity)));

const power = (value) => `10${[...String(Math.round(Math.log10(value)))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("")}`;

/** Where values are finite and above 0: what is 0 or unknown has no place on a log scale. */
function stretches(values) {
  const found = [];
  let from = null;
  for (let i = 0; i <= values.length; i++) {
    const drawn = i < values.length && values[i] > 0 && values[i] < Infinity;
    if (drawn && from === null) from = i;
    if (!drawn && from !== null) { found.push([from, i]); from = null; }
  }
  return found;
}
