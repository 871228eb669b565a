// The adapter between the player and an HTML file that stands alone: there is no Python, and the recording is in the page.

import { element } from "../lib/dom.js";
import { readRecording } from "../lib/recording.js";
import { words } from "../messages/en/common.js";
import { createPlayer } from "../player/player.js";
import { VIEWS } from "../views/index.js";

/**
 * Show a recording, or a sentence that says why it cannot be shown.
 * @param {Element} root
 * @param {string} text the bytes of the recording's file as base64
 */
export async function show(root, text) {
  const { signal } = new AbortController(); // the player stays as long as the page does
  try {
    await createPlayer(root, { key: "file", views: VIEWS, signal }).update(readRecording(bytesOf(text)));
  } catch (error) {
    console.error(error);
    root.replaceChildren(element("p", { role: "alert" }, words.unreadable(error.message)));
  }
}

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text); // of older browsers; a loop is several times faster than Uint8Array.from
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
