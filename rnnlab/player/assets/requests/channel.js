// What the training view asks of Python and waits for, one thing at a time; and the epochs that it wants to see whole.

const PATIENCE = 5000; // ms after which an answer is not waited for any more
const PAUSE = 150; // ms from one look to the next, at least
const REST = 700; // ms after which a person is not only passing
let serials = 0;

export class Asking {
  constructor(view) {
    this.view = view;
    this.queue = [];
    this.waiting = null;
  }

  /** answered(problem): what came of it, "" if it was done; undefined if no answer came, and again if it came late. */
  ask(event, answered = () => {}) {
    this.queue.push({ event, answered });
    this.next();
  }

  next() {
    const { player } = this.view;
    if (this.waiting || !this.queue.length || player.gone) return;
    this.waiting = { serial: ++serials, ...this.queue.shift() };
    this.patience = setTimeout(() => this.end(undefined), PATIENCE);
    player.emit({ ...this.waiting.event, serial: this.waiting.serial, cursor: player.clock.position });
  }

  /** New data: perhaps the answer, or one that was given up. */
  update({ serial, problem }) {
    const { late } = this;
    if (this.waiting?.serial === serial) this.end(problem);
    else if (late?.serial === serial) { this.late = null; late.answered(problem); }
  }

  end(problem) {
    clearTimeout(this.patience);
    const { waiting } = this;
    [this.waiting, this.late] = [null, problem === undefined ? waiting : null];
    waiting.answered(problem);
    setTimeout(() => this.next()); // an event in the middle of an update could be lost
  }

  destroy() {
    clearTimeout(this.patience);
  }
}

/** Asks for the epoch under a resting or dragged cursor where the browser has only a neighbour of it. */
export class Looking {
  constructor(view) {
    this.view = view;
    this.refused = new Set();
    this.last = -Infinity;
  }

  want(position) {
    const { run } = this.view;
    this.position = position;
    if (this.timer || this.asked || run.exact(position) || this.refused.has(this.key)) return;
    this.timer = setTimeout(() => this.send(), Math.max(0, this.last + PAUSE - performance.now()));
  }

  get key() { return `${this.view.run.id}:${this.position}`; }

  send() {
    const { view, position, key } = this;
    this.timer = null;
    if (view.player.gone || view.run.exact(position) || this.refused.has(key)) return;
    this.last = performance.now();
    this.asked = true;
    view.asking.ask({ type: "look", epoch: position }, (problem) => {
      this.asked = false;
      if (problem || problem === undefined) this.refused.add(key);
      else this.refused.delete(key); // it came, if late
      if (problem) view.player.tell(problem);
      view.player.redraw(); // the cursor may have moved on
    });
  }

  destroy() {
    clearTimeout(this.timer);
  }
}

/** Tells Python the epoch at which a person has come to rest, for the file that Save writes; nothing is drawn for it. */
export class Resting {
  constructor(view) {
    this.view = view;
  }

  at(position) {
    clearTimeout(this.timer);
    this.told ??= position; // where the page opened is known
    if (position !== this.told) this.timer = setTimeout(() => this.send(position), REST);
  }

  /** An event that comes right after another takes its place: this one must not. */
  send(position) {
    const { view: { player, asking, waiting, run } } = this;
    if (player.gone || player.clock.position !== position) return;
    if (asking.waiting || waiting || run.status === "running" || performance.now() - (player.emitted ?? -REST) < REST) {
      this.timer = setTimeout(() => this.send(position), REST);
      return;
    }
    this.told = position;
    player.emit({ type: "rest", cursor: position });
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
