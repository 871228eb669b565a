// Right side of the training view: the loss, the embedding table, the hidden-to-hidden weights of each layer.

import { cells, drawHeat, editMark, heatImage, label, outline } from "../../canvas/draw.js";
import { MONO, SANS } from "../../canvas/theme.js";
import { say } from "../../messages/en/training.js";
import { thinLabels } from "../../sequence/symbols.js";
import { matrixBox } from "./layout.js";
import { drawLoss } from "./loss.js";

/** o: {run, right: of the layout, k: frame, epoch, position, images, theme, selected, hover, weights: set by hand for a fork} */
export function drawFigures(g, o) {
  const { run, right } = o;
  heading(g, o, 18, [say.lossTitle], say.lossAxis(run.T, run.axis.log));
  drawLoss(g, { ...o, epoch: o.position });
  heading(g, o, right.emb.heading, [say.embedding], say.embeddingNote(run.V, run.E, run.ranges.embedding));
  embedding(g, o);
  heading(g, o, right.hidden.heading, [say.hidden, say.hiddenShort], say.hiddenNote(run.ranges.hidden));
  for (let l = 0; l < run.L; l++) hidden(g, o, l);
}

/** A title on the left and a note on the right: the longest form of each with which both fit. */
function heading(g, { right, theme }, y, titles, notes) {
  const room = right.right - right.x - 12;
  g.font = `700 13px ${SANS}`;
  const long = titles.map((text) => [text, g.measureText(text).width]);
  g.font = `12px ${SANS}`;
  const fits = (width) => notes.find((text) => g.measureText(text).width + width <= room);
  const [title, width] = long.find(([, w]) => fits(w) !== undefined) ?? long[long.length - 1];
  const note = fits(width) ?? notes[notes.length - 1];
  label(g, title, right.x, y, { color: theme.ink, size: 13, weight: 700 });
  label(g, note, right.right, y, { color: theme.ink3, size: 12, align: "right" });
}

function embedding(g, o) {
  const { run, right: { emb }, theme, k, hover } = o;
  grid(g, o, "emb", run.frameArray("emb.weight", k), { x: emb.x, y: emb.y, cw: emb.cw, ch: emb.ch, cols: run.E, rows: run.V, range: run.ranges.embedding, lod: emb.lod });
  forkWeights(g, o, "emb.weight", { x: emb.x, y: emb.y, cw: emb.cw, ch: emb.ch, range: run.ranges.embedding, lod: emb.lod });
  const size = emb.ch >= 14 ? 14 : 11;
  thinLabels(g, { ...theme, ink3: emb.ch >= 14 ? theme.ink : theme.ink3 }, run, { x: emb.x - 10, y: emb.y, ch: emb.ch, size });
  if (hover?.kind === "embedding") outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
}

function grid(g, { images, theme, k }, name, values, o) {
  if (o.lod !== "image") return cells(g, theme, values, o);
  const image = images.get(name, [k, o.cw, o.ch, o.cols, o.rows, o.range], () => heatImage(theme, values, o));
  return drawHeat(g, theme, image, { x: o.x, y: o.y, w: o.cols * o.cw, h: o.rows * o.ch });
}

/** Draw the weights that are set for a fork over those of the run. */
function forkWeights(g, { weights, theme }, matrix, { x, y, cw, ch, range, lod }) {
  for (const { name, index: [row, column], value } of weights) {
    if (name !== matrix) continue;
    const box = { x: x + column * cw, y: y + row * ch, w: cw, h: ch };
    cells(g, theme, [value], { x: box.x, y: box.y, cw, ch, range, lod: lod === "image" ? "flat" : lod });
    editMark(g, theme, box, value, { range });
  }
}

function hidden(g, o, l) {
  const { run, right, theme, k, selected, hover } = o;
  const { cw, ch, lod, gates, short } = right.hidden;
  const box = matrixBox(right, l);
  const values = run.frameArray(`rnn.weight_hh_l${l}`, k);
  const mine = selected?.layer === l ? selected.unit : null;
  const fade = mine !== null && (lod === "number" || lod === "border");
  const one = { x: box.x, y: box.y, cw, ch, cols: run.H, rows: run.gates.length * run.H, range: run.ranges.hidden, lod };
  grid(g, o, `hh${l}`, values, { ...one, faded: fade });
  run.gates.forEach((gate, i) => {
    const top = box.y + i * run.H * ch;
    if (gates) label(g, gate, box.x - 5, top + (run.H * ch) / 2, { color: theme.ink3, size: 11, align: "right" });
    if (i) { g.fillStyle = theme.edge; g.fillRect(box.x - 2, top - 0.5, box.w + 4, 1); }
    if (mine === null) return;
    const row = i * run.H + mine;
    if (fade) cells(g, theme, values.subarray(row * run.H, (row + 1) * run.H), { ...one, y: box.y + row * ch, rows: 1 });
    outline(g, { x: box.x, y: box.y + row * ch, w: box.w, h: ch }, 1, { color: theme.ink, width: 1.75, radius: 3 });
  });
  forkWeights(g, o, `rnn.weight_hh_l${l}`, one);
  if (mine !== null) outline(g, { x: box.x + mine * cw, y: box.y, w: cw, h: box.h }, 1, { color: theme.ink, width: 1, dash: [3, 2], radius: 3 });
  if (hover?.kind === "weight" && hover.layer === l) outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
  label(g, say.weight(l, short), box.x, box.y + box.h + 11, { color: theme.ink2, size: 10.5, font: MONO });
}
