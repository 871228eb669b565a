// `ImageCache`: canvases and paths that are expensive to make, one for each name, kept until what they depend on changes.

export class ImageCache {
  constructor() { this.kept = new Map(); }

  clear() { this.kept.clear(); }

  /**
   * The picture of this name, made anew only if `parts` differ from the last time.
   * parts: everything that the picture depends on, as numbers and short texts; make: () => canvas or Path2D.
   */
  get(name, parts, make) {
    const key = parts.join();
    const kept = this.kept.get(name);
    if (kept?.key === key) return kept.picture;
    const picture = make();
    this.kept.set(name, { key, picture });
    return picture;
  }
}
