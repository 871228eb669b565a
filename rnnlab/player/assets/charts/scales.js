// Round numbers for axes and colour ranges.

export const NICE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The smallest of a few round numbers that is not below the largest magnitude. */
export function niceRange(largest) {
  if (!(largest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const nice = NICE.find((n) => n * power >= largest * (1 - 1e-9)) ?? 10;
  return Number((nice * power).toPrecision(2));
}

/** The largest magnitude in some arrays; what is no number is passed over. */
export const largest = (arrays) => {
  let most = 0;
  for (const { data } of arrays) for (let i = 0; i < data.length; i++) if (Math.abs(data[i]) > most && data[i] - data[i] === 0) most = Math.abs(data[i]);
  return most;
};
