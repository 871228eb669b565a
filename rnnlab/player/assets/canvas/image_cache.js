// Pictures that take long to make, kept until what they show changes.

export class Sheets {
  constructor() { this.kept = new Map(); }

  clear() { this.kept.clear(); }

  get(name, parts, make) {
    const key = parts.join();
    const kept = this.kept.get(name);
    if (kept?.key === key) return kept.picture;
    const picture = make();
    this.kept.set(name, { key, picture });
    return picture;
  }
}
