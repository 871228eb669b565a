// The player's shell: head, stage, strip and transport around one view, and the loop that draws it.

import { Strip } from "../arithmetic/strip.js";
import { sized } from "../canvas/draw.js";
import { cssVariables, themeOf } from "../canvas/theme.js";
import { Editing } from "../editing/editing.js";
import { element } from "../lib/dom.js";
import { announce, placeOf } from "../lib/positions.js";
import { words } from "../messages/en/common.js";
import { Card } from "./card.js";
import { Clock } from "./clock.js";
import { head } from "./head.js";
import { bindKeys } from "./keys.js";
import { Pointer } from "./pointer.js";
import { Transport } from "./transport.js";

const WIDTHS = { snug: 860, narrow: 780 }; // px up to which a player is called so
let mounts = 0;

/** options: {key, views: from a view's name to what loads its module} */
export const createPlayer = (root, options) => new Player(root, options);

class Player {
  constructor(root, { key, views }) {
    this.root = root;
    this.key = key;
    this.views = views;
    this.emit = () => {};
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.clock = new Clock({ reducedMotion: () => this.still.matches });
    this.hover = null;
    this.selected = null;
    this.frames = 0;
    this.versions = 0;
    root.dataset.mounts = String(++mounts);
  }

  /** Show a recording. The first one chooses the view; later ones keep the place. */
  update(recording) {
    this.recording = recording;
    const name = recording.header.view.name;
    if (this.view && this.name === name) return this.setData();
    if (this.name === name) return undefined; // the view is on its way; it will take the newest recording
    this.name = name;
    return this.views[name]().then((module) => {
      if (this.gone) return;
      this.view = new module.default(this);
      this.build();
      this.setData();
    });
  }

  build() {
    const training = Boolean(this.view.training);
    [this.canvas, this.card] = [element("canvas"), new Card()];
    this.edits = this.view.editing?.() ?? new Editing(this);
    const id = `rnnlab-${mounts}`;
    this.describe = element("p", { class: "unseen", id });
    this.stage = element("div", { class: "stage", tabindex: "0", role: "group", "aria-label": `${words.player[this.name]}. ${words.stageHelp} ${this.recording.header.view.edit ? words.edit.help : this.view.help ?? ""}`, "aria-describedby": id }, this.canvas, this.card.node);
    this.head = element("div", { class: "head" });
    this.strip = new Strip(this);
    this.say = element("p", { class: "unseen", "aria-live": "polite" });
    this.transport = new Transport(this.actions(), { training, editing: Boolean(this.recording.header.view.edit) });
    this.node = element("section", { class: "player", "aria-label": words.player[this.name] }, this.head, this.stage, this.strip.node, ...(this.view.underStage ?? []), this.transport.node, this.describe, this.say);
    this.edits.bind(this.node);
    this.root.replaceChildren(this.node);
    this.root.dataset.view = this.name;
    this.listen();
  }

  actions() {
    const step = (by) => this.userSeek(this.clock.position + by, by === 1);
    return {
      first: () => this.userSeek(this.clock.first),
      last: () => this.userSeek(this.clock.last),
      back: () => step(-1),
      next: () => step(1),
      toggle: () => this.toggle(),
      seek: (position) => (position === null ? this.settle() : this.userSeek(position)),
      speed: (factor) => { this.clock.speed = factor; this.remember(); },
      ...this.edits.actions(),
      ...(this.view.actions?.() ?? {}),
    };
  }

