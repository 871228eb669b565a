// The one thin adapter between Streamlit and the player; nothing else here knows Streamlit.

import { createBelow } from "./below.js";
import { createPlayer } from "./frame.js";
import { arrived, isLeaving } from "./leaving.js";
import { createMenu } from "./menu.js";
import { readRecording } from "./recording.js";
// Named here only so that they are fetched in one round, not in the three or four in which they import one another.
import "./arithmetic.js";
import "./card.js";
import "./clock.js";
import "./draw.js";
import "./edit.js";
import "./equation.js";
import "./field.js";
import "./hand.js";
import "./head.js";
import "./keys.js";
import "./places.js";
import "./pointer.js";
import "./strip.js";
import "./terms.js";
import "./theme.js";
import "./transport.js";
import "./words.js";
import "./views/weather.js"; // the first page's view
import "./views/weather.cards.js";
import "./views/weather.words.js";

const players = new WeakMap(); // by the element that Streamlit gives, which stays as long as the component does
const leaving = new WeakMap(); // timers of those that were told to go
const GRACE_MS = 500;
const MAKE = { panels: createBelow, menu: createMenu }; // all else is a player

export default function mount(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".mount");
  const recording = readRecording(data);
  const { name, key } = recording.header.view;
  clearTimeout(leaving.get(root));
  arrived();
  let player = players.get(root);
  if (!player) {
    player = (MAKE[name] ?? createPlayer)(root, { key });
    player.born = performance.now();
    players.set(root, player);
  }
  player.emit = (event) => {
    if (isLeaving(player.born)) return;
    player.emitted = performance.now();
    setTriggerValue("event", event);
  };
  player.update(recording);
  return () => leave(root, player);
}

/** A busy page may clean up and mount again on the same element: only who has left the page is gone. */
function leave(root, player) {
  clearTimeout(leaving.get(root));
  leaving.set(root, setTimeout(() => {
    if (root.isConnected) return leave(root, player);
    players.delete(root);
    return player.destroy();
  }, GRACE_MS));
}
