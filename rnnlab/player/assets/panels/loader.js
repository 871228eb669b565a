// `PanelsLoader`: imports the panels below a player with their first data, so that the player's modules are loaded first.

import { Channel } from "../requests/channel.js";

/** host: {key, emit, connected, signal} as for a player. */
export const createPanels = (root, host) => new PanelsLoader(root, host);

class PanelsLoader {
  constructor(root, host) {
    const { key, signal } = host;
    Object.assign(this, { root, key, signal, channel: new Channel(host) });
    root.dataset.view = "panels";
  }

  update(recording) {
    this.recording = recording;
    if (this.panels) return this.panels.update(recording);
    this.coming ??= import("./panels.js").then(({ default: Panels }) => {
      if (this.signal.aborted) return;
      this.panels = new Panels(this);
      this.panels.update(this.recording); // the newest recording
    });
    return this.coming;
  }
}
