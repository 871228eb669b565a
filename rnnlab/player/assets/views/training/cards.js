// What the card of a target says in the training view.

import { number } from "../../lib/format.js";
import { glyph, listedAs, named } from "../../messages/en/glyphs.js";
import { say } from "../../messages/en/training.js";

const LISTED = 8; // symbols in a card
const SHOWN = 40; // symbols of an answer in a card

const words = say.cards;

/** The card of a target in frame k, at an epoch; null for a target without one. */
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
    rows.push({ name: words.others(order.length - LISTED), text: say.chance(Math.max(0, rest)) });
  }
  rows.unshift({ name: words.predicted, text: named(run.symbol(run.answer(epoch)[t])) });
  return { title: words.letter(t), note: words.should(run.symbol(right)), rows };
}

function input(run, { t }, k) {
  const id = run.source[t];
  const from = run.frameArray("emb.weight", k).subarray(id * run.E, (id + 1) * run.E);
  return { title: words.letter(t), note: named(run.symbol(id)), rows: [{ name: words.row(id), values: from, range: run.ranges.embedding }] };
}

function state(run, { layer, unit, t }, k) {
  const c = run.c(k, layer, t);
  const rows = [exact(words.h, run.h(k, layer, t)[unit]), ...(c ? [exact(words.c, c[unit])] : [])];
  return { title: words.state(layer), note: words.unit(unit, t), rows };
}

function weight(run, { layer, row, column }, k) {
  const value = run.frameArray(`rnn.weight_hh_l${layer}`, k)[row * run.H + column];
  const gate = run.gates[Math.floor(row / run.H)];
  return { title: words.weight(layer, row, column), note: words.to(gate, row % run.H, column), rows: [exact(words.value, value, run.ranges.hidden)] };
}

function embedding(run, { row, column }, k) {
  const value = run.frameArray("emb.weight", k)[row * run.E + column];
  return { title: words.embedding(row, column), note: words.dimension(run.symbol(row), column), rows: [exact(words.value, value, run.ranges.embedding)] };
}

function loss(run, { epoch }) {
  const answer = Array.from(run.answer(epoch).subarray(0, SHOWN), (id) => glyph(run.symbol(id))).join("");
  return {
    title: words.epoch(epoch), note: say.right(run.countRight(epoch), run.T),
    rows: [{ name: words.loss, text: words.lossValue(run.loss(epoch), run.ownCurve.exact(epoch)) }, { name: words.answers, text: words.answer(answer, run.T > SHOWN) }],
  };
}
