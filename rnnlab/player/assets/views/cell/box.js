// `drawBox`: the RNN cell as a box with the curve of its nonlinearity and a dot at (z, h) for each unit.

import { label } from "../../canvas/draw.js";
import { level } from "../../canvas/theme.js";

const FEW = 8; // the most units for which each dot has a line down to the axis

/** o: {t, reach, nonlinearity, z, h, chosen}; reach: the largest |z| on the axis, the same at every step; dots beyond it are drawn at its end. */
export function drawBox(g, s, box, o) {
  const { theme, position } = s;
  const [now, future] = [o.t === position, o.t > position];
  g.fillStyle = now ? theme.nowTint : future ? theme.surface : theme.bar;
  g.strokeStyle = now ? theme.now : future ? theme.ghost : theme.edge;
  g.lineWidth = now ? 2 : 1;
  g.setLineDash(future ? [4, 3] : []);
  g.beginPath();
  g.roundRect(box.x, box.y, box.w, box.h, 8);
  g.fill();
  g.stroke();
  g.setLineDash([]);
  const map = mapping(box, o);
  curve(g, theme, box, map, o, future);
  label(g, o.nonlinearity, box.x + 8, box.y + 14, { color: future ? theme.ink3 : theme.ink, size: 12 });
  if (!future) dots(g, s, map, o, now);
}

function mapping(box, { reach, nonlinearity }) {
  const top = nonlinearity === "relu" ? reach : 1;
  const [w, h] = [box.w - 20, box.h - 20];
  const within = (z) => Math.min(reach, Math.max(-reach, z));
  return { x: (z) => box.x + 10 + ((within(z) / reach + 1) / 2) * w, y: (v) => box.y + 10 + ((1 - v / top) / 2) * h };
}

function curve(g, theme, box, map, { reach, nonlinearity }, future) {
  g.strokeStyle = theme.rule;
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(box.x + 10, map.y(0)); g.lineTo(box.x + box.w - 10, map.y(0));
  g.moveTo(map.x(0), box.y + 12); g.lineTo(map.x(0), box.y + box.h - 12);
  g.stroke();
  g.strokeStyle = future ? theme.ghost : theme.ink3;
  g.lineWidth = 1.5;
  g.beginPath();
  for (let i = 0; i <= 40; i++) {
    const z = (i / 20 - 1) * reach;
    g.lineTo(map.x(z), map.y(nonlinearity === "relu" ? Math.max(0, z) : Math.tanh(z)));
  }
  g.stroke();
}

function dots(g, { theme, motion }, map, { z, h, chosen }, now) {
  const few = z.length <= FEW;
  g.globalAlpha = now && motion ? motion.travel : 1;
  for (let u = 0; u < z.length; u++) {
    const [px, py] = [map.x(z[u]), map.y(h[u])];
    if (!Number.isFinite(px + py)) continue; // relu with huge weights overflows
    if (few) {
      g.strokeStyle = theme.edge;
      g.lineWidth = 1;
      g.setLineDash([2, 2]);
      g.beginPath(); g.moveTo(px, map.y(0)); g.lineTo(px, py); g.stroke();
      g.setLineDash([]);
    }
    g.fillStyle = theme.css[level(h[u])];
    g.strokeStyle = theme.ink;
    g.lineWidth = u === chosen ? 2 : 0.75;
    g.beginPath(); g.arc(px, py, (few ? 4 : 2.5) + (u === chosen ? 1 : 0), 0, 7); g.fill(); g.stroke();
  }
  g.globalAlpha = 1;
}
