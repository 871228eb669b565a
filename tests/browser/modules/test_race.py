"""The race view: of which epoch each number is, by which losses the lanes are compared, and where its window opens."""

import pytest

# Two lanes: rnn, whose last batch was easy, and lstm, better on what is held out. Held-out losses after epochs 1 and 4.
RACE = """
const array = (shape, data) => ({ shape, data: Float32Array.from(data) });
const T = given.targets?.length ?? 3;
const cells = ["rnn", "lstm"];
const lanes = cells.map((cell) => ({ cell, hidden_size: 1, parameters: 9, failure: given.failure?.[cell] ?? "" }));
const losses = { rnn: [2, 1.9, 1.8, 1.7, 0.1], lstm: [2, 1.5, 1, 0.6, 0.9] };
const held = given.held ?? { rnn: [[1, 4], [2, 1.8]], lstm: [[1, 4], [1.9, 0.5]] };
const arrays = new Map([
  ["epoch", array([1], [given.shown ?? 5])], ["inputs", array([1, T], Array(T).fill(0))],
  ["targets", array([1, T], given.targets ?? [0, 0, 0])],
]);
for (const { cell } of lanes) {
  const [epochs, values] = held[cell] ?? [[], []];
  arrays.set(`losses.${cell}`, array([5], losses[cell].slice(0, given.done?.[cell] ?? 5)));
  arrays.set(`held_out.epoch.${cell}`, array([epochs.length], epochs));
  arrays.set(`held_out.${cell}`, array([values.length], values));
  arrays.set(`${cell}.h`, array([1, T, 1], Array(T).fill(0.5)));
  for (const name of ["top", "chance"]) arrays.set(`${cell}.${name}`, array([1, T, 1], Array(T).fill(0)));
  arrays.set(`${cell}.right`, array([1, T], Array(T).fill(0.5)));
}
const config = { task: "echo", epochs: 9, num_layers: 1, ...given.config };
const baseline = { loss: 2 };
const header = { config, lanes, vocab: ["a", "b"], status: "paused", epochs_done: 5, baseline, looked_at: 0 };
const run = new m.Race({ header, arrays }, null);
const { describeOf, describeUnit } = await import("/views/race/describe.js");
const { cardOf } = await import("/views/race/cards.js");
"""


@pytest.mark.parametrize(
    ("epoch", "after", "shares"), [(5, 4, [0.1, 0.75]), (4, 4, [0.1, 0.75]), (3, 1, [0.0, 0.05]), (1, 1, [0.0, 0.05])]
)
def test_lanes_are_compared_by_what_is_held_out_not_by_the_last_batch(js, epoch, after, shares):
    """After epoch 5 the plain RNN's batch has the lower loss, and the LSTM's held-out loss is far below its own."""
    program = "const at = run.comparedAfter(given.epoch); return [at, run.lanes.map((l) => run.share(l, at))];"
    found, parts = js("views/race/data.js", RACE + program, epoch=epoch)
    assert found == after
    assert parts == pytest.approx(shares)


def test_lanes_are_compared_after_an_epoch_that_all_were_measured_after(js):
    held = {"rnn": [[1, 4], [2, 1.8]], "lstm": [[1], [1.9]]}
    assert js("views/race/data.js", RACE + "return run.comparedAfter(5);", held=held) == 1
    assert js("views/race/data.js", RACE + "return run.comparedAfter(5);", held={}) == 0


def test_a_lane_that_stopped_does_not_keep_the_others_from_being_compared(js):
    given = {"held": {"rnn": [[1], [2]], "lstm": [[1, 4], [1.9, 0.5]]}, "done": {"rnn": 2}, "failure": {"rnn": "NaN."}}
    program = "const at = run.comparedAfter(5); return [at, ...run.lanes.map((l) => run.share(l, at) ?? 'stopped')];"
    assert js("views/race/data.js", RACE + program, **given) == [4, "stopped", 0.75]


def test_a_held_out_loss_is_spoken_with_the_epoch_it_was_measured_after(js):
    spoken = js("views/race/data.js", RACE + "return describeOf(run, { position: 3, playing: false });")
    assert "loss 1.800, held out 2.000 after epoch 1," in spoken
    assert "loss 1.000, held out 1.900 after epoch 1," in spoken


def test_states_of_another_epoch_say_of_which(js):
    unit = "describeUnit(run, 3, { lane: 0, unit: 0, t: 1 })"
    card = "cardOf(run, { kind: 'state', lane: 0, unit: 0, t: 1 }, 0, 3).rows.map((row) => row.text)"
    assert js("views/race/data.js", RACE + f"return {unit};") == "RNN, unit 0, step 2: h is 0.50 in epoch 5"
    assert "epoch 5" in js("views/race/data.js", RACE + f"return {card};")
    assert js("views/race/data.js", RACE + f"return {unit};", shown=3) == "RNN, unit 0, step 2: h is 0.50"
    assert "epoch 5" not in js("views/race/data.js", RACE + f"return {card};", shown=3)


@pytest.mark.parametrize(("silent", "asked", "first"), [(3, 17, 0), (50, 150, 42), (70, 20, 62), (0, 5, 0)])
def test_the_window_opens_where_something_is_asked(js, silent, asked, first):
    targets = [-100] * silent + [1] * asked
    assert js("views/race/data.js", RACE + "return run.firstAsked;", targets=targets) == first
