// Symbols of a person's text: the sign that a picture shows for each, and the name that a sentence gives it.

import { messages } from "../language.js";

const SIGNS = { " ": "␣", "\n": "↵", "\r": "↵", "\r\n": "↵", "\t": "⇥", "\u00a0": "⍽" };
const NAMES = messages("glyphs", { " ": "space", "\n": "new line", "\r": "new line", "\r\n": "new line", "\t": "tab", "\u00a0": "no-break space" });
const INVISIBLE = /^[\p{C}\p{Z}]+$/u;
const LONE_MARK = /^\p{M}/u; // an accent without a letter

/** A symbol as a picture shows it: one that would be invisible has a sign or its code point. */
export function glyph(symbol) {
  if (SIGNS[symbol]) return SIGNS[symbol];
  if (INVISIBLE.test(symbol)) return codePoint(symbol);
  return LONE_MARK.test(symbol) ? `◌${symbol}` : symbol;
}

/** A symbol as a sentence names it. */
export const named = (symbol) => (SIGNS[symbol] ? `${glyph(symbol)} (${NAMES[symbol]})` : glyph(symbol));

/** A symbol in a list of answers; the right one has a ▸ before it. */
export const listedAs = (symbol, right) => (right ? "▸ " : "") + named(symbol);

const codePoint = (symbol) => `U+${symbol.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
