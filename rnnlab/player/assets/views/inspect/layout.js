// Where everything of the inspect view is, for a stage of a given width; and the window of steps and units that is zoomed into.

export const LEFT = 58; // px of row labels
const RIGHT = 20; // px
const MARKS = 16; // px above the overview, for the places that were found
const OVERVIEW = { least: 96, most: 160 }; // px
const AXIS = 20; // px of step numbers
const REACH = 62; // px of the gradient's curve, with 14 px above it
const CONNECTOR = 22; // px
const TOKENS = { plain: 20, most: 70, letter: 5.2 }; // px above the window: without tokens, with long ones, more for each letter
const PANE = 200; // px
const FOOT = 40; // px below the window: the cursor's name and what is shown
const ROW = 25; // px, the tallest row: numbers fit
const COLUMN = 44; // px, the widest column
export const TURN_FROM = 20; // px of a column from which tokens are written
export const FLAT_FROM = 56; // px of a column from which they are horizontal

/** @param o {width, units, tokens: letters of the longest, 0 for none, reach: whether there is a gradient} */
export function layout({ width, units, tokens, reach }) {
  const w = width - LEFT - RIGHT;
  const overview = { x: LEFT, y: MARKS + 6, w, h: Math.min(OVERVIEW.most, Math.max(OVERVIEW.least, 5 * units)) };
  let y = overview.y + overview.h;
  const curve = reach ? { x: LEFT, y: y + 20, w, h: REACH - 20 } : null;
  if (reach) y += REACH;
  const axis = y + AXIS / 2 + 2;
  y += AXIS;
  const connector = { from: y, to: y + CONNECTOR };
  const steps = { x: LEFT, y: y + CONNECTOR, w, h: Math.min(TOKENS.most, TOKENS.plain + TOKENS.letter * tokens) };
  const pane = { x: LEFT, y: steps.y + steps.h, w, h: Math.min(PANE, ROW * units) };
  return { width, overview, curve, axis, connector, steps, pane, height: pane.y + pane.h + FOOT };
}

/** The stretch of steps and rows in the window. from, span: in steps, fractions included; top: the first row, a fraction, too. */
export class Zoom {
  from = 0;
  span = 1;
  top = 0;

  /** Fit it into `steps` steps and `rows` rows of a pane; begin: show so many px a step. */
  fit({ steps, rows, pane, begin }) {
    Object.assign(this, { steps, rows, pane });
    if (begin) [this.from, this.span, this.top] = [0, Math.min(steps, pane.w / begin), 0];
    this.clamp();
  }

  get pitch() { return this.pane.w / this.span; }

  /** Height of a row: it grows with the columns, between all rows at once and a row with room for numbers. */
  get row() { return Math.max(Math.min(ROW, this.pane.h / this.rows), Math.min(ROW, this.pitch * 0.75)); }

  get visibleRows() { return Math.min(this.rows, this.pane.h / this.row); }

  clamp() {
    this.span = Math.min(this.steps, Math.max(Math.min(this.steps, this.pane.w / COLUMN / 4), this.span));
    this.from = Math.min(Math.max(0, this.from), this.steps - this.span);
    this.top = Math.min(Math.max(0, this.top), Math.max(0, this.rows - this.visibleRows));
  }

  /** Zoom by a factor around a step and a row, which keep their places. @returns whether anything changed */
  by(factor, t, row) {
    const [was, rowWas] = [this.span, this.row];
    const [part, below] = [(t - this.from) / this.span, (row - this.top) * rowWas];
    this.span *= factor;
    this.clamp();
    this.from = t - part * this.span;
    this.top = row - below / this.row;
    this.clamp();
    return this.span !== was;
  }

  move(steps, rows = 0) {
    const was = [this.from, this.top].join();
    this.from += steps;
    this.top += rows;
    this.clamp();
    return [this.from, this.top].join() !== was;
  }

  /** Show steps t to `end` (not included) in the middle, no closer than a readable column. */
  show(t, end) {
    const room = Math.max(end - t + 6, this.pane.w / COLUMN);
    if (end - t > this.span || this.span > 3 * room) this.span = Math.min(this.steps, room);
    if (t < this.from || end > this.from + this.span) this.from = (t + end - this.span) / 2;
    this.clamp();
  }

  showRow(row) {
    if (row < this.top) this.top = row;
    else if (row + 1 > this.top + this.visibleRows) this.top = row + 1 - this.visibleRows;
    this.clamp();
  }

  x(t) { return this.pane.x + (t - this.from) * this.pitch; }
  y(row) { return this.pane.y + (row - this.top) * this.row; }
  step(x) { return this.from + (x - this.pane.x) / this.pitch; }
  rowAt(y) { return this.top + (y - this.pane.y) / this.row; }
}
