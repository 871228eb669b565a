// `Timer` and `observeSize`: a timer and a ResizeObserver that an AbortSignal ends, as `addEventListener` has it for listeners.

/** A timer for one call at a time: starting it again replaces a call that is still waiting. Nothing is called once the signal is aborted. */
export class Timer {
  constructor(signal) {
    this.signal = signal;
  }

  /** Call act after ms; with 0, as soon as the present task has ended. */
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
