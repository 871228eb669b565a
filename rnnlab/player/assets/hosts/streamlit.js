// The one thin adapter between Streamlit and the player; nothing else here knows Streamlit.

import { readRecording } from "../lib/recording.js";
import { createBelow } from "../panels/loader.js";
import { createPlayer } from "../player/player.js";
import { createMenu } from "./menu.js";
import { VIEWS } from "../views/index.js";
import { arrived, isLeaving } from "./navigation.js";
// Named here only so that they are fetched in one round, not in the three or four in which they import one another: all
// that the player and the first page's view need.
import "../arithmetic/equation.js";
import "../arithmetic/explain.js";
import "../arithmetic/strip.js";
import "../arithmetic/terms.js";
import "../canvas/draw.js";
import "../canvas/theme.js";
import "../editing/edit_places.js";
import "../editing/editing.js";
import "../editing/field.js";
import "../lib/dom.js";
import "../lib/format.js";
import "../lib/positions.js";
import "../messages/en/common.js";
import "../messages/en/weather.js";
import "../messages/language.js";
import "../player/card.js";
import "../player/clock.js";
import "../player/head.js";
import "../player/keys.js";
import "../player/pointer.js";
import "../player/transport.js";
import "../views/weather/cards.js";
import "../views/weather/view.js";

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
    player = (MAKE[name] ?? createPlayer)(root, { key, views: VIEWS });
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
