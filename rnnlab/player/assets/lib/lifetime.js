// Timers and observers that end with an AbortSignal, as listeners do by themselves.

/** A timer that can be started again: whatever was still waiting is replaced. Once the signal is aborted nothing is called. */
export class Timer {
  constructor(signal) {
    this.signal = signal;
  }

  /** Call act after ms; with 0, right after the present task. */
  start(ms, act) {
    this.stop();
    this.id = setTimeout(() => { this.id = undefined; if (!this.signal.aborted) act(); }, ms);
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
