// `listen`: what a player follows in the page around it: its sizes, the pointer, keys, and the reader's theme and motion.

import { observeSize } from "../lib/lifetime.js";
import { bindKeys } from "./keys.js";
import { Pointer } from "./pointer.js";

/** Until the player's signal is aborted. */
export function listen(player) {
  const { stage, transport: { track }, signal } = player;
  // Widths are kept here: reading one after the page has changed forces a layout of all of it.
  player.stageWidth = stage.clientWidth;
  player.transport.width = track.clientWidth;
  observeSize([stage, track], (entries) => {
    for (const { target, contentRect } of entries) {
      if (target === stage) player.stageWidth = Math.floor(contentRect.width);
      else player.transport.width = Math.floor(contentRect.width);
    }
    player.layout();
  }, signal);
  player.pointer = new Pointer(player);
  bindKeys(player.node, player);
  for (const query of [matchMedia("(prefers-color-scheme: dark)"), player.reducedMotion]) query.addEventListener("change", () => player.setTheme(), { signal });
  signal.addEventListener("abort", () => cancelAnimationFrame(player.frameRequest), { once: true });
}
