// The window of the inspect view: some steps of some units, as an image, as cells, or as cells with numbers.

import { cells, detail, heatImage, label, outline } from "../../canvas/draw.js";
import { SANS } from "../../canvas/theme.js";
import { say } from "../../messages/en/inspect.js";
import { inCell } from "./describe.js";
import { FLAT_FROM, TURN_FROM } from "./layout.js";
import { roundStep } from "./overview.js";

const TURN = (-52 * Math.PI) / 180;
const NAME_PX = 13; // px between two unit numbers, at least

/** o: {data, geo, zoom, theme, images, rows: unit numbers in the order drawn, position: from 1, brush, hover, selected} @returns the level of detail */
export function drawPane(g, o) {
  const { geo: { pane }, zoom } = o;
  g.save();
  g.beginPath();
  g.rect(pane.x - 1, pane.y - 1, pane.w + 2, pane.h + 2);
  g.clip();
  const lod = drawValues(g, o);
  drawMarks(g, o);
  g.restore();
  drawNames(g, o);
  drawSteps(g, o);
  g.strokeStyle = o.theme.cellBorder;
  g.lineWidth = 1;
  const high = Math.min(pane.h, (zoom.rows - zoom.top) * zoom.row);
  g.strokeRect(pane.x + 0.5, pane.y + 0.5, pane.w - 1, high - 1);
  return lod;
}

function drawValues(g, o) {
  const { data, zoom, rows, theme } = o;
  const columns = data.columns(Math.floor(zoom.from), Math.ceil(zoom.from + zoom.span));
  const width = zoom.pitch * columns.per;
  const lod = columns.per > 1 ? "image" : detail(width, zoom.row);
  if (lod === "image" || lod === "flat") drawImage(g, o, columns, width);
  else {
    const [from, to] = [Math.max(0, Math.floor(zoom.from) - columns.first), Math.min(columns.count, Math.ceil(zoom.from + zoom.span) - columns.first)];
    const top = Math.floor(zoom.top);
    const shown = rows.slice(top, Math.ceil(zoom.top + zoom.visibleRows));
    const values = columns.matrix(shown, from, to);
    cells(g, theme, values, { x: zoom.x(columns.first + from), y: zoom.y(top), cw: width, ch: zoom.row, cols: to - from, rows: shown.length, range: data.range, lod, text: inCell(data.range) });
  }
  return lod;
}

/** How many columns or rows make one pixel, a power of two, where each has less than a px. */
const merged = (px) => 2 ** Math.max(0, Math.ceil(Math.log2(1 / px)));

/** Part of an image with a pixel for each column and row, or fewer where there are more of them than px. */
function drawImage(g, o, columns, width) {
  const { data, geo: { pane }, zoom, theme, images, rows } = o;
  const [across, down] = [merged(width), merged(zoom.row)];
  const image = images.get(`pane ${across} ${down}`, [theme.name, data.id, o.version, columns.first, columns.per, o.rowsKey], () =>
    heatImage(theme, columns.matrix(rows), { cw: 1 / across, ch: 1 / down, cols: columns.count, rows: rows.length, range: data.range }));
  const scale = columns.per * across; // steps in a pixel of the image
  g.imageSmoothingEnabled = false;
  g.drawImage(image, (zoom.from - columns.first) / scale, zoom.top / down, zoom.span / scale, zoom.visibleRows / down, pane.x, pane.y, pane.w, zoom.visibleRows * zoom.row);
}

