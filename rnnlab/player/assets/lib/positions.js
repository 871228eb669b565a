// What each player on this page shows, by its key: outlives a remount, and lets the console follow its player.

const positions = new Map();
const listeners = new Map();

/** What is remembered of a player: {position, last, selected, speed}, and how far its panels are scrolled; empty when it is new. */
export const positionOf = (key) => positions.get(key) ?? {};

/** Remember some of it, and tell whoever follows this player. */
export function setPosition(key, changes) {
  positions.set(key, { ...positionOf(key), ...changes });
  for (const listener of listeners.get(key) ?? []) listener(positionOf(key));
}

/** Call listener now and at each change, until the signal is aborted. */
export function follow(key, listener, signal) {
  if (!listeners.has(key)) listeners.set(key, new Set());
  listeners.get(key).add(listener);
  signal.addEventListener("abort", () => listeners.get(key).delete(listener), { once: true });
  listener(positionOf(key));
}
