// Marks over the grid that change from frame to frame: the present step, the hovered vector, the selected unit.

import { cells, label, outline, pill } from "../../canvas/draw.js";
import { say } from "../../messages/en/layers.js";

const NAME_PX = 46; // px that "t = 12" needs
const STRIDES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** The names of the steps under x; the present one is a pill. */
export function drawSteps(g, theme, data, plan, position) {
  const y = plan.x.y + plan.x.h + 20;
  const stride = STRIDES.find((s) => s * plan.period >= NAME_PX) ?? data.T;
  const taken = position ? plan.middleX(position) : -Infinity;
  const free = (t) => Math.abs(plan.middleX(t) - taken) > NAME_PX + 8;
  for (let t = 1; t <= data.T; t++) {
    const named = t === 1 || (t % stride === 0 && (stride === 1 || plan.middleX(t) - plan.middleX(1) > NAME_PX));
    if (named && t !== position && free(t)) label(g, say.step(t), plan.middleX(t), y, { color: theme.ink3, size: 12, align: "center" });
  }
  if (!position) return;
  g.font = "700 12px sans-serif";
  const half = g.measureText(say.step(position)).width / 2 + 10;
  pill(g, say.step(position), Math.min(taken - half, plan.width - 2 * half - 4), y, { fill: theme.now, color: theme.page });
}

/** Outlines around the present step's vectors and arrows into them, in the colour of the present step. */
export function drawNow(g, theme, data, plan, grid, { position: t, motion }) {
  if (!t) return;
  const style = { color: theme.now, width: 2 };
  const [rise, travel] = motion ? [motion.input, motion.travel] : [1, 1];
  for (let layer = 0; layer < data.L; layer++) {
    if (!plan.joined) {
      grid.arrowIntoLayer(g, layer, t, style, rise);
      for (const row of data.groupOf(layer)) grid.arrowIntoStep(g, row, t, style, row.reverse ? 1 : travel);
    }
    outline(g, plan.group(layer, t), plan.outs.now, { color: theme.now });
  }
  outline(g, plan.xBox(t), plan.outs.now, { color: theme.now });
}

/** Outlines around the hovered vector and what it reads, with the arrows between them. */
export function drawHover(g, theme, data, plan, grid, target) {
  if (!target?.mark) return;
  const { t, unit, row, start } = target.mark;
  if (start) return drawStart(g, theme, data, plan, row, unit);
  if (!row) return outline(g, plan.xUnit(t, unit), 1, { color: theme.ink });
  outline(g, plan.box(row, t), 3, { color: theme.ink, width: 2 });
  if (data.known(t)) sources(g, theme, data, plan, grid, row, t, 2.25);
  return unitOutline(g, theme, plan, row, t, unit);
}

/** The hovered h_0 of a row; where it is zero, its column is drawn only while it is hovered. */
function drawStart(g, theme, data, plan, row, unit) {
  const { x, y, w, h } = plan.start(row);
  if (data.startsAtZero) {
    g.fillStyle = theme.surface;
    g.fillRect(x - 6, y, w + 12, h);
    cells(g, theme, data.start(row), { x, y, cw: w, ch: plan.ch, rows: data.H, range: data.range });
  }
  outline(g, plan.startUnit(row, unit), 1, { color: theme.ink });
}

/** The selected unit: its row through all steps, its present cell, and what that cell reads. */
export function drawSelected(g, theme, data, plan, grid, row, unit, t) {
  if (plan.joined) {
    const first = plan.unit(row, 1, unit);
    outline(g, { ...first, w: plan.strip(row).w }, 1, { color: theme.ink, width: 1, radius: 2 });
  }
  if (!data.known(t)) return;
  outline(g, plan.box(row, t), 3, { color: theme.ink, width: 1.5 });
  sources(g, theme, data, plan, grid, row, t, 2);
  unitOutline(g, theme, plan, row, t, unit);
}

function unitOutline(g, theme, plan, row, t, unit) {
  outline(g, plan.unit(row, t, unit), plan.ch >= 10 ? 0.5 : 1, { color: theme.ink, width: 1.75, radius: 3 });
}

function sources(g, theme, data, plan, grid, row, t, width) {
  const style = { color: theme.ink, width: 1.5 };
  outline(g, row.layer === 0 ? plan.xBox(t) : plan.group(row.layer - 1, t), 3, style);
  const left = data.before(row, t);
  if (data.known(left)) outline(g, plan.box(row, left), 3, style);
  if (plan.joined) return;
  grid.arrowIntoLayer(g, row.layer, t, { color: theme.ink, width });
  grid.arrowIntoStep(g, row, t, { color: theme.ink, width });
}
