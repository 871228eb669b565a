"""Axes and colour ranges end at round numbers."""

import pytest

SCALES = "charts/scales.js"


@pytest.mark.parametrize(
    ("largest", "nice"),
    [
        (0, 1),
        (float("nan"), 1),
        (1, 1),
        (0.97, 1),
        (1.01, 1.2),
        (1.3, 1.5),
        (7, 8),
        (8.1, 10),
        (0.013, 0.015),
        (260, 300),
    ],
)
def test_a_range_is_the_next_round_number(js, largest, nice):
    assert js(SCALES, "m.niceRange(given.largest)", largest=largest) == nice


def test_a_range_holds_what_it_is_for_and_not_much_more(js):
    values = [1.07**i * 1e-6 for i in range(400)]
    for value, nice in zip(values, js(SCALES, "given.values.map(m.niceRange)", values=values), strict=True):
        assert value * (1 - 1e-9) <= nice <= value * 1.34


@pytest.mark.parametrize(
    ("top", "lines", "values"),
    [(1, 4, [0, 0.5, 1]), (10, 5, [0, 2, 4, 6, 8, 10]), (1.5, 4, [0, 0.5, 1, 1.5]), (0.35, 3, [0, 0.2])],
)
def test_ticks_are_round_and_begin_at_zero(js, top, lines, values):
    assert js(SCALES, "m.ticks(given.top, given.lines)", top=top, lines=lines) == pytest.approx(values)


def test_ticks_of_a_logarithm_are_powers_of_ten_evenly_thinned(js):
    assert js(SCALES, "m.logTicks(0.01, 10, 4)") == pytest.approx([0.01, 0.1, 1, 10])
    assert js(SCALES, "m.logTicks(1e-6, 10, 3)") == pytest.approx([1e-5, 1e-3, 0.1, 10][-4:])


def test_the_largest_magnitude_passes_over_what_is_no_finite_number(js):
    program = "m.largest([{ data: [1, -3, NaN, -Infinity] }, { data: [2] }])"
    assert js(SCALES, program) == 3
    assert js(SCALES, "m.largest([])") == 0
