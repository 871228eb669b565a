// Round numbers for axes and colour ranges.

const NICE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const STEPS = [1, 2, 5, 10];

/** The smallest round number that is not below the largest magnitude; 1 for 0 and NaN. */
export function niceRange(largest) {
  if (!(largest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const nice = NICE.find((n) => n * power >= largest * (1 - 1e-9)) ?? 10;
  return Number((nice * power).toPrecision(2));
}

/** The smallest of `among` times a power of ten that is not below a positive value. among: ascending, from 1 to 10 */
export function roundUp(value, among) {
  const power = 10 ** Math.floor(Math.log10(value));
  return (among.find((n) => n * power >= value) ?? 10) * power;
}

/** Round numbers from 0 up to top, about `lines` of them. */
export function ticks(top, lines) {
  const step = roundUp(top / lines, STEPS);
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
}

/** Powers of ten from bottom up to top, evenly thinned to about `lines`. bottom: a power of ten */
export function logTicks(bottom, top, lines) {
  const all = [];
  for (let e = Math.round(Math.log10(bottom)); 10 ** e <= top; e++) all.push(10 ** e);
  const every = Math.ceil(all.length / (lines + 1));
  return all.filter((_, i) => (all.length - 1 - i) % every === 0);
}

/** The largest magnitude in some arrays of a recording; infinities and NaN do not count. */
export function largest(arrays) {
  let most = 0;
  for (const { data } of arrays) {
    for (let i = 0; i < data.length; i++) {
      const size = Math.abs(data[i]);
      if (size > most && size < Infinity) most = size;
    }
  }
  return most;
}
