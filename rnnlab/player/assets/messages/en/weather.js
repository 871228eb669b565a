// What a person reads in the weather view.

import { number } from "../../lib/format.js";
import { messages } from "../language.js";
import { words } from "./common.js";

const percent = (p) => `${Math.round(p * 100)} %`;
const day = (iso, options) => new Date(`${iso}T00:00:00Z`).toLocaleDateString("en-GB", { timeZone: "UTC", ...options });

/** A raw value as a cell shows it: yes or no, or one decimal. */
const raw = (name, value) => (name === "sun" ? (value ? "yes" : "no") : number(value, 1));

export const say = messages("weather", {
  percent,
  raw,
  weekday: (iso) => day(iso, { weekday: "long" }),
  date: (iso) => day(iso, { day: "numeric", month: "short", year: "numeric" }),
  title: "Three days of weather predict the fourth",
  legend: { low: "low", high: "high, against a usual day" },
  memory: "memory",
  units: (n) => `${n} hidden units`,
  zeros: "0",
  predicted: "predicted",
  observed: "observed",
  changed: "changed",
  observedMark: "◂ observed",
  note: (iso, changed, room) => (!changed ? say.date(iso) : room ? `${say.date(iso)}, ${say.changed}` : say.changed),
  /** The prediction of a feature: sun is a class, so it is expected with a probability. */
  expected: (name, value) => (name === "sun" ? percent(value) : number(value, 1)),
  names: { rain: "rain", sun: "sun", temp_max: "highest", temp_min: "lowest", wind: "wind" },
  unitOf: (feature) => (feature.name === "sun" ? "" : feature.unit),
  verdict({ weekday, top, chance, observed, changed }) {
    const hit = top === observed;
    if (changed) return [`With your changes it expects ${top} (${chance}).`, `The real ${weekday} was ${observed}.`];
    return [`The network expects ${top} (${chance}).`, hit ? `It was ${observed}.` : `It was ${observed}: a surprise.`];
  },
  waiting: ["Nothing is predicted yet:", "there are days left to read."],
  spreads: (z) => `${number(Math.abs(z))} spreads ${z < 0 ? "below" : "above"} a usual day`,
  feature: (name, value, unit) => `${name} ${value} ${unit}`,
  describe: ({ spoken, features, memory, verdict }) => `${spoken}: ${features.join(", ")}; memory ${memory.join(", ")}. ${verdict.join(" ")}`,
  values: (h) => `memory ${words.values(h)}`,
  unit: (unit, h) => `unit ${unit}: h is ${h}`,
  cards: {
    value: "value", reads: "reads x", before: "and h before",
    unit: (unit) => `unit ${unit}`,
    feature: (name, when) => `${name}, ${when}`,
    memory: (t) => `h, after day ${t}`,
    probability: (name) => `probability of ${name}`,
    softmax: "softmax(fc(h₃)), the five classes together 100 %",
  },
  spoken: (t, total, when) => (t === 0 ? `${words.stepOf(0, total)}: no day is read yet` : `${words.stepOf(t, total)}, ${when} is read`),
});