  listen() {
    // Widths are remembered, not read: reading one after the page has changed makes the browser lay it all out.
    this.room = this.stage.clientWidth;
    this.transport.width = this.transport.track.clientWidth;
    this.resize = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        if (target === this.stage) this.room = Math.floor(contentRect.width);
        else this.transport.width = Math.floor(contentRect.width);
      }
      this.layout();
    });
    this.resize.observe(this.stage);
    this.resize.observe(this.transport.track);
    this.pointer = new Pointer(this);
    bindKeys(this.node, this);
    this.onTheme = () => this.setTheme();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.onTheme);
    this.still.addEventListener("change", this.onTheme);
  }

  setData() {
    this.versions++; // what is told of these data is kept under this number
    this.edits.update(this.recording);
    const range = this.view.setData(this.recording);
    const place = placeOf(this.key);
    const was = { position: this.clock.position, last: this.clock.last };
    this.clock.setRange(range.first, range.last, range.total - range.first + (range.first ? 1 : 0));
    this.transport.setRange(range);
    if (!this.placed) {
      this.placed = true;
      this.clock.speed = place.speed ?? 1;
      this.transport.speed.value = String(this.clock.speed);
      // a run may have grown since: who was at its end is at its end again
      this.clock.seek(this.view.training && place.position === place.last ? range.last : place.position ?? range.start);
      this.selected = this.view.keepSelection(place.selected ?? this.view.firstSelection?.() ?? null);
    } else {
      this.selected = this.view.keepSelection(this.selected);
      this.view.grown?.(was);
    }
    const byKey = this.following === "value";
    this.hoverOn((byKey ? this.edits.follow() : this.view.keepHover?.(this.hover)) ?? null, byKey && "value");
    this.theme ? this.layout() : this.setTheme();
    this.root.dataset.version = String(this.versions); // after drawing: who waits for new data finds it on stage
    this.settle();
    // Read just after the page has changed, its colours would make the browser style all of it; a frame later it has.
    requestAnimationFrame(() => !this.gone && themeOf(this.root) !== this.theme && this.setTheme());
  }

  setTheme() {
    const theme = themeOf(this.root);
    if (theme !== this.theme) {
      this.theme = theme;
      for (const [name, value] of cssVariables(theme)) this.root.style.setProperty(name, value);
      this.root.dataset.theme = theme.name;
      this.view.setTheme?.(theme);
    }
    this.layout();
  }

  layout() {
    const width = this.room;
    if (!width || !this.theme) return;
    for (const [name, most] of Object.entries(WIDTHS)) this.node.classList.toggle(name, width <= most);
    const inner = Math.max(width, this.view.minWidth ?? 0); // narrower than that, the stage scrolls
    this.width = inner;
    this.height = this.view.layout(inner);
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    sized(this.canvas, inner, this.height, this.ratio);
    this.draw(performance.now()); // now, not at the next frame: a resized canvas is blank until it is drawn
    this.edits.field.put();
  }

  get state() {
    const { theme, width, height, hover, selected, seeking } = this;
    return { theme, width, height, hover, selected, seeking, position: this.clock.position, playing: this.clock.playing, motion: this.clock.motion(this.now ?? 0) };
  }

  redraw() {
    if (this.request === undefined && !this.gone) this.request = requestAnimationFrame((now) => this.frame(now));
  }

  frame(now) {
    this.request = undefined;
    const was = this.clock.playing;
    const moved = this.clock.tick(now);
    this.draw(now);
    if (moved) announce(this.key, { position: this.clock.position });
    if (this.clock.playing || this.clock.motion(now)) this.redraw();
    if (was && !this.clock.playing) this.settle();
  }

  draw(now) {
    this.now = now;
    const g = sized(this.canvas, this.width, this.height, this.ratio);
    g.clearRect(0, 0, this.width, this.height);
    if (this.hover && this.carded !== this.clock.position) this.keepUp();
    const state = this.state;
    this.view.draw(g, state);
    head(this.head, this.view.head?.(state), this.theme);
    this.strip.show(this.view.strip?.(state) ?? null, state);
    this.transport.show({
      position: state.position, playing: state.playing, text: this.view.text(state), spoken: this.view.spoken(state),
      live: null, atLive: false, canTrain: false, running: false, ...(this.view.live?.(state) ?? {}),
    });
    if (this.width > this.room) this.keepInView(state.position);
    this.publish(state);
  }

  /** A stage that is wider than its room scrolls along with the step; in between a person may scroll it as they like. */
  keepInView(position) {
    const key = `${position} ${this.room}`;
    if (key === this.inView || !this.view.focus) return;
    this.inView = key;
    this.stage.scrollLeft = this.view.focus(position) - this.room / 2;
  }

  /** What is shown, as attributes: tests and assistive scripts read state instead of pixels. */
  publish(state) {
    Object.assign(this.root.dataset, { step: state.position, len: this.clock.last, playing: state.playing, frame: ++this.frames });
  }

  toggle() {
    if (this.view.toggle?.()) return;
    if (!this.clock.playing) this.clock.play();
    else { this.clock.pause(); this.settle(); }
    this.redraw();
  }

  userSeek(position, animate = false) {
    this.clock.pause();
    this.clock.seek(position, { animate });
    this.seeking = true;
    this.redraw();
    announce(this.key, { position: this.clock.position });
    clearTimeout(this.saying); // one sentence for a held key, not one for each step
    this.unsaid = true; // until something newer is said
    this.saying = setTimeout(() => { this.seeking = false; this.redraw(); this.settle(); if (this.unsaid) this.tell(this.view.spoken(this.state)); }, 120);
  }

  /** The person has come to rest: write the text equivalent, remember the place. */
  settle() {
    this.describe.textContent = this.view.describe(this.state);
    this.remember();
    this.view.rests?.(this.clock.position);
  }

  /** Say something to those who listen. */
  tell(text) { [this.unsaid, this.say.textContent] = [false, text]; }

  remember() {
    const { position, last, speed } = this.clock;
    announce(this.key, { position, last, speed, selected: this.selected });
  }

  setHover(target, { following = false } = {}) { this.hoverOn(target, following); if (this.theme) this.redraw(); }

  /** The same, for one who draws right after. */
  hoverOn(target, following) {
    if (!target) this.pointer.forget();
    this.hover = target;
    this.following = following;
    if (this.theme) this.showCard(this.state);
  }

  /** The step has changed under a standing card: the keyboard's goes along, the pointer's stays while it has something to say. */
  keepUp() {
    const { state } = this;
    if (this.following === "value") this.hover = this.edits.follow();
    else if (this.following) this.hover = this.selected ? this.view.locate?.(this.selected, state) ?? null : null;
    else if (this.view.shows && !this.view.shows(this.hover, state)) this.hover = null;
    this.showCard(state);
  }

  showCard(state) {
    this.carded = state.position;
    const card = this.hover && !this.edits.busy && this.view.card(this.hover, state);
    if (card && this.hover.edit && this.edits.on) card.how = this.edits.how(this.following === "value");
    this.card.show(card, this.hover?.box, this);
  }

  /** Select a unit (or nothing). The keyboard's card stands beside what it chose. */
  select(selected, { withCard = false } = {}) {
    this.selected = selected;
    this.view.selected?.(selected, this.state);
    const target = withCard && selected ? this.view.locate?.(selected, this.state) : null;
    this.setHover(target, { following: withCard });
    this.settle();
    if (withCard) this.tell(this.view.describeSelected?.(this.state) ?? "");
  }

  closeCard() {
    if (!this.hover && !this.selected) return false;
    if (this.hover) this.setHover(null);
    else this.select(null);
    return true;
  }

  destroy() {
    this.gone = true;
    for (const part of [this.edits, this.view]) part?.destroy?.();
    this.resize?.disconnect();
    this.pointer?.forget();
    cancelAnimationFrame(this.request);
    clearTimeout(this.saying);
    matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", this.onTheme);
    this.still.removeEventListener("change", this.onTheme);
  }
}
