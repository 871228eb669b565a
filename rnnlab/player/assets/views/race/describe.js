// The texts of the race view: the line above the stage, and the text equivalent of an epoch.

import { glyph } from "../../messages/en/glyphs.js";
import { say } from "../../messages/en/race.js";

/** The line above the stage, see player/head.js. */
export function headOf(run, { position, playing }) {
  if (run.empty) return { title: say.title(1, run.total), notes: [] };
  // A thinned race has this note at every epoch: the line must not change its length.
  const notes = [run.thinned ? say.kept(run.epochs[run.frame(position)]) : say.same];
  return { title: say.title(position, run.total), notes, badge: badge(run, position, playing), legend: { low: "\u22121", high: "+1" } };
}

const badge = ({ status, done }, position, playing) => say.badge({ status, behind: done - position, playing });

export function spokenOf(run, position) {
  if (run.empty) return say.nothing;
  return say.spoken(position, run.total, run.lanes.map((lane) => ({ name: lane.name, loss: lane.loss(position) })));
}

/** An epoch as text: every cell's losses and answers, and the sequence. */
export function describeOf(run, { position: epoch, playing }) {
  if (run.empty) return say.nothing;
  const k = run.frame(epoch);
  const lanes = run.lanes.map((lane) => say.lane({
    name: lane.name, loss: lane.loss(epoch), held: lane.heldOut(epoch), units: lane.H, parameters: lane.parameters, stopped: lane.done, ...answers(run, lane, k),
  }));
  return say.describe({ epoch, total: run.total, badge: badge(run, epoch, playing), baseline: run.baseline, lanes, read: sequence(run, k), kept: run.epochs[k] });
}

/** A cell's answers in frame k: a sum, or how many symbols are right. */
function answers(run, lane, k) {
  if (run.sum) return { sum: lane.sum(k), target: run.targetSum(lane.frame(k)) };
  const [right, asked] = run.score(lane, k);
  return { right, asked };
}

function sequence(run, k) {
  const steps = Array.from({ length: run.T }, (_, t) => t);
  if (!run.sum) return say.read(spelled(run, steps.map((t) => run.input(k, t))), spelled(run, steps.map((t) => run.target(k, t))));
  const [a, b] = steps.filter((t) => run.marked(k, t)).map((t) => run.number(k, t));
  return say.adds(a, b, run.targetSum(k));
}

/** A sequence as one line of text; "·" where nothing is asked. */
const spelled = (run, ids) => ids.map((id) => (id < 0 ? "·" : glyph(run.symbol(id)))).join("");

export function describeUnit(run, position, selected) {
  if (!selected) return "";
  const lane = run.lanes[selected.lane];
  const k = run.frame(position);
  const shown = run.epochs[lane.frame(k)];
  return say.unit(lane, selected, lane.states(k, selected.t)[selected.unit], shown === position ? null : shown);
}
