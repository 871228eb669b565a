// `Player`: a view's stage with head, strip and transport around it, and the loop that draws them.

import { Strip } from "../arithmetic/strip.js";
import { resizeCanvas } from "../canvas/draw.js";
import { cssVariables, themeOf } from "../canvas/theme.js";
import { Editing } from "../editing/editing.js";
import { element } from "../lib/dom.js";
import { Timer } from "../lib/lifetime.js";
import { positionOf, setPosition } from "../lib/positions.js";
import { words } from "../messages/en/common.js";
import { Channel } from "../requests/channel.js";
import { arrival } from "./arrival.js";
import { Card } from "./card.js";
import { Clock } from "./clock.js";
import { head } from "./head.js";
import { listen } from "./listen.js";
import { keepInView } from "./scrolling.js";
import { Transport } from "./transport.js";

const WIDTHS = { snug: 860, narrow: 780 }; // px, the widest player that has this class
const SEEKING = 120; // ms after a person moved the cursor, until it counts as resting
let mounts = 0;

/**
 * A player in an element of the page.
 * @param {Element} root
 * @param {object} host {key: under which its position is stored; views: a function for each view's name that loads its module;
 *   emit(event): to Python, none where there is no Python; connected(): whether it would arrive; signal: aborted when the player leaves the page}
 */
export const createPlayer = (root, host) => new Player(root, host);

class Player {
  constructor(root, host) {
    const { key, views, signal } = host;
    Object.assign(this, { root, key, views, signal, hover: null, selected: null, frames: 0, versions: 0 });
    this.channel = new Channel(host);
    this.reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
    this.clock = new Clock({ reducedMotion: () => this.reducedMotion.matches });
    this.seekEnd = new Timer(signal);
    root.dataset.mounts = String(++mounts);
  }

  /** Show a recording. The first one chooses the view; with later ones cursor and selection stay. */
  update(recording) {
    this.recording = recording;
    const name = recording.header.view.name;
    if (this.view && this.name === name) return this.setData();
    if (this.name === name) return undefined; // the view's module is being loaded; it will show the newest recording
    this.name = name;
    return this.views[name]().then((module) => {
      if (this.signal.aborted) return;
      this.view = new module.default(this);
      this.build();
      this.setData();
    });
  }

  build() {
    const { view } = this;
    const { edit } = this.recording.header.view;
    [this.canvas, this.card] = [element("canvas"), new Card()];
    this.edits = view.ownEditing() ?? new Editing(this);
    const id = `rnnlab-${mounts}`;
    const help = edit ? words.edit.help : view.help;
    this.description = element("p", { class: "unseen", id });
    this.stage = element("div", { class: "stage", tabindex: "0", role: "group", "aria-label": words.stage(words.player[this.name], help), "aria-describedby": id }, this.canvas, this.card.node);
    this.head = element("div", { class: "head" });
    this.strip = new Strip(this);
    this.liveRegion = element("p", { class: "unseen", "aria-live": "polite" });
    this.notice = element("p", { class: "notice", role: "status" });
    this.transport = new Transport(this.actions(), { trains: view.trains && view.canAsk, editing: Boolean(edit) });
    this.node = element("section", { class: "player", "aria-label": words.player[this.name] }, this.notice, this.head, this.stage, this.strip.node, ...view.underStage, this.transport.node, this.description, this.liveRegion);
    this.edits.bind(this.node);
    this.root.replaceChildren(this.node);
    this.root.dataset.view = this.name;
    listen(this);
  }

  actions() {
    const step = (by) => this.userSeek(this.clock.position + by, by === 1);
    return {
      first: () => this.userSeek(this.clock.first),
      last: () => this.userSeek(this.clock.last),
      back: () => step(-1),
      next: () => step(1),
      toggle: () => this.toggle(),
      seek: (position) => (position === null ? this.rest() : this.userSeek(position)),
      speed: (factor) => { this.clock.speed = factor; this.remember(); },
      ...this.edits.actions(),
      ...this.view.actions(),
    };
  }

  setData() {
    const { view, recording, clock } = this;
    this.versions++; // part of the keys of what views cache of these data
    this.edits.update(recording);
    const range = view.setData(recording);
    this.channel.update(recording.header.view);
    const before = { position: clock.position, last: clock.last };
    clock.setRange(range.first, range.last, range.total - range.first + (range.first ? 1 : 0));
    this.transport.setRange(range);
    if (this.hasData) {
      this.selected = view.validSelection(this.selected);
      view.afterData(before);
    } else {
      this.restorePosition(range);
    }
    const byKey = this.following === "value";
    this.placeHover(byKey ? this.edits.targetAtPosition() : view.keepHover(this.hover), byKey && "value");
    this.theme ? this.layout() : this.setTheme();
    this.root.dataset.version = String(this.versions); // after drawing: a test that waits for this attribute finds the new data drawn
    this.rest();
    // Reading the page's colours right after a change forces the browser to style all of it; a frame later that is done.
    requestAnimationFrame(() => !this.signal.aborted && themeOf(this.root) !== this.theme && this.setTheme());
  }

  /** The first data: cursor, speed and selection as they were before a remount, or as the view begins. */
  restorePosition(range) {
    const { view, clock } = this;
    const place = positionOf(this.key);
    this.hasData = true;
    clock.speed = place.speed ?? 1;
    this.transport.speed.value = String(clock.speed);
    // a run may have grown since: a cursor that was at its end goes to its present end
    clock.seek(view.trains && place.position === place.last ? range.last : place.position ?? range.start);
    this.selected = view.validSelection(place.selected ?? view.firstSelection());
  }

