// What a person reads about several runs and their forks.

import { plural } from "../../lib/format.js";
import { messages } from "../language.js";

export const say = messages("runs", {
  bar: "Runs",
  show: (name) => `Show “${name}”`,
  shown: (name) => `“${name}” is shown`,
  /** A run's loss and state. loss: null before its first epoch; state: "failed", "ended", "running" or ""; done: epochs trained */
  loss: (loss, state, done) => `${loss ?? "–"}${{ failed: " stopped", ended: ` (end ${done})`, running: " training" }[state] ?? ""}`,
  remove: (name) => `Remove “${name}”`,
  rename: (name) => `Rename “${name}”`,
  newName: (name) => `New name of “${name}”: Enter keeps it, Esc cancels`,
  back: (name) => `Bring back “${name}”`,
  earlier: (n) => (n === 1 ? "Back to the run before" : `Back to the ${plural(n, "run")} before`),
  link: "The link holds the first run only; Save keeps all of them.",
  fork: {
    open: "Fork here",
    label: "Fork",
    title: (epoch) => `Fork at epoch ${epoch}`,
    means: (epoch) => `Epoch ${epoch} and all after it go by these settings.`,
    hint: "Click a weight of the picture to give it another value.",
    name: "name", names: { lr: "lr", optimiser: "optimiser", schedule: "schedule", clip: "clip (0 = off)", epochs: "epochs" },
    auto: "says what changes",
    go: "Fork", cancel: "Cancel",
    weight: (name, was, value) => `${name}: ${was} → ${value}`,
    drop: (name) => `Leave ${name} as it was`,
    late: "No answer came; please try again.",
    how: "Click to type a value, or drag up and down: a fork begins here with it.",
    byKey: "Enter or a digit changes it: a fork begins here with it.",
    meaning: "of this epoch",
  },
});
