// What the card of a target says in the race view.

import { number } from "../../lib/format.js";
import { listedAs, named } from "../../messages/en/glyphs.js";
import { say } from "../../messages/en/race.js";

const words = say.cards;
const CARDS = { step, tile, sum, state, loss, share, lane };

/** The card of a target in frame k, at an epoch; null for a target without one. */
export function cardOf(run, target, k, epoch) {
  return CARDS[target.kind]?.(run, target, k, epoch) ?? null;
}

const exact = (name, value) => ({ name, text: number(value, 6) });
const reading = (run, k, t) => ({ name: words.reads, text: named(run.symbol(run.input(k, t))) });

function step(run, { t }, k) {
  const title = words.step(t);
  if (run.sum) return { title, rows: [exact(words.number, run.number(k, t)), { name: words.marked, text: run.marked(k, t) ? words.yes : words.no }] };
  const target = run.asked(k, t) ? named(run.symbol(run.target(k, t))) : words.silent;
  return { title, rows: [reading(run, k, t), { name: words.target, text: target }] };
}

function tile(run, { lane: index, t }, k) {
  const lane = run.lanes[index];
  const at = lane.frame(k);
  if (!run.asked(at, t)) return { title: words.step(t), note: words.silent, rows: [reading(run, at, t)] };
  const [top, chances] = [lane.likeliest(k, t), lane.chances(k, t)];
  const target = run.target(at, t);
  const row = (id, p) => ({ name: listedAs(run.symbol(id), id === target), text: words.chance(p) });
  const rows = Array.from(top, (id, i) => row(id, chances[i]));
  if (!top.includes(target)) rows.push(row(target, lane.pRight(k, t)));
  return { title: words.right(lane, top[0] === target), note: words.answerAt(t, run.symbol(target)), rows };
}

function sum(run, { lane: index }, k) {
  const lane = run.lanes[index];
  const [answer, target] = [lane.sum(k), run.targetSum(lane.frame(k))];
  return { title: words.sum(lane), rows: [exact(words.target, target), exact(words.answers, answer), exact(words.error, (answer - target) ** 2)] };
}

function state(run, { lane: index, unit, t }, k) {
  const lane = run.lanes[index];
  const value = lane.states(k, t)[unit];
  return { title: words.state(lane), note: words.unit(unit, t, run.layer), rows: [{ name: words.h, values: [value], text: number(value, 6) }] };
}

function loss(run, { epoch }) {
  const rows = run.lanes.map((lane) => ({ name: lane.name, text: epoch <= lane.done ? number(lane.losses[epoch - 1], 6) : say.stopped(lane.done) }));
  rows.push(...run.lanes.flatMap((lane) => heldOut(lane, epoch)), exact(words.baseline, run.baseline));
  for (const lane of run.lanes) if (lane.clipped.includes(epoch)) rows.push({ name: lane.name, text: words.clippedHere });
  return { title: words.epoch(epoch), rows };
}

/** The row of a lane's newest held-out loss, in a list that is empty where there is none. */
function heldOut(lane, epoch) {
  const i = lane.heldAt(epoch);
  return i < 0 ? [] : [exact(words.held(lane.name, lane.held.epochs[i]), lane.held.losses[i])];
}

function share(run, { lane: index }, _k, epoch) {
  const lane = run.lanes[index];
  const part = run.share(lane, epoch);
  return { title: words.share(lane), rows: [{ name: words.epoch(epoch), text: part === undefined ? say.stopped(lane.done) : words.percent(part) }] };
}

function lane(run, { lane: index }, _k, epoch) {
  const one = run.lanes[index];
  const rows = [
    { name: words.units, text: String(one.H) },
    { name: words.parameters, text: String(one.parameters) },
    { name: words.epochs, text: String(one.done) },
  ];
  if (epoch <= one.done) rows.push(exact(words.loss, one.losses[epoch - 1]));
  return { title: words.lane(one), rows: [...rows, ...heldOut(one, epoch)], how: one.failure || undefined };
}
