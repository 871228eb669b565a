// What torch returns, outlined in the grid and explained beside it: output (solid), h_n (dashed), and the values in both.

import { label, outline } from "../../canvas/draw.js";
import { MONO } from "../../canvas/theme.js";
import { say } from "../../messages/en/layers.js";

const LINE = 16;
const WIDE = 142; // px of the column of notes
const MARGIN = 16; // px at the right without notes

/** The notes at the right as lines: {text, bold?, mono?, soft?, space?} */
function noteLines(data, show) {
  const w = say;
  const lines = [];
  if (show.output && show.h_n) {
    lines.push({ text: w.inBoth, bold: true }, ...w.bothIs(data.config, data.H).map((text) => ({ text, mono: true })), { space: 12 });
  }
  if (show.h_n) {
    lines.push({ text: "h_n", bold: true, mono: true }, ...w.stateShape(data.config).map((text) => ({ text, mono: true })), { space: 4 });
    lines.push(...w.lastStep(data.config).map((text) => ({ text, soft: true })));
    if (data.config.cell === "lstm") lines.push({ space: 8 }, { text: "c_n", bold: true, mono: true }, ...w.cellState.map((text) => ({ text, soft: true })));
  }
  return lines;
}

const heightOf = (lines) => lines.reduce((sum, line) => sum + (line.space ?? LINE), 0);

/** Room that the notes need. */
export function notesSize(data, show) {
  const lines = noteLines(data, show);
  return { width: lines.length ? WIDE : MARGIN, height: heightOf(lines) };
}

/** The outlines and their texts. show: {output, h_n}: which are shown */
export function drawNotes(g, theme, data, plan, show) {
  if (show.output) outputOutline(g, theme, data, plan);
  if (show.h_n) for (const box of lastStates(data, plan)) outline(g, box, plan.outs.h_n, { color: theme.ink, dash: [6, 4], radius: 5 });
  const lines = noteLines(data, show);
  if (!lines.length) return;
  const corner = plan.group(data.L - 1, data.T);
  const x = corner.x + corner.w + (data.D === 2 ? 52 : 26);
  let y = Math.min(Math.max(plan.top - 2, corner.y + corner.h / 2 - 20), plan.height - heightOf(lines) - 8);
  if (show.output && show.h_n) leader(g, theme, plan, plan.box({ layer: data.L - 1, reverse: false }, data.T), x, y + LINE / 2);
  for (const line of lines) {
    if (line.text) label(g, line.text, x, y + LINE / 2, styleOf(line, theme));
    y += line.space ?? LINE;
  }
}

function styleOf({ soft, bold, mono }, theme) {
  const color = soft ? theme.ink3 : bold ? theme.ink : theme.ink2;
  return { color, weight: bold ? 700 : 400, ...(mono ? { font: MONO, size: 11.5 } : { size: 12 }) };
}

function outputOutline(g, theme, data, plan) {
  const [first, last] = [plan.group(data.L - 1, 1), plan.group(data.L - 1, data.T)];
  const box = { ...first, w: last.x + last.w - first.x };
  outline(g, box, plan.outs.output, { color: theme.ink, radius: 8 });
  const shape = say.outputShape(data.config);
  const note = say.everyStep(data.config);
  g.font = `11.5px ${MONO}`;
  const wide = 58 + g.measureText(shape).width;
  g.font = "12px sans-serif";
  const noted = wide + 20 + g.measureText(note).width;
  const x = Math.max(12, Math.min(box.x - plan.outs.output + 2, plan.width - wide - 12));
  const y = box.y - plan.outs.output - 14;
  label(g, "output", x, y, { color: theme.ink, size: 12, weight: 700, font: MONO });
  label(g, shape, x + 58, y, { color: theme.ink2, size: 11.5, font: MONO });
  if (x + noted <= plan.width - 8) label(g, note, x + wide + 20, y, { color: theme.ink3, size: 12 });
}

/** Boxes of h_n: the last step of every row, which for the reverse direction is t = 1. */
function lastStates(data, plan) {
  const inset = Math.max(0, plan.outs.h_n - Math.max(1.5, plan.inner / 2)); // rows of two directions are close together
  if (data.D === 2) {
    return data.rows.map((row) => {
      const box = plan.box(row, row.reverse ? 1 : data.T);
      return { ...box, y: box.y + inset, h: box.h - 2 * inset };
    });
  }
  const [top, bottom] = [plan.group(data.L - 1, data.T), plan.group(0, data.T)];
  return [{ ...top, h: bottom.y + bottom.h - top.y }];
}

function leader(g, theme, plan, box, x, y) {
  const from = { x: box.x + box.w - 1, y: Math.min(Math.max(y, box.y + 1), box.y + box.h - 1) };
  g.strokeStyle = g.fillStyle = theme.ink;
  g.lineWidth = 1.25;
  g.beginPath();
  g.arc(from.x, from.y, 3.5, 0, 7);
  g.fill();
  g.beginPath();
  g.moveTo(from.x, from.y);
  g.lineTo(x - 14, from.y);
  g.lineTo(x - 5, y);
  g.stroke();
}
