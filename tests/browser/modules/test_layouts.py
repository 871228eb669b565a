"""Layouts: at every width the boxes of a view overlap only where they may, and lie within the stage."""

from itertools import combinations

import pytest

WIDTHS = [620, 779, 780, 960, 1100, 1440]
SLACK = 0.01  # px
LAYERS = """
const plan = m.layersPlan({ ...given, notes: { width: 96, height: 200 } });
const boxes = [];
for (let t = 1; t <= given.T; t++) {
  boxes.push([`x ${t}`, plan.xBox(t)]);
  for (let layer = 0; layer < given.L; layer++)
    for (const reverse of [false, true].slice(0, given.D))
      for (let unit = 0; unit < given.H; unit++)
        boxes.push([`h ${layer} ${reverse} ${t} ${unit}`, plan.unit({ layer, reverse }, t, unit)]);
}
const found = boxes.map(([name, { x, y, w, h }]) => plan.at(x + w / 2, y + h / 2));
return { boxes, found, width: plan.width, height: plan.height };
"""


def overlapping(boxes):
    """Pairs of names whose boxes share more than an edge."""
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a["x"] + a["w"], b["x"] + b["w"]) - max(a["x"], b["x"]) > SLACK
        and min(a["y"] + a["h"], b["y"] + b["h"]) - max(a["y"], b["y"]) > SLACK
    ]


def outside(boxes, width, height):
    return [
        name
        for name, box in boxes
        if min(box["x"], box["y"]) < -SLACK
        or box["x"] + box["w"] > width + SLACK
        or box["y"] + box["h"] > height + SLACK
    ]


def check(boxes, width, height):
    assert not overlapping(boxes)
    assert not outside(boxes, width, height)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "sizes",
    [
        {"T": 8, "L": 4, "D": 1, "H": 2, "I": 4},
        {"T": 5, "L": 2, "D": 2, "H": 4, "I": 3},
        {"T": 12, "L": 3, "D": 2, "H": 3, "I": 9},
    ],
)
def test_layers_have_a_box_for_each_unit_and_the_pointer_finds_it(js, sizes, width):
    seen = js("views/layers/layout.js", LAYERS, **sizes, width=width)
    check(seen["boxes"], seen["width"], seen["height"])
    for (name, _), found in zip(seen["boxes"], seen["found"], strict=True):
        kind, *rest = name.split()
        if kind == "x":
            assert (found["x"], found["t"]) == (True, int(rest[0]))
        else:
            layer, reverse, t, unit = rest
            assert found == {"layer": int(layer), "reverse": reverse == "true", "t": int(t), "unit": int(unit)}


TRAINING = """
const run = { T: given.T, L: given.L, H: 6, V: 6, E: 5, others: [], gates: given.gates, ambiguous: given.ambiguous };
const { width, hasStrip, bars } = given;
const { height, left, right } = m.layout({ run, width, hasStrip, bars });
const boxes = [["loss", right.loss], ["emb", right.emb]];
for (let layer = 0; layer < run.L; layer++) boxes.push([`W_hh ${layer}`, m.matrixBox(right, layer)]);
for (let t = 0; t < left.visible; t++) {
  boxes.push([`tile ${t}`, m.tileBox(left, 0, t)], [`bars ${t}`, m.barsBox(left, 0, t)]);
  for (let layer = 0; layer < run.L; layer++)
    for (let unit = 0; unit < run.H; unit++)
      boxes.push([`h ${layer} ${unit} ${t}`, m.unitBox(left, 0, { layer, unit, t })]);
}
if (left.windowed) boxes.push(["overview", left.overview]);
return { boxes, width, height };
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "given",
    [
        {"T": 5, "L": 2, "gates": ["h"], "ambiguous": False, "hasStrip": False, "bars": 0},
        {"T": 60, "L": 2, "gates": ["r", "z", "n"], "ambiguous": True, "hasStrip": True, "bars": 44},
        {"T": 5, "L": 6, "gates": ["i", "f", "g", "o"], "ambiguous": False, "hasStrip": False, "bars": 0},
    ],
)
def test_the_training_stage_has_room_for_letters_states_loss_and_weights(js, given, width):
    seen = js("views/training/layout.js", TRAINING, **given, width=width)
    check(seen["boxes"], seen["width"], seen["height"])


RACE = """
const lanes = given.sizes.map((H, index) => ({ H, index }));
const run = { T: given.T, lanes, sum: given.sum, config: { clip: given.clip } };
const { width, height, left, right } = m.layout({ run, width: given.width });
const boxes = [["loss", right.loss], ...lanes.map((_, i) => [`share ${i}`, m.shareBox(right, i)])];
for (const lane of lanes) {
  if (run.sum) boxes.push([`scale ${lane.index}`, m.scaleBox(left, lane)]);
  for (let t = 0; t < left.visible; t++) {
    if (!run.sum) boxes.push([`tile ${lane.index} ${t}`, m.tileBox(left, 0, lane, t)]);
    for (let unit = 0; unit < lane.H; unit++)
      boxes.push([`h ${lane.index} ${unit} ${t}`, m.unitBox(left, 0, lane, { unit, t })]);
  }
}
if (left.windowed) boxes.push(["overview", left.overview]);
return { boxes, width, height };
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "given",
    [
        {"T": 9, "sizes": [6, 4, 3], "sum": False, "clip": 0},
        {"T": 80, "sizes": [5, 4], "sum": False, "clip": 1},
        {"T": 20, "sizes": [6, 4, 3], "sum": True, "clip": 1},
    ],
)
def test_the_race_has_a_lane_for_each_cell_beside_the_losses(js, given, width):
    seen = js("views/race/layout.js", RACE, **given, width=width)
    check(seen["boxes"], seen["width"], seen["height"])


