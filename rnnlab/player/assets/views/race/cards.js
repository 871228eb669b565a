// `cardOf`: the hover card of a target in the race view.

import { number } from "../../lib/format.js";
import { listedAs, named } from "../../messages/en/glyphs.js";
import { say } from "../../messages/en/race.js";

const { cards } = say;
const CARDS = { step, tile, sum, state, loss, share, lane };
const FRAMED = ["step", "tile", "sum", "state"]; // kinds whose card shows a frame, which may be of another epoch

/** The card of a target in frame k (see `Lane`), at an epoch; null for a target without one. */
export function cardOf(run, target, k, epoch) {
  const card = CARDS[target.kind]?.(run, target, k, epoch) ?? null;
  const shown = run.epochs[target.lane === undefined ? k : run.lanes[target.lane].frame(k)];
  if (FRAMED.includes(target.kind) && shown !== epoch) card.rows.push({ name: cards.shown, text: cards.epoch(shown) });
  return card;
}

const exact = (name, value) => ({ name, text: number(value, 6) });
const reading = (run, k, t) => ({ name: cards.reads, text: named(run.symbol(run.input(k, t))) });

function step(run, { t }, k) {
  const title = cards.step(t);
  if (run.sum) return { title, rows: [exact(cards.number, run.number(k, t)), { name: cards.marked, text: run.marked(k, t) ? cards.yes : cards.no }] };
  const target = run.asked(k, t) ? named(run.symbol(run.target(k, t))) : cards.silent;
  return { title, rows: [reading(run, k, t), { name: cards.target, text: target }] };
}

function tile(run, { lane: index, t }, k) {
  const lane = run.lanes[index];
  const at = lane.frame(k);
  if (!run.asked(at, t)) return { title: cards.step(t), note: cards.silent, rows: [reading(run, at, t)] };
  const [top, chances] = [lane.likeliest(k, t), lane.chances(k, t)];
  const target = run.target(at, t);
  const row = (id, p) => ({ name: listedAs(run.symbol(id), id === target), text: cards.chance(p) });
  const rows = Array.from(top, (id, i) => row(id, chances[i]));
  if (!top.includes(target)) rows.push(row(target, lane.pRight(k, t)));
  return { title: cards.right(lane, top[0] === target), note: cards.answerAt(t, run.symbol(target)), rows };
}

function sum(run, { lane: index }, k) {
  const lane = run.lanes[index];
  const [answer, target] = [lane.sum(k), run.targetSum(lane.frame(k))];
  return { title: cards.sum(lane), rows: [exact(cards.target, target), exact(cards.answers, answer), exact(cards.error, (answer - target) ** 2)] };
}

function state(run, { lane: index, unit, t }, k) {
  const lane = run.lanes[index];
  const value = lane.states(k, t)[unit];
  return { title: cards.state(lane), note: cards.unit(unit, t, run.layer), rows: [{ name: cards.h, values: [value], text: number(value, 6) }] };
}

function loss(run, { epoch }) {
  const rows = run.lanes.map((lane) => ({ name: lane.name, text: epoch <= lane.done ? number(lane.losses[epoch - 1], 6) : say.stopped(lane.done) }));
  rows.push(...run.lanes.flatMap((lane) => heldOut(lane, epoch)), exact(cards.baseline, run.baseline));
  for (const lane of run.lanes) if (lane.clipped.includes(epoch)) rows.push({ name: lane.name, text: cards.clippedHere });
  return { title: cards.epoch(epoch), rows };
}

/** The row of a lane's newest held-out loss, as a list: empty if there is none. */
function heldOut(lane, epoch) {
  const held = lane.heldOut(epoch);
  return held ? [exact(cards.held(lane.name, held.after), held.loss)] : [];
}

function share(run, { lane: index }, _k, epoch) {
  const lane = run.lanes[index];
  const after = run.comparedAfter(epoch);
  const part = run.share(lane, after);
  return { title: cards.share(lane), rows: [{ name: cards.heldAfter(after), text: part === undefined ? say.stopped(lane.done) : cards.percent(part) }] };
}

function lane(run, { lane: index }, _k, epoch) {
  const one = run.lanes[index];
  const rows = [
    { name: cards.units, text: String(one.H) },
    { name: cards.parameters, text: String(one.parameters) },
    { name: cards.epochs, text: String(one.done) },
  ];
  if (epoch <= one.done) rows.push(exact(cards.loss, one.losses[epoch - 1]));
  return { title: cards.lane(one), rows: [...rows, ...heldOut(one, epoch)], how: one.failure || undefined };
}
