// `View`, the base class of all views: every member that the player calls, with a default for views that do not need it.

/**
 * What a view is to draw: the stage is the canvas above the transport.
 * @typedef {object} State
 * @property {object} theme colours, see canvas/theme.js
 * @property {number} width of the stage in CSS px
 * @property {number} height of the stage in CSS px
 * @property {number} position of the cursor: a step or an epoch, from the range that `setData` gave
 * @property {boolean} playing whether the player plays
 * @property {boolean} seeking whether a person moved the cursor in the last 120 ms
 * @property {{input: number, travel: number, fill: number}|null} motion how far the present step has moved, each 0 to 1; null at rest
 * @property {Target|null} hover what the pointer or the keyboard is on
 * @property {object|null} selected the selected unit; each view documents its form
 */

/**
 * Something on the stage that can be pointed at.
 * @typedef {object} Target
 * @property {string} id unique among the targets of the view
 * @property {{x: number, y: number, w: number, h: number}} box in stage px; its card is placed beside it
 * @property {object} [selects] the selection that a click makes
 * @property {number} [seek] the position that a click goes to
 * @property {function(PointerEvent): void} [act] what else a click does
 * @property {function(number, number): void} [drag] called with stage px while a pressed pointer moves
 * @property {object} [edit] an edit place with its box, see editing/edit_places.js: a click or a drag changes its value
 */

export class View {
  /** Whether a position is an epoch and more can be trained: the transport then has the buttons for it. */
  trains = false;
  /** The narrowest stage in CSS px; in less room the stage scrolls. */
  minWidth = 0;
  /** For screen readers: the keys that only this view has. */
  help = "";
  /** Elements between the stage and the transport. */
  underStage = [];

  /** @param player the Player (player/player.js) that shows this view */
  constructor(player) {
    this.player = player;
  }

  get clock() { return this.player.clock; }

  /** Aborted when the player leaves the page: for listeners, timers and requests. */
  get signal() { return this.player.signal; }

  /** Whether Python can be asked to train, to hold a unit or to compute anything; in a file that stands alone it cannot. */
  get canAsk() { return this.player.channel.open; }

  /** The player's selection. */
  get chosen() { return this.player.selected; }

  /** The view's own Editing (editing/editing.js), made once before the first data; null for the default one. */
  ownEditing() { return null; }

  /** More functions for buttons of the transport, by the button's name. */
  actions() { return {}; }

  // ---- data

  /**
   * New data, before anything is drawn from them.
   * @returns {{first: number, last: number, total: number, unit: string, start: number}} first and last position that can
   *   be shown, where the axis ends, what a position counts ("step", "epoch"), and where a new player begins
   */
  setData(_recording) { throw new Error("a view must read its data"); }

  /** After later data, once the range of the clock is set. before: {position, last} until then. */
  afterData(_before) {}

  /** The theme has changed: images drawn with the old one must be dropped. */
  setTheme(_theme) {}

  // ---- the stage

  /** Place everything for a stage of this width in px. @returns {number} the height it needs in px */
  layout(_width) { return 0; }

  /** Draw everything. @param {CanvasRenderingContext2D} _g a blank canvas in CSS px @param {State} _state */
  draw(_g, _state) {}

  /** The line above the stage, see player/head.js; null for none. */
  head(_state) { return null; }

  /** The arithmetic below the stage, see arithmetic/strip.js; null for none. */
  strip(_state) { return null; }

  /** The x in px that a stage wider than its room is scrolled to at this position; null to leave it. */
  centreOf(_position) { return null; }

  // ---- text

  /** The position for the transport: [in bold, and what follows in small]. @returns {string[]} */
  positionText(_state) { return [""]; }

  /** The position in one sentence, for a screen reader. @returns {string} */
  spoken(_state) { return ""; }

  /** What is read aloud after `spoken` once the cursor rests: the values or the prediction there; the selected unit's if one is selected. */
  values(state) { return this.describeSelected(state); }

  /** All that is shown at the position, as text. @returns {string} */
  describe(_state) { return ""; }

  /** The selected unit at the position, as text. @returns {string} */
  describeSelected(_state) { return ""; }

  // ---- pointer and keys

  /** What lies at a point of the stage. @returns {Target|null} */
  hit(_x, _y, _state) { return null; }

  /** The wheel was turned over the stage. @returns {boolean} whether it was used; if not, the page scrolls */
  wheel(_event) { return false; }

  /** A key was pressed on the stage. @returns {boolean} whether it was used */
  key(_event, _state) { return false; }

  /** The hover card of a target, see player/card.js; null for none. */
  card(_target, _state) { return null; }

  /** The target that replaces the hovered one after new data; null for none. */
  keepHover(_target) { return null; }

  /** Whether the card of a hovered target still applies once the position has changed. */
  stillShows(_target, _state) { return true; }

  /** Everything that can be edited at the position, in the order of the keyboard. @returns {Target[]} */
  editTargets(_state) { return []; }

  // ---- selection

  /** The selection of a new player; null for none. */
  firstSelection() { return null; }

  /** A selection that fits the present data: this one, or another, or null. Called after all new data. */
  validSelection(selected) { return selected; }

  /** The selection has changed. */
  selectionChanged(_selected, _state) {}

  /** The selection `by` units further down (1) or up (−1). @returns null if there is none */
  moveSelection(_selected, _by, _state) { return null; }

  /** Shift with an arrow: move sideways. @returns {boolean} whether the view did; if not, the cursor moves */
  moveAcross(_by, _state) { return false; }

  /** The target of a selected unit at the position; it may scroll the stage to it. @returns {Target|null} */
  targetOf(_selected, _state) { return null; }

  // ---- time

  /** Play or pause was pressed. @returns {boolean} whether the view did something of its own; if not, the record is played */
  toggle() { return false; }

  /** The cursor has come to rest. */
  atRest(_position) {}

  /** Only if `trains`: where the live end is (null: nowhere), whether the cursor is there, and what training does. */
  liveState(_state) { return { live: null, atLive: false, canTrain: false, running: false }; }
}
