// Numbers as text, as pictures and sentences show them.

export const MINUS = "\u2212";

/** A number as pictures show it: fixed decimals, a true minus, never "−0.00". */
export function number(value, digits = 2) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : `${MINUS}∞`;
  const large = Math.abs(value) >= 1e6;
  const text = large ? Math.abs(value).toExponential(1) : Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A number short enough for a cell: two decimals below 100, one below 1000, then none; from 1e5 on as a power of ten. */
export function shortNumber(value) {
  const size = Math.abs(value);
  if (size >= 1e5 && Number.isFinite(value)) return (value < 0 ? MINUS : "") + size.toExponential(0).replace("+", "");
  return number(value, size < 100 ? 2 : size < 1000 ? 1 : 0);
}

/** A factor inside a product: negative numbers get brackets. */
export const factor = (value) => (value < 0 && number(value) !== number(0) ? `(${number(value)})` : number(value));

/** A loss to three decimals; one that would print as zero keeps its first digits. */
export const lossText = (value) => (value > 0 && value < 0.0005 ? value.toExponential(1).replace("-", MINUS) : number(value, 3));

export const plural = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;
