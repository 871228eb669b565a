// `Progress`: how far a network's training, or a ranking, has come; it asks Python for the next part of the work.

import { cssVariables, themeOf } from "../canvas/theme.js";
import { element } from "../lib/dom.js";
import { Channel } from "../requests/channel.js";

/** host: {key, emit, connected, signal} as for a player. */
export const createProgress = (root, host) => new Progress(root, host);

class Progress {
  constructor(root, host) {
    Object.assign(this, { root, channel: new Channel(host) });
    root.dataset.view = "progress";
    this.text = element("span", {});
    this.bar = element("progress", { max: "1" });
    root.replaceChildren(element("label", { class: "progress" }, this.text, this.bar));
  }

  /** header.view: {done: fraction of the work, text} */
  update({ header }) {
    const { done, text } = header.view;
    for (const [name, value] of cssVariables(themeOf(this.root))) this.root.style.setProperty(name, value);
    this.text.textContent = text;
    this.bar.value = done;
    this.channel.update(header.view);
  }
}
