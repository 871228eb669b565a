// What the card of a target says in the free running view.

import { number } from "../../lib/format.js";
import { say } from "../../messages/en/generation.js";
import { named } from "../../messages/en/glyphs.js";
import { listed } from "./distribution.js";

const LISTED = 8; // symbols in a card

const words = say.cards;
const CARDS = { letter, state, distance, row };

/** The card of a target; now: the present step, from 0. What has not been written yet has none. */
export function cardOf(runs, target, now) {
  const later = target.t !== undefined && target.t > now;
  return later ? null : CARDS[target.kind]?.(runs, target, now) ?? null;
}

const exact = (name, value) => ({ name, values: [value], text: number(value, 6) });

function letter(runs, { t }) {
  const two = t < runs.F;
  const [free, forced] = [runs.chances(0, t), two ? runs.chances(1, t) : null];
  const both = (of) => words.pair(named(runs.symbol(of(0, t))), two ? named(runs.symbol(of(1, t))) : null);
  const rows = [
    { name: words.reads, text: both((run, at) => runs.read(run, at)) },
    { name: words.says, text: both((run, at) => runs.said(run, at)) },
    ...listed(runs, t, LISTED).map((v) => {
      const text = words.pair(number(free[v], 4), forced && number(forced[v], 4));
      return { name: named(runs.symbol(v)), text };
    }),
  ];
  if (runs.V > LISTED) rows.push({ name: words.others(runs.V - LISTED) });
  return { title: words.step(t), note: two ? words.freeForced : words.free, rows };
}

function state(runs, { layer, unit, t }) {
  const free = runs.h(0, layer, t)[unit];
  const rows = [exact(words.free, free)];
  if (t < runs.F) {
    const forced = runs.h(1, layer, t)[unit];
    rows.push(exact(words.forced, forced), { name: words.difference, text: number(free - forced, 6) });
  }
  return { title: words.state(layer), note: words.at(unit, t), rows };
}

function distance(runs, { t }) {
  const rows = Array.from({ length: runs.L }, (_, l) => ({ name: words.layer(l), text: number(runs.distance(l, t), 6) }));
  return { title: words.distance, note: words.step(t), rows };
}

function row(runs, { v }, now) {
  const rows = [{ name: words.free, text: number(runs.chances(0, now)[v], 6) }];
  if (now < runs.F) rows.push({ name: words.forced, text: number(runs.chances(1, now)[v], 6) });
  return { title: named(runs.symbol(v)), note: words.step(now), rows };
}
