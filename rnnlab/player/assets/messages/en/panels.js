// What a person reads in the panels below a player.

import { messages } from "../language.js";

export const say = messages("panels", {
  tabs: "Console, numbers, shapes and code",
  shapes: "shapes of all tensors", table: "the numbers", script: "the script",
  shapeHeads: (note) => ["Tensor", `Shape${note}`, "Here", "What it holds"],
  quantity: "Quantity",
  precision: "One row per number, in full float32 precision.",
  first: (shown, all) => ` The first ${shown.toLocaleString("en")} of ${all.toLocaleString("en")} rows; the CSV has them all.`,
  downloadCsv: "Download CSV", preparing: "Preparing …",
  run: "Run it anywhere with PyTorch: it prints what the Console shows.",
  runAnywhere: "Run it anywhere with PyTorch.",
  downloadScript: "Download script",
  copy: "Copy", copied: "Copied", notCopied: "Selected: press Control C",
  console: {
    code: "the program", printed: "what it prints",
    caption: "Left: the code. Right: exactly what it prints; the lines of the step on stage are marked.",
    begun: "Left: the code. Right: lines that it prints; those of the step on stage are marked.",
  },
});
