// The texts of the inspect view: head, hover cards, and the text equivalent of a step.

import { MINUS, number, shortNumber } from "../../lib/format.js";
import { say } from "../../messages/en/inspect.js";

const READ = 8; // units that the text equivalent names

const power = (value, digits) => value.toExponential(digits).replaceAll("-", MINUS);

/** A value as text: gradients are often small. */
export const shown = (value) => (value !== 0 && Math.abs(value) < 0.001 ? power(value, 3) : number(value, 6));

/** How values of this range are written into cells. */
export const inCell = (range) => (range < 0.1 ? (value) => (Number.isFinite(value) ? power(value, 0) : number(value)) : shortNumber);

/** The line above the stage, see player/head.js. */
export function headOf(data) {
  const end = data.range < 0.01 || data.range >= 1e5 ? power(data.range, 1) : String(data.range);
  return {
    title: say.title(data.view),
    notes: [say.size(data.H, data.T), ...(data.view.not_finite ? [data.view.not_finite] : [])],
    legend: { low: `${MINUS}${end}`, high: `+${end}` },
  };
}

/** The hover card of a target; null for none. */
export function cardOf(data, target) {
  if (target.kind === "frame") return null;
  const title = say.step((target.t + 1).toLocaleString("en-US"));
  const token = data.token(target.t);
  const rows = token ? [{ name: say.cards.token, text: token }] : [];
  if (target.kind === "reach") return { title, note: say.cards.norm, rows: [...rows, ...reachRows(data, target.t)] };
  if (target.kind === "step") return rows.length ? { title, rows } : null;
  const { value, first, last } = data.value(target.t, target.unit);
  const name = say.named(data.view.quantity);
  rows.push({ name, values: [value], range: data.range, text: shown(value) });
  if (last > first) rows.push({ name: say.largestOf(first + 1, last + 1) });
  const tau = data.timeConstant(target.unit);
  if (tau !== undefined) rows.push({ name: say.cards.tau, text: say.cards.steps(tau) });
  return { title: say.cards.unit(data.name(target.unit)), note: title, rows };
}

function reachRows(data, t) {
  const names = ["h", "c"].filter((name) => data.reach(name));
  return names.map((name) => ({ name: say.reach(name), text: shown(data.reach(name)[Math.floor(t / data.overview.per)]) }));
}

export const spokenOf = (data, position) => say.spoken(position, data.T, data.token(position - 1));

/** A unit's value at a step, as text. */
export function describeUnit(data, unit, position) {
  const { value, first, last } = data.value(position - 1, unit);
  const text = say.unit(data.name(unit), position, shown(value), say.named(data.view.quantity));
  return last > first ? `${text}, ${say.largestOf(first + 1, last + 1)}` : text;
}

/** Everything at a position, as text. */
export function describeOf(data, zoom, rows, position) {
  const top = Math.floor(zoom.top);
  const pairs = rows.slice(top, top + READ).map((unit) => `${data.name(unit)} ${shown(data.value(position - 1, unit).value)}`).join(", ");
  return say.describe({
    title: say.title(data.view), size: say.size(data.H, data.T), notFinite: data.view.not_finite, spoken: spokenOf(data, position),
    window: say.shownUnits(Math.floor(zoom.from) + 1, Math.ceil(zoom.from + zoom.span)), values: say.valuesAt(pairs),
  });
}