/** The brush, the row of the selected unit, the column of the present step, and what is pointed at. */
function drawMarks(g, { geo: { pane }, zoom, theme, rows, position, brush, hover, selected }) {
  const high = Math.min(pane.h, (zoom.rows - zoom.top) * zoom.row);
  const column = (first, last) => ({ x: zoom.x(first), y: pane.y, w: (last - first) * zoom.pitch, h: high });
  if (brush) outline(g, column(brush[0] - 1, brush[1]), 0, { color: theme.ink, width: 2.5, radius: 3 });
  const row = selected ? rows.indexOf(selected.unit) : -1;
  if (row >= 0) outline(g, { x: pane.x, y: zoom.y(row), w: pane.w, h: zoom.row }, 0, { color: theme.ink, width: 1.75, radius: 2 });
  outline(g, column(position - 1, position), 0.5, { color: theme.now, width: 2, radius: 3 });
  if (hover?.kind === "cell") outline(g, hover.box, 0, { color: theme.ink, width: 2, radius: 2 });
}

function drawNames(g, { data, geo: { pane }, zoom, theme, rows, selected }) {
  const every = roundStep(NAME_PX / zoom.row);
  for (let row = Math.ceil(zoom.top - 0.4); row < Math.min(zoom.rows, zoom.top + zoom.visibleRows - 0.4); row++) {
    const chosen = selected?.unit === rows[row];
    if (!chosen && row % every) continue;
    if (!chosen && every > 1 && selected && Math.abs(rows.indexOf(selected.unit) - row) < every) continue;
    label(g, String(data.name(rows[row])), pane.x - 8, zoom.y(row + 0.5), { color: chosen ? theme.ink : theme.ink3, weight: chosen ? 700 : 400, size: 11, align: "right" });
  }
}

/** What each step reads, or its number, above the window; the brushed ones bold. */
function drawSteps(g, o) {
  const { data, geo: { steps, pane }, zoom, theme, position, brush } = o;
  const [from, to] = [Math.floor(zoom.from), Math.min(data.T, Math.ceil(zoom.from + zoom.span))];
  const tokens = data.view.tokens !== null && zoom.pitch >= TURN_FROM;
  const every = tokens ? 1 : roundStep((14 + 7 * to.toLocaleString("en-US").length) / zoom.pitch);
  g.save();
  g.beginPath();
  g.rect(steps.x - 50, steps.y - 22, steps.w + 64, steps.h + 22);
  g.clip();
  for (let t = every === 1 ? from : Math.ceil((from + 1) / every) * every - 1; t < to; t += every) {
    const x = zoom.x(t + 0.5);
    if (x < steps.x || x > steps.x + steps.w) continue;
    const inside = brush && t + 1 >= brush[0] && t + 1 <= brush[1];
    const color = t + 1 === position ? theme.now : inside ? theme.ink : tokens ? theme.ink2 : theme.ink3;
    drawName(g, tokens ? data.token(t) : (t + 1).toLocaleString("en-US"), x, steps.y + steps.h - 5, { color, weight: inside || t + 1 === position ? 700 : 400, turned: tokens && zoom.pitch < FLAT_FROM, room: tokens ? zoom.pitch : Infinity });
  }
  g.restore();
  drawCursor(g, theme, zoom, pane, position);
}

function drawName(g, text, x, y, { color, weight, turned, room }) {
  g.save();
  g.translate(x, y);
  if (turned) g.rotate(TURN);
  g.font = `${weight} 12px ${SANS}`;
  g.fillStyle = color;
  g.textAlign = turned ? "left" : "center";
  g.textBaseline = turned ? "middle" : "bottom";
  g.fillText(text, 0, 0, turned ? 86 : Math.min(200, room - 4));
  g.restore();
}

/** A triangle and the name of the present step, below its column. */
function drawCursor(g, theme, zoom, pane, position) {
  const x = zoom.x(position - 0.5);
  if (x < pane.x || x > pane.x + pane.w) return;
  const y = pane.y + pane.h + 4;
  g.fillStyle = theme.now;
  g.beginPath();
  g.moveTo(x, y); g.lineTo(x + 5, y + 8); g.lineTo(x - 5, y + 8);
  g.fill();
  const right = x > pane.x + pane.w - 80;
  label(g, say.step(position), right ? x - 10 : x + 10, y + 5, { color: theme.now, size: 11, weight: 700, align: right ? "right" : "left" });
}
