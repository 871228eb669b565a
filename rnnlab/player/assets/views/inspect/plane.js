// `Plane`: the trajectory of the states in the plane of their two largest variances; the present step is marked.

import { label, resizeCanvas } from "../../canvas/draw.js";
import { dot } from "../../charts/axes.js";
import { element } from "../../lib/dom.js";
import { say } from "../../messages/en/inspect.js";

const HEIGHT = 210; // px
const PAD = { left: 22, right: 10, top: 10, bottom: 22 };
const { side } = say;

export class Plane {
  constructor(view) {
    this.view = view;
    this.canvas = element("canvas", { role: "img" });
    this.note = element("p", { class: "soft" });
    this.node = element("section", { class: "plane" }, element("h3", {}, side.plane), this.note, this.canvas);
    this.canvas.addEventListener("click", (event) => this.seek(event));
  }

  update() {
    const { plane } = this.view.data.view;
    this.note.textContent = [side.planeNote(plane.variance), ...(plane.every > 1 ? [side.every(plane.every)] : [])].join(" ");
  }

  /** Positions of the points, (n, 2) in px; the same scale on both axes. */
  places(width) {
    const { data, shape: [n] } = this.view.data.arrays.get("plane");
    const ends = [0, 1].map((axis) => {
      let [low, high] = [Infinity, -Infinity];
      for (let i = 0; i < n; i++) { const v = data[2 * i + axis]; if (v < low) low = v; if (v > high) high = v; }
      return [low, high];
    });
    const room = [width - PAD.left - PAD.right, HEIGHT - PAD.top - PAD.bottom];
    const scale = Math.min(...ends.map(([low, high], axis) => room[axis] / (high - low || 1)));
    const start = ends.map(([low, high], axis) => [PAD.left, PAD.top][axis] + (room[axis] - (high - low) * scale) / 2);
    return (i) => [start[0] + (data[2 * i] - ends[0][0]) * scale, start[1] + (ends[1][1] - data[2 * i + 1]) * scale];
  }

  draw(theme) {
    const { data, player, clock } = this.view;
    const width = Math.floor(this.node.clientWidth);
    if (!width || !data.arrays.has("plane")) return;
    const g = resizeCanvas(this.canvas, width, HEIGHT, player.ratio ?? 1);
    g.clearRect(0, 0, width, HEIGHT);
    const [{ variance, every }, at, [n]] = [data.view.plane, this.places(width), data.arrays.get("plane").shape];
    this.at = at;
    g.strokeStyle = theme.rule;
    g.lineWidth = 1;
    g.strokeRect(PAD.left - 6.5, PAD.top - 6.5, width - PAD.left - PAD.right + 12, HEIGHT - PAD.top - PAD.bottom + 12);
    g.strokeStyle = theme.edge;
    g.globalAlpha = n > 500 ? 0.5 : 0.8;
    g.beginPath();
    for (let i = 0; i < n; i++) g.lineTo(...at(i));
    g.stroke();
    g.globalAlpha = 1;
    const now = Math.min(n - 1, Math.round((clock.position - 1) / every));
    for (let i = Math.max(0, now - 8); i < now; i++) if (Number.isFinite(at(i)[0])) dot(g, theme.ink2, theme.surface, ...at(i), 2.5, 1);
    if (Number.isFinite(at(now)[0])) dot(g, theme.now, theme.surface, ...at(now), 5);
    label(g, side.axis(1, variance[0]), width - PAD.right, HEIGHT - 7, { color: theme.ink3, size: 11, align: "right" });
    g.save();
    g.translate(8, PAD.top);
    g.rotate(-Math.PI / 2);
    label(g, side.axis(2, variance[1]), 0, 0, { color: theme.ink3, size: 11, align: "right" });
    g.restore();
    this.canvas.setAttribute("aria-label", `${side.plane}. ${side.planeNote(variance)} ${side.planeAlt(clock.position)}`);
  }

  /** Go to the step whose point is nearest to a click. */
  seek(event) {
    const { data } = this.view;
    const [n] = data.arrays.get("plane").shape;
    let [best, least] = [0, Infinity];
    for (let i = 0; i < n; i++) {
      const [x, y] = this.at(i);
      const far = Math.hypot(x - event.offsetX, y - event.offsetY);
      if (far < least) [best, least] = [i, far];
    }
    this.view.seek(best * data.view.plane.every + 1);
  }
}
