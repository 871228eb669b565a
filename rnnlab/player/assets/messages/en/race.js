// What a person reads in the race view.

import { lossText as loss, number, plural } from "../../lib/format.js";
import { messages } from "../language.js";
import { named } from "./glyphs.js";

const thousands = (n) => n.toLocaleString("en-US");

export const say = messages("race", {
  loss,
  percent: (p) => `${Math.round(p * 100)}%`,
  title: (epoch, total) => `Epoch ${thousands(epoch)} of ${thousands(total)}`,
  nothing: "No epoch could be trained, so there is nothing to show.",
  same: "all cells read the same batches; below, the batch's first sequence",
  kept: (epoch) => `sequence and states of epoch ${thousands(epoch)}`,
  badge({ status, behind, playing }) {
    const epochs = plural(behind, "epoch");
    if (status === "running") return behind ? `Looking back ${epochs}, training goes on` : "Live";
    if (playing) return `Playing the record, ${epochs} to go`;
    if (status === "recorded") return "Recorded"; // in a file, which trains no further
    if (status === "done") return behind ? `Done, looking back ${epochs}` : "Done";
    return behind ? `Paused, looking back ${epochs}` : "Live, paused";
  },
  help: "Shift with arrow left or right: other steps of the sequence.",
  input: "Input",
  target: "Target",
  numbers: "Numbers",
  marks: "marked: dark",
  units: (n) => plural(n, "unit"),
  parameters: (n, short) => `${thousands(n)} ${short ? "params" : "parameters"}`,
  lossNow: (value) => (value === undefined ? "stopped" : `loss ${loss(value)}`),
  heldOut: (value) => `held out ${loss(value)}`,
  afterEpoch: (epoch) => `after epoch ${thousands(epoch)}`,
  right: (right, asked) => `${right} of ${asked} right`,
  layer: (l) => `states: h, layer ${l}`,
  stopped: (epoch) => `stopped after epoch ${thousands(epoch)}`,
  says: (value) => `says ${number(value, 3)}`,
  off: (answer, target) => `off by ${number(Math.abs(answer - target), 3)}`,
  overview: (first, last, total) => [`steps ${first} to ${last} of ${total}`, "tall: wrong"],
  lossTitle: "Loss",
  /** What the loss axis shows, from the longest form down; isCut: whether some losses lie above it. */
  lossAxis: (sum, isCut) => {
    const forms = sum ? ["mean squared error of the sum", "squared error"] : ["cross-entropy, mean of the asked steps", "cross-entropy"];
    return isCut ? [...forms.map((form) => `${form}, higher ones cut off`), ...forms] : forms;
  },
  baseline: (value) => `without memory ${loss(value)}`,
  clipped: "clipped",
  epochOne: (n) => `epoch ${n}`,
  end: (name, value, failed) => `${name}${failed ? " ✕" : value === null ? "" : ` ${loss(value)}`}`,
  shareTitle: "Below the dashed line",
  /** What the bars show, from the longest form down. after: the epoch of the held-out losses, 0 if there are none */
  shareNote: (after) => (after ? [`share of that loss which is gone, held out after epoch ${thousands(after)}`, `held out, after epoch ${thousands(after)}`] : []),
  spoken: (epoch, total, lanes) => `epoch ${epoch} of ${total}, ${lanes.map((l) => `${l.name} ${l.loss === undefined ? "stopped" : `loss ${loss(l.loss)}`}`).join(", ")}`,
  lane: ({ name, loss: value, held, units, parameters, right, asked, sum, target, stopped }) => {
    const state = value === undefined ? say.stopped(stopped) : `loss ${loss(value)}`;
    const answer = sum === undefined ? (asked ? `, ${say.right(right, asked)}` : "") : `, ${say.says(sum)} where ${number(target, 3)} is wanted`;
    return `${name}, ${plural(units, "unit")}, ${thousands(parameters)} parameters: ${state}${held ? `, ${say.heldOut(held.loss)} ${say.afterEpoch(held.after)}` : ""}${answer}.`;
  },
  describe: ({ epoch, total, badge, baseline, lanes, read, kept }) => `Epoch ${epoch} of ${total}, ${badge}. Without memory: ${loss(baseline)}. ${lanes.join(" ")} ${read}${kept === epoch ? "" : ` ${say.kept(kept)}.`}`,
  read: (input, target) => `Reads “${input}”, should answer “${target}”.`,
  adds: (a, b, sum) => `The marked numbers are ${number(a, 3)} and ${number(b, 3)}; their sum is ${number(sum, 3)}.`,
  unit: (lane, { unit, t }, value, epoch) => `${lane.name}, unit ${unit}, step ${t + 1}: h is ${number(value)}${epoch === null ? "" : ` in epoch ${epoch}`}`,
  cards: {
    step: (t) => `step ${t + 1}`,
    reads: "reads", target: "wanted", answers: "answers", silent: "nothing is asked here", number: "number", marked: "marked", yes: "yes", no: "no",
    right: (lane, ok) => `${lane.name}: ${ok ? "right" : "wrong"}`,
    answerAt: (t, symbol) => `step ${t + 1}, right: ${named(symbol)}`,
    chance: (p) => number(p, 4),
    percent: (part) => `${number(part * 100, 4)} %`,
    pRight: "p(right)",
    state: (lane) => `${lane.name}, h`,
    unit: (u, t, layer) => `layer ${layer}, unit ${u}, step ${t + 1}`,
    h: "h",
    epoch: (e) => `epoch ${thousands(e)}`, shown: "shown",
    held: (name, epoch) => `${name} held out, after epoch ${thousands(epoch)}`,
    heldAfter: (epoch) => `held out, after epoch ${thousands(epoch)}`,
    clippedHere: "gradient clipped",
    sum: (lane) => `${lane.name}: the sum`,
    error: "squared error",
    share: (lane) => `${lane.name}, below the dashed line`,
    baseline: "without memory",
    lane: (lane) => lane.name,
    units: "hidden_size", parameters: "parameters", loss: "loss", epochs: "epochs trained", failure: "why it stopped",
  },
});
