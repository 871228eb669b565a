// `arrival`: what is read aloud once the cursor has come to rest.

/** Where it is, and what stands there; a scrubber that has the focus has said where it is itself. */
export function arrival({ view, state, transport }) {
  const where = transport.track.matches(":focus") ? "" : view.spoken(state);
  return [where, view.values(state)].filter(Boolean).join(": ");
}
