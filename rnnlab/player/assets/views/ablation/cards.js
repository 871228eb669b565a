// `cardOf`: the hover card of a target in the ablation view.

import { number } from "../../lib/format.js";
import { say } from "../../messages/en/ablation.js";
import { listedAs, named } from "../../messages/en/glyphs.js";

const LISTED = 8; // symbols in a card

const { cards } = say;
const CARDS = { state, gate, letter, input, rank, cost };

/** The card of a target, null for one without. now: the present step, from 0 */
export function cardOf(pair, target, now) {
  return CARDS[target.kind]?.(pair, target, now) ?? null;
}

const exact = (name, value, range = 1) => ({ name, values: [value], range, text: number(value, 6) });

/** The rows of a number in both runs; after: null where there is one run. held: whether this is the held number */
function compared(pair, held, before, after) {
  if (!pair.two) return [exact("h", before, pair.range)];
  return [
    exact(cards.untouched, before, pair.range),
    exact(held ? cards.heldAt : cards.held, after, pair.range),
    { name: cards.difference, text: say.signed(after - before, 6) },
  ];
}

function state(pair, { layer, unit, t }, now) {
  const h = (run) => pair.h(run, layer, t)[unit];
  const rows = t > now ? [] : compared(pair, pair.isHeld(layer, unit, t), h(0), pair.two ? h(1) : null);
  return { title: cards.state(layer), note: cards.at(unit, t), rows, how: say.asksUnit };
}

function gate(pair, { layer, unit, gate: name, t }, now) {
  const value = (run) => pair.inside(run, { layer, unit }, name, t);
  const known = t <= now && value(0) !== undefined;
  const rows = known ? compared(pair, pair.isHeld(layer, unit, t, name), value(0), pair.two ? value(1) : null) : [];
  if (rows.length && !pair.two) rows[0].name = name;
  return { title: cards.gate(name, layer), note: cards.at(unit, t), rows, how: say.asksGate(name) };
}

function letter(pair, { t }) {
  const [before, after] = [pair.chances(0, t), pair.two ? pair.chances(1, t) : null];
  const most = (v) => Math.max(before[v], after?.[v] ?? 0);
  const order = Array.from(before.keys()).sort((a, b) => most(b) - most(a));
  const right = pair.target[t];
  const listed = order.slice(0, LISTED);
  if (!listed.includes(right)) listed[LISTED - 1] = right;
  const rows = listed.map((v) => {
    const text = cards.pair(number(before[v], 4), after && number(after[v], 4));
    return { name: listedAs(pair.symbol(v), v === right), text };
  });
  if (order.length > LISTED) rows.push({ name: cards.others(order.length - LISTED) });
  const said = [0, 1].slice(0, pair.two ? 2 : 1).map((run) => named(pair.symbol(pair.says(run, t))));
  rows.unshift({ name: cards.says, text: cards.pair(said[0], said[1] ?? null) });
  return { title: cards.letter(t), note: cards.should(pair.symbol(right)), rows };
}

function input(pair, { t }) {
  const id = pair.source[t];
  const from = pair.arrays.get("x").data.subarray(t * pair.E, (t + 1) * pair.E);
  return { title: cards.letter(t), note: cards.readsSymbol(pair.symbol(id)), rows: [{ name: cards.row(id), values: from, range: 3 }] };
}

function rank(pair, { place, layer, unit, change }) {
  const rows = [{ name: cards.delta, text: cards.nats(change) }];
  return { title: say.ranked(layer, unit), note: cards.rank(place, pair.ranking.total), rows, how: say.asksRank };
}

function cost(pair, { t }) {
  const text = cards.pair(number(pair.stepLoss(0, t), 4), pair.two ? number(pair.stepLoss(1, t), 4) : null);
  return { title: cards.letter(t), note: cards.should(pair.symbol(pair.target[t])), rows: [{ name: cards.stepLoss, text }] };
}
