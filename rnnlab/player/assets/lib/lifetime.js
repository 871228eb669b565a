// Timers and observers that end with an AbortSignal, as listeners do by themselves.

/** A timer that is started again and again; whatever was still waiting is replaced. */
export class Timer {
  constructor(signal) {
    this.signal = signal;
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  /** Call act after ms; with 0, right after the present task. */
  start(ms, act) {
    this.stop();
    if (this.signal.aborted) return;
    this.id = setTimeout(() => { this.id = undefined; act(); }, ms);
  }

  stop() {
    clearTimeout(this.id);
    this.id = undefined;
  }

  get running() { return this.id !== undefined; }
}

/** Call act with the entries of a ResizeObserver whenever one of the elements changes its size. */
export function observeSize(elements, act, signal) {
  const observer = new ResizeObserver(act);
  for (const node of elements) observer.observe(node);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}
