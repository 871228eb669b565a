// `save` and `copy`: download a file, copy a text.

import { element } from "../lib/dom.js";

const KEPT_MS = 60_000; // ms that the bytes are kept for a slow download

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
  } catch { // no clipboard over http from another machine, or without permission: select the text for Control C
    const range = document.createRange();
    range.selectNodeContents(shown);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  }
}
