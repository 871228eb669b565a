// `PanelsLoader` fetches the panels below a player when there is something to show, so that the player's code comes first.

import { Channel } from "../requests/channel.js";

/** host: {key, emit, signal} as for a player. */
export const createPanels = (root, host) => new PanelsLoader(root, host);

class PanelsLoader {
  constructor(root, { key, emit, signal }) {
    Object.assign(this, { root, key, signal, channel: new Channel(emit, signal) });
    root.dataset.view = "panels";
  }

  update(recording) {
    this.recording = recording;
    if (this.panels) return this.panels.update(recording);
    this.coming ??= import("./panels.js").then(({ default: Panels }) => {
      if (this.signal.aborted) return;
      this.panels = new Panels(this);
      this.panels.update(this.recording); // the newest
    });
    return this.coming;
  }
}
