// What lies below a player. Its code is fetched when there is something to show, so that the picture comes first.

export const createBelow = (root, options) => new Below(root, options);

class Below {
  constructor(root, { key }) {
    Object.assign(this, { root, key, emit: () => {} });
    root.dataset.view = "panels";
  }

  update(recording) {
    this.recording = recording;
    if (this.panels) return this.panels.update(recording);
    this.coming ??= import("./panels.js").then(({ default: Panels }) => {
      if (this.gone) return;
      this.panels = new Panels(this);
      this.panels.update(this.recording); // the newest
    });
    return this.coming;
  }

  destroy() {
    this.gone = true;
    this.panels?.destroy();
  }
}
