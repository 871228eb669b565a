// `nextLoading`: by its name Python finds what the pages of this tab had before it was loaded again, see rnnlab/ui/shell/reloads.py.

import { randomName } from "../lib/random.js";

const KEY = "rnnlab.tab"; // in the browser's sessionStorage, which a tab keeps when it is loaded again
const MOST = 4; // names that are kept: a loading may have ended before Python heard of it
const BYTES = 16; // so that nobody guesses the name of another person's tab

/**
 * Give this loading of the page a new name.
 * @returns {{tab: string, before: string}} the name, and those of the loadings before in this tab, the last one first, parted by spaces
 */
export function nextLoading() {
  const tab = randomName(BYTES);
  try {
    const before = sessionStorage.getItem(KEY) ?? "";
    sessionStorage.setItem(KEY, [tab, ...before.split(" ")].slice(0, MOST).join(" ").trim());
    return { tab, before };
  } catch { // a browser may be told to keep nothing
    return { tab, before: "" };
  }
}
