// Edit places: the numbers that can be set by hand, identified by torch's names and indices. Pure functions.

const NAMES = { W_ih: "weight_ih", W_hh: "weight_hh", b_ih: "bias_ih", b_hh: "bias_hh" };
const GATE = { i: 0, f: 1, g: 2, o: 3, r: 0, z: 1, m: 2, n: 2 }; // rows of torch's weights, by the line of a sum; m and n share one

export const LIMIT = 1e6; // as in rnnlab/config/edits.py

/**
 * @typedef {object} EditPlace
 * @property {string} name of the tensor, as torch has it
 * @property {number[]} index in the tensor
 * @property {number} value now
 * @property {string} [meaning] what the number is, in words
 * @property {{x: number, y: number, w: number, h: number}} [box] in stage px
 * @property {function(): DOMRect} [anchor] its present box in the window
 * @property {function(): Element} [focusAfter] what gets the focus after an edit; the stage, if missing
 */

/** A text that identifies a place. */
export const keyOf = ({ name, index }) => `${name}.${index.join(".")}`;

/** A place as torch writes it: x[0, 0, 2]. */
export const nameOf = ({ name, index }) => `${name}[${index.join(", ")}]`;

/** Keys of all values that a recording's header lists as set by hand. */
export const editedIn = (header) => new Set((header.edits ?? []).map(([name, index]) => keyOf({ name, index })));

/**
 * Give every weight and bias in a unit's sums its edit place, `term.place`, and whether it was edited, `term.edited`.
 * o: {suffix of the weights' names, unit, size: units per gate, edited: keys, starts: {kind: place} for terms that hold a start}
 */
export function placeTerms(lines, { suffix = "", unit, size = 0, edited, starts = {} }) {
  for (const line of lines) {
    const row = (GATE[line.name] ?? 0) * size + unit;
    const count = {};
    for (const term of line.terms) {
      const name = NAMES[term.kind];
      if (name) count[name] = (count[name] ?? -1) + 1;
      term.place = name ? { name: name + suffix, index: term.v === null ? [row] : [row, count[name]], value: term.w } : starts[term.kind];
      term.edited = Boolean(term.place) && edited.has(keyOf(term.place));
    }
  }
  return lines;
}

/** A typed text as a number; null if it is empty, undefined if it is no number within ±LIMIT. */
export function parse(text) {
  const plain = text.trim().replace("\u2212", "-").replace(/^([+-]?\d*),(\d+)$/, "$1.$2");
  if (!plain) return null;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(plain) ? Number(plain) : NaN;
  return Math.abs(value) <= LIMIT ? value : undefined;
}

/** The fewest digits that give the same float32 back. */
export function shortest(value) {
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}
