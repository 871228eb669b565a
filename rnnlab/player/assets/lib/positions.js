// The cursor, selection, speed and scroll offsets of each player on this page, by its key. They outlive a remount of the player,
// and the tab Console follows its player through them.

const positions = new Map();
const listeners = new Map();

/** What is stored of a player: {position, last, selected, speed}, and the scroll offsets of its panels; empty for a new player. */
export const positionOf = (key) => positions.get(key) ?? {};

/** Store these properties, and call the listeners of this player. */
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
