"""The free running view: where it opens, and what it says once the forced run has nothing left to read."""

import pytest

RUNS = """
const array = (count, each = 1) => ({ shape: [count, 1, each], data: new Float32Array(count * each) });
const header = { config: { num_layers: 1, hidden_size: 1, input_size: 1, cell: "rnn" }, vocab: ["a", "b"], length: 9 };
Object.assign(header, { prime: "a", temperature: 1, top_k: null, text: "aaaaaaaa", reference: "aab", parts_at: 2 });
const arrays = new Map();
for (const [suffix, steps] of [["", 9], ["_forced", given.forced]]) {
  if (!steps) continue;
  for (const name of ["read", "said"]) arrays.set(name + suffix, array(steps));
  arrays.set("probabilities" + suffix, { shape: [steps, 2], data: new Float32Array(2 * steps).fill(0.5) });
  arrays.set("layer0.h" + suffix, array(steps));
}
if (given.forced) arrays.set("layer0.distance", array(given.forced));
const runs = new m.Rollouts({ header, arrays });
const { describeOf, headOf, spokenOf } = await import("/views/generation/describe.js");
"""


@pytest.mark.parametrize(("forced", "start"), [(3, 3), (9, 9), (0, 9)])
def test_it_opens_at_the_last_step_that_both_runs_have(js, forced, start):
    assert js("views/generation/data.js", RUNS + "return runs.lastOfBoth;", forced=forced) == start


OVER = "the reference is over after step 3, and teacher forcing with it"


@pytest.mark.parametrize(("step", "forced", "over"), [(3, 3, False), (4, 3, True), (9, 9, False), (9, 0, False)])
def test_the_end_of_the_reference_is_told_from_the_step_after_it_on(js, step, forced, over):
    program = (
        "return [headOf(runs, given.step).notes.join(), spokenOf(runs, given.step), describeOf(runs, given.step)];"
    )
    for text in js("views/generation/data.js", RUNS + program, step=step, forced=forced):
        assert (OVER in text) == over


@pytest.mark.parametrize(("step", "told"), [(2, False), (3, True), (9, True)])
def test_that_the_runs_do_not_part_is_said_of_the_steps_that_both_have(js, step, told):
    program = "runs.partsAt = null; return headOf(runs, given.step).notes;"
    notes = js("views/generation/data.js", RUNS + program, step=step, forced=3)
    assert ("they do not part while both run" in notes) == told
    assert not any("never" in note for note in notes)
