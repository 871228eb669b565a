// Where each player on this page is, by its key: outlives a remount, and lets the console follow its player.

const places = new Map();
const listeners = new Map();

/** What is remembered of a player: {position, selected, speed}; empty when it is new. */
export const placeOf = (key) => places.get(key) ?? {};

/** Remember a place and tell whoever follows this player. */
export function announce(key, place) {
  places.set(key, { ...placeOf(key), ...place });
  for (const listener of listeners.get(key) ?? []) listener(placeOf(key));
}

/** Call listener now and at each change. @returns a function that stops it */
export function follow(key, listener) {
  if (!listeners.has(key)) listeners.set(key, new Set());
  listeners.get(key).add(listener);
  listener(placeOf(key));
  return () => listeners.get(key).delete(listener);
}
