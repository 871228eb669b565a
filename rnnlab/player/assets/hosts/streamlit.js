// The adapter between Streamlit and its components: a player, the panels below one, or the menu. Only hosts/ knows Streamlit.

import { readRecording } from "../lib/recording.js";
import { createPanels } from "../panels/loader.js";
import { createProgress } from "../panels/progress.js";
import { createPlayer } from "../player/player.js";
import { VIEWS } from "../views/index.js";
import { connected, watchConnection } from "./connection.js";
import { createMenu } from "./menu.js";
import { arrived, isLeaving } from "./navigation.js";
import { watchProblems } from "./problems.js";
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
import "../lib/lifetime.js";
import "../lib/positions.js";
import "../lib/random.js";
import "../lib/view.js";
import "../messages/en/common.js";
import "../messages/en/weather.js";
import "../messages/language.js";
import "../player/arrival.js";
import "../player/card.js";
import "../player/clock.js";
import "../player/head.js";
import "../player/keys.js";
import "../player/listen.js";
import "../player/pointer.js";
import "../player/scrolling.js";
import "../player/transport.js";
import "../requests/channel.js";
import "../views/weather/describe.js";
import "../views/weather/view.js";
import "./tab.js";

watchProblems();
const mounts = new WeakMap(); // by Streamlit's element, which stays as long as the component does
const GRACE_MS = 500; // ms after a clean-up until the element is looked for in the page
const MAKE = { panels: createPanels, progress: createProgress, menu: createMenu }; // by a recording's view; all others are players

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".mount");
  const recording = readRecording(data);
  arrived();
  if (!mounts.has(root)) mounts.set(root, new Mount(root, recording.header.view));
  return mounts.get(root).show(recording, setTriggerValue);
}

/**
 * The content of one element: made once, given new data at every rerun, and ended when the element has left the page.
 * `content` has update(recording) and a channel, may have connection(isConnected), and ends with the signal that it was made with.
 */
class Mount {
  constructor(root, { name, key }) {
    Object.assign(this, { root, mountedAt: performance.now(), ending: new AbortController() });
    const emit = (event) => { if (!isLeaving(this.mountedAt)) this.setTriggerValue("event", event); };
    const { signal } = this.ending;
    this.content = (MAKE[name] ?? createPlayer)(root, { key, views: VIEWS, emit, connected, signal });
    watchConnection((isConnected) => {
      if (isConnected) this.content.channel.reconnected();
      this.content.connection?.(isConnected);
    }, signal);
  }

  /** @returns {function(): void} the clean-up that Streamlit calls before it mounts again, or removes the element */
  show(recording, setTriggerValue) {
    clearTimeout(this.leaving);
    this.setTriggerValue = setTriggerValue;
    this.content.update(recording);
    return () => this.leave();
  }

  /** Streamlit may clean up and mount again on the same element: it has left only once the element is out of the page. */
  leave() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => {
      if (this.root.isConnected) { this.leave(); return; }
      mounts.delete(this.root);
      this.ending.abort();
    }, GRACE_MS);
  }
}