  setTheme() {
    const theme = themeOf(this.root);
    if (theme !== this.theme) {
      this.theme = theme;
      for (const [name, value] of cssVariables(theme)) this.root.style.setProperty(name, value);
      this.root.dataset.theme = theme.name;
      this.view.setTheme(theme);
    }
    this.layout();
  }

  layout() {
    const width = this.stageWidth;
    if (!width || !this.theme) return;
    for (const [name, most] of Object.entries(WIDTHS)) this.node.classList.toggle(name, width <= most);
    this.width = Math.max(width, this.view.minWidth); // narrower than that, the stage scrolls
    this.height = this.view.layout(this.width);
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    resizeCanvas(this.canvas, this.width, this.height, this.ratio);
    this.draw(performance.now()); // at once, not at the next frame: a resized canvas is blank until it is drawn
    this.edits.field.moveToPlace();
  }

  get state() {
    const { theme, width, height, hover, selected, clock, seekEnd } = this;
    return { theme, width, height, hover, selected, seeking: seekEnd.running, position: clock.position, playing: clock.playing, motion: clock.motion(this.drawnAt ?? 0) };
  }

  redraw() {
    if (this.frameRequest === undefined && !this.signal.aborted) this.frameRequest = requestAnimationFrame((now) => this.frame(now));
  }

  frame(now) {
    this.frameRequest = undefined;
    const was = this.clock.playing;
    const moved = this.clock.tick(now);
    this.draw(now);
    if (moved) setPosition(this.key, { position: this.clock.position });
    if (this.clock.playing || this.clock.motion(now)) this.redraw();
    if (was && !this.clock.playing) this.arrive();
  }

  draw(now) {
    this.drawnAt = now;
    const g = resizeCanvas(this.canvas, this.width, this.height, this.ratio);
    g.clearRect(0, 0, this.width, this.height);
    if (this.hover && this.cardPosition !== this.clock.position) this.moveHover();
    const { state, view } = this;
    view.draw(g, state);
    head(this.head, view.head(state), this.theme);
    this.strip.show(view.strip(state), state);
    this.transport.show({ position: state.position, playing: state.playing, text: view.positionText(state), spoken: view.spoken(state), ...view.liveState(state) });
    if (this.width > this.stageWidth) keepInView(this, state.position);
    this.publish(state);
  }

  /** Attributes that tell tests and assistive scripts what is shown. */
  publish(state) {
    Object.assign(this.root.dataset, { step: state.position, len: this.clock.last, playing: state.playing, frame: ++this.frames });
  }

  toggle() {
    if (this.view.toggle()) return;
    if (!this.clock.playing) this.clock.play();
    else { this.clock.pause(); this.arrive(); }
    this.redraw();
  }

  userSeek(position, animate = false) {
    this.clock.pause();
    this.clock.seek(position, { animate });
    this.unannounced = true; // until anything else is announced
    this.seekEnd.start(SEEKING, () => this.endSeek()); // a held key is announced once, not at each step
    this.redraw();
    setPosition(this.key, { position: this.clock.position });
  }

  endSeek() {
    this.redraw();
    if (this.unannounced) this.arrive();
    else this.rest();
  }

  /** The cursor has come to rest after a person moved it, or after playback. */
  arrive() { this.rest(); this.announce(arrival(this)); }

  /** The cursor has come to rest: update the text equivalent, store the position. */
  rest() {
    this.description.textContent = this.view.describe(this.state);
    this.remember();
    this.view.atRest(this.clock.position);
  }

  /** Have a screen reader read a text aloud. */
  announce(text) { [this.unannounced, this.liveRegion.textContent] = [false, text]; }

  /** The page has lost its server, or is connected again. */
  connection(isConnected) {
    if (this.notice) this.notice.textContent = isConnected ? "" : words.reconnecting;
  }

  remember() {
    const { position, last, speed } = this.clock;
    setPosition(this.key, { position, last, speed, selected: this.selected });
  }

  /**
   * Set the hovered target, and redraw.
   * @param {false|true|"value"} [options.following] what keeps it up to date at later positions: false, the pointer; true, the
   *   keyboard, for the selected unit; "value", the keyboard, for an edit place
   */
  setHover(target, { following = false } = {}) { this.placeHover(target, following); if (this.theme) this.redraw(); }

  /** setHover without the redraw, where the caller draws. */
  placeHover(target, following) {
    if (!target) this.pointer.cancelHover();
    this.hover = target;
    this.following = following;
    if (this.theme) this.showCard(this.state);
  }

  /** The position has changed while a card is shown: one of the keyboard moves to the new position, one of the pointer stays while it applies. */
  moveHover() {
    const { state, view } = this;
    if (this.following === "value") this.hover = this.edits.targetAtPosition();
    else if (this.following) this.hover = this.selected && view.targetOf(this.selected, state);
    else if (!view.stillShows(this.hover, state)) this.hover = null;
    this.showCard(state);
  }

  showCard(state) {
    this.cardPosition = state.position;
    const card = this.hover && !this.edits.busy && this.view.card(this.hover, state);
    if (card && this.hover.edit && this.edits.on) card.how = this.edits.how(this.following === "value");
    this.card.show(card, this.hover?.box, this);
  }

  /** Select a unit, or nothing with null. withCard: show the unit's card, as for a selection by keyboard. */
  select(selected, { withCard = false } = {}) {
    this.selected = selected;
    this.view.selectionChanged(selected, this.state);
    const target = withCard && selected ? this.view.targetOf(selected, this.state) : null;
    this.setHover(target, { following: withCard });
    this.rest();
    if (withCard) this.announce(this.view.describeSelected(this.state));
  }

  /** @returns {boolean} whether there was a card to close, or a selection to end */
  closeCard() {
    if (!this.hover && !this.selected) return false;
    if (this.hover) this.setHover(null);
    else this.select(null);
    return true;
  }
}
