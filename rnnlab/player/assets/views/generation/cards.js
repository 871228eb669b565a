// `cardOf`: the hover card of a target in the free running view.

import { number } from "../../lib/format.js";
import { say } from "../../messages/en/generation.js";
import { named } from "../../messages/en/glyphs.js";
import { listed } from "./distribution.js";

const LISTED = 8; // symbols in a card

const { cards } = say;
const CARDS = { letter, state, distance, row };

/** The card of a target; now: the present step, from 0. Later steps have no card. */
export function cardOf(runs, target, now) {
  const later = target.t !== undefined && target.t > now;
  return later ? null : CARDS[target.kind]?.(runs, target, now) ?? null;
}

const exact = (name, value) => ({ name, values: [value], text: number(value, 6) });

function letter(runs, { t }) {
  const two = t < runs.F;
  const [free, forced] = [runs.chances(0, t), two ? runs.chances(1, t) : null];
  const both = (of) => cards.pair(named(runs.symbol(of(0, t))), two ? named(runs.symbol(of(1, t))) : null);
  const rows = [
    { name: cards.reads, text: both((run, at) => runs.read(run, at)) },
    { name: cards.says, text: both((run, at) => runs.said(run, at)) },
    ...listed(runs, t, LISTED).map((v) => {
      const text = cards.pair(number(free[v], 4), forced && number(forced[v], 4));
      return { name: named(runs.symbol(v)), text };
    }),
  ];
  if (runs.V > LISTED) rows.push({ name: cards.others(runs.V - LISTED) });
  return { title: cards.step(t), note: two ? cards.freeForced : cards.free, rows };
}

function state(runs, { layer, unit, t }) {
  const free = runs.h(0, layer, t)[unit];
  const rows = [exact(cards.free, free)];
  if (t < runs.F) {
    const forced = runs.h(1, layer, t)[unit];
    rows.push(exact(cards.forced, forced), { name: cards.difference, text: number(free - forced, 6) });
  }
  return { title: cards.state(layer), note: cards.at(unit, t), rows };
}

function distance(runs, { t }) {
  const rows = Array.from({ length: runs.L }, (_, l) => ({ name: cards.layer(l), text: number(runs.distance(l, t), 6) }));
  return { title: cards.distance, note: cards.step(t), rows };
}

function row(runs, { v }, now) {
  const rows = [{ name: cards.free, text: number(runs.chances(0, now)[v], 6) }];
  if (now < runs.F) rows.push({ name: cards.forced, text: number(runs.chances(1, now)[v], 6) });
  return { title: named(runs.symbol(v)), note: cards.step(now), rows };
}
