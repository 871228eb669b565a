// `cardOf`: the hover card of a target in the training view.

import { number } from "../../lib/format.js";
import { glyph, listedAs, named } from "../../messages/en/glyphs.js";
import { say } from "../../messages/en/training.js";

const LISTED = 8; // symbols in a card
const SHOWN = 40; // symbols of an answer in a card

const { cards } = say;

/** The card of a target in frame k (see `Run`), at an epoch; null for a target without one. */
export function cardOf(run, target, k, epoch) {
  return CARDS[target.kind]?.(run, target, k, epoch) ?? null;
}

const CARDS = { tile: letter, bars: letter, input, state, weight, embedding, loss };
const exact = (name, value, range = 1) => ({ name, values: [value], range, text: number(value, 6) });

function letter(run, { t }, k, epoch) {
  const chances = run.chances(k, t);
  const right = run.target[t];
  const order = Array.from(chances.keys()).sort((a, b) => chances[b] - chances[a]);
  const listed = order.slice(0, LISTED);
  if (!listed.includes(right)) listed[LISTED - 1] = right;
  const rows = listed.map((v) => ({ name: listedAs(run.symbol(v), v === right), text: say.chance(chances[v]) }));
  if (order.length > LISTED) {
    const rest = 1 - listed.reduce((sum, v) => sum + chances[v], 0);
    rows.push({ name: cards.others(order.length - LISTED), text: say.chance(Math.max(0, rest)) });
  }
  rows.unshift({ name: cards.predicted, text: named(run.symbol(run.answer(epoch)[t])) });
  return { title: cards.letter(t), note: cards.should(run.symbol(right)), rows };
}

function input(run, { t }, k) {
  const id = run.source[t];
  const from = run.frameArray("emb.weight", k).subarray(id * run.E, (id + 1) * run.E);
  return { title: cards.letter(t), note: named(run.symbol(id)), rows: [{ name: cards.row(id), values: from, range: run.ranges.embedding }] };
}

function state(run, { layer, unit, t }, k) {
  const c = run.c(k, layer, t);
  const rows = [exact(cards.h, run.h(k, layer, t)[unit]), ...(c ? [exact(cards.c, c[unit])] : [])];
  return { title: cards.state(layer), note: cards.unit(unit, t), rows };
}

function weight(run, { layer, row, column }, k) {
  const value = run.frameArray(`rnn.weight_hh_l${layer}`, k)[row * run.H + column];
  const gate = run.gates[Math.floor(row / run.H)];
  return { title: cards.weight(layer, row, column), note: cards.to(gate, row % run.H, column), rows: [exact(cards.value, value, run.ranges.hidden)] };
}

function embedding(run, { row, column }, k) {
  const value = run.frameArray("emb.weight", k)[row * run.E + column];
  return { title: cards.embedding(row, column), note: cards.dimension(run.symbol(row), column), rows: [exact(cards.value, value, run.ranges.embedding)] };
}

function loss(run, { epoch }) {
  const answer = Array.from(run.answer(epoch).subarray(0, SHOWN), (id) => glyph(run.symbol(id))).join("");
  return {
    title: cards.epoch(epoch), note: say.right(run.countRight(epoch), run.T),
    rows: [{ name: cards.loss, text: cards.lossValue(run.loss(epoch), run.ownCurve.exact(epoch)) }, { name: cards.answers, text: cards.answer(answer, run.T > SHOWN) }],
  };
}
