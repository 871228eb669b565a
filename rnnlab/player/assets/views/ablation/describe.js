// The texts of the ablation view: the line above the stage, and the text equivalents of the runs and of a step.

import { say } from "../../messages/en/ablation.js";

const LISTED = 8; // changed letters that the text equivalent names

/** The line above the stage, see player/head.js, without `press`. */
export function headOf(pair) {
  const digits = pair.range === 1 ? 0 : 2;
  const toggles = [{ id: "hold", text: say.hold, on: pair.two, title: say.holdTitle }];
  if (pair.two && pair.T > 1) toggles.push({ id: "every", text: say.every, on: pair.onlyStep === null, title: say.everyTitle });
  const legend = { low: `\u2212${pair.range.toFixed(digits)}`, high: `+${pair.range.toFixed(digits)}` };
  return { title: say.title(pair.held, pair.onlyStep), notes: [say.lossNote(...pair.losses), rightOf(pair)], toggles, legend };
}

/** How many letters are right, with the hold if there is one. */
function rightOf(pair) {
  return say.right(pair.countRight(pair.two ? 1 : 0), pair.T, pair.two ? pair.countRight(0) : undefined);
}

export function spokenOf(pair, position) {
  const t = position - 1;
  return say.spoken(position, pair.T, pair.symbol(pair.source[t]), pair.symbol(pair.says(0, t)), pair.two ? pair.symbol(pair.says(1, t)) : null);
}

/** Both runs as text: what is held, both losses, and which letters change. */
export function describeOf(pair) {
  const list = pair.changed.slice(0, LISTED).map((t) => ({ t, before: pair.symbol(pair.says(0, t)), after: pair.symbol(pair.says(1, t)) }));
  return say.describe({
    title: say.title(pair.held, pair.onlyStep), note: say.lossNote(...pair.losses), right: rightOf(pair),
    source: pair.text(pair.source), target: pair.text(pair.target), before: pair.text(pair.answer(0)),
    after: pair.two ? pair.text(pair.answer(1)) : null, changes: say.changes(list, pair.changed.length - list.length),
  });
}

export function describeUnit(pair, position, selected) {
  if (!selected) return "";
  const h = (run) => pair.h(run, selected.layer, position - 1)[selected.unit];
  return say.unit(selected, position, h(0), pair.two ? h(1) : null);
}
