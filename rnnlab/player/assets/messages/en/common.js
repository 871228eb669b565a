// What a person reads in the player itself: transport, edits and strip. Each view has a table of its own beside this one.

import { number } from "../../lib/format.js";
import { messages } from "../language.js";

const READ_ALOUD = 8; // numbers of a vector, at most

export const words = messages("common", {
  player: { cell: "RNNCell player", layers: "Layers player", training: "Training player", weather: "Weather player", race: "Race player", generation: "Free running player", ablation: "Ablation player", inspect: "Inspect player" },
  menu: "Pages",
  unreadable: (reason) => `This recording cannot be shown: ${reason}.`,
  reconnecting: "The connection is lost. Reconnecting …",
  first: "First", back: "One back", play: "Play", pause: "Pause", next: "One forward", last: "Last",
  speed: "Speed", position: "Position", train: "Train", reset: "Start again with the same seed", stepEpoch: "Train one epoch",
  live: "live", jumpToLive: "Jump to live", newSeed: "New seed", forkHere: "Fork here",
  rate: (rate, unit, factor) => `${rate} ${unit}${rate === 1 ? "" : "s"}/s · ${factor}×`,
  stepOf: (t, total) => `step ${t} of ${total}`,
  /** A vector for the ear: its first values, and how many more there are. */
  values: (vector) => Array.from(vector.slice(0, READ_ALOUD), (v) => number(v)).join(", ") + (vector.length > READ_ALOUD ? ` and ${vector.length - READ_ALOUD} more` : ""),
  stage: (name, help) => `${name}. ${words.stageHelp} ${help}`,
  stageHelp: "Arrow left and right: one step. Arrow up and down: choose a unit. Space: play or pause. Home and End: first and last.",
  edit: {
    undo: "Undo", redo: "Redo", reset: "Reset edits",
    help: "Enter: choose a value of this step; up and down: another one; Enter or a digit: change it. Control Z: undo, with Shift: redo.",
    hint: "Enter keeps, Esc cancels, empty: as drawn",
    problem: "Please type a number from −1 000 000 to 1 000 000.",
    how: "Click to type a value, or drag up and down.",
    byKey: "Enter or a digit changes it.",
    byHand: "set by hand",
    input: (t, unit) => `input at step ${t}, feature ${unit}`,
    start: (unit) => `start of unit ${unit}`,
    startOf: (row, unit) => `${row}, start of unit ${unit}`,
    cellStart: (unit) => `start of cell ${unit}`,
    weight: "used at every step",
    place: (name, meaning) => `${name}, ${meaning}`,
    chosen: (name, meaning, value) => `${name}, ${meaning}: ${value}. ${words.edit.byKey}`,
    changed: (name, value) => `${name} is now ${value}.`,
    count: (n) => (n === 0 ? "Nothing is set by hand." : n === 1 ? "One value is set by hand." : `${n} values are set by hand.`),
    term: (shown, name, byHand) => `${shown}, ${name}${byHand ? `, ${words.edit.byHand}` : ""}`,
  },
  strip: {
    label: "arithmetic",
    range: (range) => `colour ±${range.toFixed(2)}`,
    check: (sum, value) => `all digits: ${sum}, and torch says ${value}`,
    held: (value, held) => `${value}, but held at ${held}`,
    checkHeld: (sum, held, value) => `all digits: it would be ${sum}; held at ${held}, and torch went on with ${value}`,
    waiting: "Fetching this unit's weights …",
    terms: (n) => `${n} terms`,
  },
});