GENERATION = """
const runs = { T: given.T, L: 2, H: 8, V: given.V, F: given.F };
const { width, height, left } = m.layout({ runs, width: given.width });
const boxes = [];
for (let t = 0; t < left.visible; t++) {
  for (const name of Object.keys(left.rows)) boxes.push([`${name} ${t}`, m.tileBox(left, 0, t, name)]);
  boxes.push([`bars ${t}`, m.barsBox(left, 0, t)]);
}
const w = left.visible * left.pitch;
left.tops.forEach((y, layer) => boxes.push([`h ${layer}`, { x: left.from, y, w, h: left.block }]));
if (left.windowed) boxes.push(["overview", left.overview]);
return { boxes, width, height };
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("given", [{"T": 10, "V": 5, "F": 10}, {"T": 90, "V": 30, "F": 0}])
def test_free_running_has_its_rows_one_below_the_other(js, given, width):
    seen = js("views/generation/layout.js", GENERATION, **given, width=width)
    check(seen["boxes"], seen["width"], seen["height"])


ABLATION = """
const pair = { T: given.T, L: 2, H: 4, V: 4, rows: given.rows, two: given.two };
const { width, height, left, right } = m.layout({ pair, width: given.width });
const boxes = [["steps", right.steps]];
for (let t = 0; t < left.visible; t++) {
  boxes.push([`bars ${t}`, m.barsBox(left, 0, t)]);
  for (let run = 0; run < (pair.two ? 2 : 1); run++) {
    boxes.push([`tile ${t} ${run}`, m.tileBox(left, 0, t, run)]);
    for (let layer = 0; layer < pair.L; layer++)
      for (let unit = 0; unit < pair.H; unit++)
        boxes.push([`h ${layer} ${unit} ${t} ${run}`, m.unitBox(left, 0, { layer, unit, t, run }, pair.two)]);
    pair.rows.forEach((_, row) => {
      boxes.push([`gate ${row} ${t} ${run}`, m.gateBox(left, 0, { row, t, run }, pair.two)]);
    });
  }
}
if (left.windowed) boxes.push(["overview", left.overview]);
return { boxes, width, height };
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "given", [{"T": 5, "rows": [], "two": False}, {"T": 40, "rows": ["i", "f", "g", "o"], "two": True}]
)
def test_ablation_has_both_runs_beside_one_another(js, given, width):
    seen = js("views/ablation/layout.js", ABLATION, **given, width=width)
    check(seen["boxes"], seen["width"], seen["height"])


NAMES = """
const { say } = await import("/messages/en/ablation.js");
const { fitting, PAD } = await import("/canvas/labels.js");
const { SANS } = await import("/canvas/theme.js");
const { left } = m.layout({ pair: { T: 5, L: 2, H: 4, V: 4, rows: [], two: true }, width: given.width });
const g = new OffscreenCanvas(1, 1).getContext("2d");
g.font = `11px ${SANS}`;
const width = (text) => g.measureText(text).width;
return { end: PAD + width(fitting(g, say.twins(true, 4), left.names)), zero: left.from - 9 - width("0") };
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_ablation_names_its_rows_left_of_the_initial_state(js, width):
    seen = js("views/ablation/layout.js", NAMES, width=width)
    assert seen["end"] <= seen["zero"]
