// `showAlone`: a player where no Python answers, in an HTML file or in a notebook's cell.

import { element } from "../lib/dom.js";
import { readRecording } from "../lib/recording.js";
import { words } from "../messages/en/common.js";
import { createPlayer } from "../player/player.js";
import { VIEWS } from "../views/index.js";

/**
 * Show a recording, or a sentence that says why it cannot be shown.
 * @param {Element} root
 * @param {object} options {key: of the player, one of its own for each on a page; read(): the bytes of the recording's file;
 *   signal: aborted when the player leaves the page}
 * @returns {Promise<object|null>} the player, null where it cannot be shown
 */
export async function showAlone(root, { key, read, signal }) {
  try {
    const player = createPlayer(root, { key, views: VIEWS, signal });
    await player.update(readRecording(read()));
    return player;
  } catch (error) {
    console.error(error);
    root.replaceChildren(element("p", { role: "alert" }, words.unreadable(error.message)));
    return null;
  }
}
