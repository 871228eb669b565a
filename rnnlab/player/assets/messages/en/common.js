// Every sentence a person reads in the player, in one place.

export const words = {
  player: { cell: "RNNCell player", layers: "Layers player", training: "Training player", weather: "Weather player", race: "Race player", generation: "Free running player", ablation: "Ablation player", console: "Console" },
  menu: "Pages",
  first: "First", back: "One back", play: "Play", pause: "Pause", next: "One forward", last: "Last",
  speed: "Speed", position: "Position", train: "Train", reset: "Start again with the same seed", stepEpoch: "Train one epoch",
  live: "live", jumpToLive: "Jump to live", newSeed: "New seed", forkHere: "Fork here",
  rate: (rate, unit, factor) => `${rate} ${unit}${rate === 1 ? "" : "s"}/s · ${factor}×`,
  stepOf: (t, total) => `step ${t} of ${total}`,
  epochOf: (e, total) => `epoch ${e} of ${total}`,
  stageHelp: "Arrow left and right: one step. Arrow up and down: choose a unit. Space: play or pause. Home and End: first and last.",
  legend: "colour of a value",
  cell: {
    bracket: "one cell, one set of weights, used at every step",
    zeros: "zeros",
    loop: (idx) => `idx ${idx} in the loop`,
    before: "Nothing is computed yet. Press play, or the right arrow, and the first step reads x₁.",
    choose: "Select a unit of h to see its arithmetic.",
  },
  layers: {
    title: ({ cell, nonlinearity, num_layers: n }) => `${cell.toUpperCase()}${cell === "rnn" ? ` (${nonlinearity})` : ""}, ${n} layer${n === 1 ? "" : "s"}`,
    readBackwards: "Reverse reads from the last step, so its pale steps are known already.",
    outline: (id) => (id === "output" ? "Outline output: the top layer at every step" : "Outline h_n: every layer after its last step"),
    layer: (l) => `layer ${l}`,
    row: ({ layer, reverse }, D) => `layer ${layer}${D === 2 ? (reverse ? ", reverse" : ", forward") : ""}`,
    both: (l, D) => `layer ${l}${D === 2 ? ", both" : ""}`,
    reads: (l) => (l === 0 ? "reads x" : `reads layer ${l - 1}`),
    direction: (reverse, narrow) => (narrow ? (reverse ? "←" : "→") : reverse ? "← reverse" : "forward →"),
    numbers: (n, narrow) => `${n} number${n === 1 ? "" : "s"}${narrow ? "" : " a step"}`,
    inputRange: "colour ±1",
    at: (row, t) => `${row}, t = ${t}`,
    start: (resting) => (resting ? "zeros" : "h_0"),
    startsAt: (row) => `h_0, ${row}`,
    feature: (i) => `feature ${i}`,
    unit: (u) => `unit ${u}`,
    thisCell: "this cell", fromBelow: "from below",
    fromSide: (reverse) => (reverse ? "from the right" : "from the left"),
    gatesOf: (u) => `gates of unit ${u}`,
    formula: ({ cell, nonlinearity }, reverse) => {
      const side = reverse ? "right" : "left";
      if (cell === "rnn") return `${nonlinearity}(W_ih·below + W_hh·${side} + b)`;
      return cell === "lstm" ? `c = f·c_${side} + i·g,  h = o·tanh(c)` : `h = (1−z)·n + z·h_${side}`;
    },
    before: (D, resting) => (D === 2
      ? "no step has been read forward yet; the reverse direction comes from the other end. Press play, or the right arrow, for step 1."
      : `nothing is computed yet, every layer starts at ${resting ? "zeros" : "its h_0"}. Press play, or the right arrow, and step 1 reads x.`),
    outputShape: ({ seq_len: T, batch_size: B, hidden_size: H, bidirectional, batch_first }) => {
      const [width, size] = bidirectional ? ["2·hidden", 2 * H] : ["hidden", H];
      return batch_first ? `(batch, seq_len, ${width}) = (${B}, ${T}, ${size})` : `(seq_len, batch, ${width}) = (${T}, ${B}, ${size})`;
    },
    everyStep: ({ bidirectional }) => `top layer, every step${bidirectional ? ", both directions joined" : ""}`,
    stateShape: ({ num_layers: L, batch_size: B, hidden_size: H, bidirectional }) => [bidirectional ? "(2·num_layers," : "(num_layers,", " batch,", " hidden)", `= (${bidirectional ? 2 * L : L}, ${B}, ${H})`],
    lastStep: ({ bidirectional }) => (bidirectional ? ["every layer, last step;", "for reverse that is t = 1"] : ["every layer,", "last step"]),
    cellState: ["same shape as h_n:", "each cell's memory"],
    inBoth: "in both:",
    bothIs: ({ bidirectional, batch_first: first }, H) => {
      const [last, begin] = first ? [":, -1", ":, 0"] : ["-1", "0"];
      if (!bidirectional) return [`output[${last}]`, "== h_n[-1]"];
      const all = first ? "" : ", :";
      return [`output[${last}${all}, :${H}]`, "== h_n[-2]", `output[${begin}${all}, ${H}:]`, "== h_n[-1]"];
    },
  },
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
    chosen: (name, says, value) => `${name}, ${says}: ${value}. ${words.edit.byKey}`,
    changed: (name, value) => `${name} is now ${value}.`,
    count: (n) => (n === 0 ? "Nothing is set by hand." : n === 1 ? "One value is set by hand." : `${n} values are set by hand.`),
    term: (name, w, v) => `${name}, ${w}${v === null ? "" : ` times ${v}`}`,
  },
  console: {
    code: "the program", printed: "what it prints",
    caption: "Left: the code. Right: exactly what it prints; the lines of the step on stage are marked.",
  },
  panels: {
    tabs: "Console, numbers, shapes and code",
    shapes: "shapes of all tensors", table: "the numbers", script: "the script",
    shapeHeads: (note) => ["Tensor", `Shape${note}`, "Here", "What it holds"],
    quantity: "Quantity",
    precision: "One row per number, in full float32 precision.",
    first: (shown, all) => ` The first ${shown.toLocaleString("en")} of ${all.toLocaleString("en")} rows; the CSV has them all.`,
    downloadCsv: "Download CSV", preparing: "Preparing …",
    run: "Run it anywhere with PyTorch: it prints what the Console shows.",
    downloadScript: "Download script",
    copy: "Copy", copied: "Copied", notCopied: "Selected: press Control C",
  },
  strip: {
    check: (sum, value) => `all digits: ${sum}, and torch says ${value}`,
    held: (value, held) => `${value}, but held at ${held}`,
    checkHeld: (sum, held, value) => `all digits: it would be ${sum}; held at ${held}, and torch went on with ${value}`,
    waiting: "Fetching this unit's weights …",
    terms: (n) => `${n} terms`,
  },
};
