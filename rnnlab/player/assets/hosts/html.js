// The adapter between the player and an HTML file that stands alone: there is no Python, and the recording is in the page.

import { showAlone } from "./alone.js";

/**
 * Show a recording, or a sentence that says why it cannot be shown.
 * @param {Element} root
 * @param {string} text the bytes of the recording's file as base64
 */
export async function show(root, text) {
  const { signal } = new AbortController(); // the player stays as long as the page does
  await showAlone(root, { key: "file", read: () => bytesOf(text), signal });
}

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text); // of older browsers; a loop is several times faster than Uint8Array.from
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
