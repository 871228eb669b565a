// Saving a file, and copying a text.

import { element } from "../lib/dom.js";

const KEPT_MS = 60_000; // a slow disk may still be reading

/** Save parts (texts or bytes) as one file. */
export function save(name, type, parts) {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** Copy a text; without a clipboard, select it in the element that shows it. @returns {Promise<boolean>} whether it is copied */
export async function copy(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // plain http on another machine has no clipboard, and a person may forbid it: select it for Control C
    const range = document.createRange();
    range.selectNodeContents(shown);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  }
}
