// Symbols of a person's text, as pictures show them and sentences name them.

export const INVISIBLE = {
  " ": ["␣", "space"], "\n": ["↵", "new line"], "\r": ["↵", "new line"], "\r\n": ["↵", "new line"],
  "\t": ["⇥", "tab"], "\u00a0": ["⍽", "no-break space"],
};

export const UNSEEN = /^[\p{C}\p{Z}]+$/u;

export const LONE_MARK = /^\p{M}/u;

/** A symbol as a picture shows it: what would be invisible gets a sign. */
export function glyph(symbol) {
  if (INVISIBLE[symbol]) return INVISIBLE[symbol][0];
  if (UNSEEN.test(symbol)) return codePoint(symbol);
  return LONE_MARK.test(symbol) ? `◌${symbol}` : symbol;
}

/** A symbol as a sentence names it. */
export const named = (symbol) => (INVISIBLE[symbol] ? `${glyph(symbol)} (${INVISIBLE[symbol][1]})` : glyph(symbol));

export const codePoint = (symbol) => `U+${symbol.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
