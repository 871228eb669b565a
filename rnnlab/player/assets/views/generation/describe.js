// The texts of the free running view: the line above the stage, and the text equivalent of a step.

import { say } from "../../messages/en/generation.js";
import { listed } from "./distribution.js";

const LIKELIEST = 3; // symbols that the text equivalent names

/** The line above the stage, see player/head.js. */
export function headOf(runs, position) {
  const { temperature, top_k: topK } = runs.header;
  const notes = [say.sampling(temperature, topK), ...parting(runs, position)];
  if (runs.isOver(position)) notes.push(say.over(runs.F));
  else if (runs.F) notes.push(say.far(position, Array.from({ length: runs.L }, (_, l) => runs.distance(l, position - 1))));
  return { title: say.title(runs.given, runs.written), notes, legend: { low: "\u22121", high: "+1" } };
}

/** The note on where the runs part, from that step on; that they never do, at the last step. */
function parting({ F, partsAt }, position) {
  if (!F || position < (partsAt ?? F)) return [];
  return [say.parts(partsAt)];
}

export function spokenOf(runs, position) {
  const t = position - 1;
  const names = (run) => [runs.symbol(runs.read(run, t)), runs.symbol(runs.said(run, t))];
  const spoken = say.spoken(position, runs.T, ...names(0), t < runs.F ? names(1) : null);
  return runs.isOver(position) ? `${spoken}; ${say.over(runs.F)}` : spoken;
}

/** A step as text, with the likeliest next symbols of the free run. */
export function describeOf(runs, position) {
  const { prime, text, reference, temperature, top_k: topK } = runs.header;
  const t = position - 1;
  const likely = listed(runs, t, LIKELIEST).map((v) => [runs.symbol(v), runs.chances(0, t)[v]]);
  return say.describe({ prime, text, reference, partsAt: runs.partsAt, temperature, topK, spoken: spokenOf(runs, position), likely });
}

export function describeUnit(runs, position, selected) {
  return selected ? say.unit(selected, position, runs.h(0, selected.layer, position - 1)[selected.unit]) : "";
}
