// The texts of the training view: the line above the stage, and the text equivalent of an epoch.

import { say } from "../../messages/en/training.js";

const LETTERS = 16; // that the text equivalent spells out
const SPOKEN = 40; // letters of a prediction that are read aloud

export function headOf(run, position, playing) {
  if (run.empty) return { title: say.title(1, run.total), notes: [] };
  const epoch = run.epoch(position);
  const notes = [say.lossNote(run.loss(epoch), run.ownCurve.exact(epoch)), say.rightAt(run.countRight(epoch), run.T, otherEpoch(run, epoch))];
  // A thinned run has this note at every epoch: the line must not change its length.
  if (run.thinned) notes.push(say.kept(run.epochs[run.frame(epoch)]));
  if (position > epoch) notes.push(say.beyond(position));
  const title = run.others.length ? say.titleOf(run.ownCurve.name, epoch, run.total) : say.title(epoch, run.total);
  return { title, notes, badge: badgeOf(run, epoch, playing), legend: { low: "\u22121", high: "+1" } };
}

function badgeOf(run, epoch, playing) {
  return say.badge({ status: run.failure ? "failed" : run.status, behind: run.done - epoch, playing: playing && epoch < run.done });
}

export function spokenOf(run, position) {
  const epoch = run.epoch(position);
  return run.empty ? say.nothing : say.spoken(epoch, run.total, run.loss(epoch), run.ownCurve.exact(epoch));
}

/** The epoch whose answer is shown at an epoch, null if it is that epoch. */
function otherEpoch(run, epoch) {
  const shown = run.answerEpoch(epoch);
  return shown === epoch ? null : shown;
}

/** The prediction at a position and how much of it is right, for the ear. */
export function predictionOf(run, position) {
  if (run.empty) return "";
  const epoch = run.epoch(position);
  const answer = Array.from(run.answer(epoch));
  const text = run.text(answer.slice(0, SPOKEN)) + (answer.length > SPOKEN ? "…" : "");
  return say.values(text, say.rightAt(run.countRight(epoch), run.T, otherEpoch(run, epoch)));
}

/** Everything that the picture shows, in sentences. first: the letter at the left edge */
export function describeOf(run, first, { position, playing }) {
  if (run.empty) return say.nothing;
  const epoch = run.epoch(position);
  const k = run.frame(epoch);
  const whole = say.describe({
    epoch, total: run.total, value: run.loss(epoch), source: run.text(run.source), target: run.text(run.target),
    predicted: run.text(run.answer(epoch)), right: say.rightAt(run.countRight(epoch), run.T, otherEpoch(run, epoch)), kept: run.epochs[k], badge: badgeOf(run, epoch, playing),
  });
  const others = run.others.filter(({ count }) => count).map((curve) => say.other(curve.name, curve.lossAt(position), curve.exact(position)));
  const letters = [];
  for (let t = first; t < Math.min(run.T, first + LETTERS); t++) letters.push(letter(run, k, t));
  return say.paragraph([whole, ...others, ...letters]);
}

function letter(run, k, t) {
  const chances = run.chances(k, t);
  const order = Array.from(chances.keys()).sort((a, b) => chances[b] - chances[a]).slice(0, 3);
  return say.letter(t, run.T, run.symbol(run.source[t]), run.symbol(run.target[t]), order.map((v) => [run.symbol(v), chances[v]]));
}

export function describeSelectedOf(run, { position, selected }) {
  if (!selected) return "";
  const k = run.frame(run.epoch(position));
  return say.unit(selected, run.h(k, selected.layer, selected.t)[selected.unit], run.epochs[k]);
}
