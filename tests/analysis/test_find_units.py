"""Units that are on in a brush, and other places where they act alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnlab.analysis import find_units as module
from rnnlab.analysis.find_units import find_units
from rnnlab.errors import ConfigError


def quiet(seq_len=60, batch=2, units=8, seed=0):
    """States below every threshold used here."""
    return np.random.default_rng(seed).uniform(-0.3, 0.3, (seq_len, batch, units)).astype(np.float32)


def places(found):
    return [(place.item, place.first, place.last, place.matching) for place in found.places]


def test_units_on_in_the_brush_and_off_around_it_are_found():
    h = quiet()
    h[9:14, 0, 1] = 0.8  # steps 10 to 14
    h[9:14, 0, 2] = -0.8
    h[9:15, 0, 3] = 0.8  # still on after the brush
    h[8:14, 0, 4] = -0.8  # already on before it
    h[9:13, 0, 5] = 0.8  # off at its end
    h[9:14, 0, 6] = [0.8, -0.8, 0.8, -0.8, 0.8]  # not of one sign
    h[9:14, 0, 7] = [0.8, np.nan, 0.8, np.inf, 0.8]
    found = find_units(h, 0, 10, 14, 0.5)
    assert (found.units, found.signs, found.places, found.not_finite) == ((1, 2), (1, -1), (), 2)
    assert find_units(h, 0, 10, 14, 0.5, around=0).units == (1, 2, 3, 4)
    h[6, 0, 1] = 0.8  # three steps before
    assert find_units(h, 0, 10, 14, 0.5, around=2).units == (1, 2)
    assert find_units(h, 0, 10, 14, 0.5, around=3).units == (2,)
    assert find_units(h, 0, 10, 14, 0.5, around=10**9).units == (2,)
    assert find_units(h, 0, 10, 14, 0.9).units == ()


def test_places_are_ranked_by_what_they_have_in_common_with_the_brush():
    h = quiet()
    for unit in (1, 2, 3, 4):
        h[9:14, 0, unit] = 0.8  # the brush
    for item, start, stop, units in ((1, 40, 45, 4), (0, 30, 35, 3), (1, 9, 12, 4), (0, 50, 60, 2), (1, 20, 21, 1)):
        h[start:stop, item, 1 : 1 + units] = 0.9
    found = find_units(h, 0, 10, 14, 0.5)
    assert places(found) == [(1, 41, 45, 4), (0, 31, 35, 3), (1, 10, 12, 4), (0, 51, 60, 2), (1, 21, 21, 1)]
    assert [place.score for place in found.places] == pytest.approx([1, 15 / 20, 12 / 20, 10 / 20, 1 / 20])
    assert found.places[1].units == (1, 2, 3)
    assert places(find_units(h, 0, 10, 14, 0.5, limit=2)) == places(found)[:2]
    assert find_units(h, 0, 10, 14, 0.5, limit=0).places == ()


def test_of_equals_the_one_as_long_as_the_brush_comes_first():
    h = quiet(200, 1)
    h[9:14, 0, 1] = h[50:90, 0, 1] = h[100:105, 0, 1] = h[120:130, 0, 1] = 0.8
    assert places(find_units(h, 0, 10, 14, 0.5)) == [(0, 101, 105, 1), (0, 121, 130, 1), (0, 51, 90, 1)]
    assert places(find_units(h, 0, 10, 14, 0.5, limit=1)) == [(0, 101, 105, 1)]


def test_a_unit_of_the_other_sign_does_not_act_alike():
    h = quiet()
    h[9:14, 0, 1], h[30:35, 0, 1], h[40:45, 1, 1] = -0.8, 0.8, -0.8
    assert places(find_units(h, 0, 10, 14, 0.5)) == [(1, 41, 45, 1)]


def test_an_infinity_is_off_wherever_it_is():
    h = quiet()
    h[9:14, 0, 1], h[14, 0, 1] = 0.8, np.inf
    h[30:35, 1, 1], h[40:45, 1, 1] = 0.8, np.inf
    assert places(find_units(h, 0, 10, 14, 0.5)) == [(1, 31, 35, 1)]


def test_padding_is_off_and_no_place():
    h = quiet()
    h[9:14, 0, 1] = 0.8
    h[50:, :, 1] = h[14, 0, 1] = 0.9
    assert find_units(h, 0, 10, 14, 0.5).units == ()
    assert find_units(h, 0, 10, 14, 0.5, lengths=[14, 60]).units == (1,)
    assert places(find_units(h, 0, 10, 14, 0.5, lengths=[14, 52])) == [(1, 51, 52, 1)]


@pytest.mark.parametrize("seed", range(20))
def test_planted_places_are_the_first_of_a_long_recording(seed):
    rng = np.random.default_rng(seed)
    h = rng.normal(0, 0.4, (3000, 2, 100)).astype(np.float32)
    units = sorted(rng.choice(100, 12, replace=False).tolist())
    signs = rng.choice([-1, 1], 12)
    length, starts = int(rng.integers(1, 40)), rng.permutation(50)[:6] * 50 + 5
    for place, start in enumerate(starts.tolist()):
        h[start - 1 : start + length + 1, place % 2, units] = 0.1
        h[start : start + length, place % 2, units] = 0.9 * signs
    found = find_units(h, 0, int(starts[0]) + 1, int(starts[0]) + length, 0.6)
    assert set(units) <= set(found.units)
    planted = {(place % 2, start + 1) for place, start in enumerate(starts.tolist()) if place}
    assert {(place.item, place.first) for place in found.places[:5]} == planted
    assert all(set(units) <= set(place.units) and place.last + 1 - place.first == length for place in found.places[:5])


@given(some.integers(2, 30), some.integers(1, 2), some.integers(1, 70), some.integers(0, 2**16), some.data())
def test_every_place_is_what_its_docstring_says(seq_len, batch, units, seed, data):
    h = np.random.default_rng(seed).choice([0.0, 1.0, -1.0, np.nan], (seq_len, batch, units), p=[0.2, 0.5, 0.25, 0.05])
    item, first = data.draw(some.integers(0, batch - 1)), data.draw(some.integers(1, seq_len))
    last = data.draw(some.integers(first, min(seq_len, first + 4)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_STEPS_AT_ONCE", 7)
        found = find_units(h, item, first, last, 0.5, around=0, limit=1000)
    brush = h[first - 1 : last, item]
    same = [unit for unit in range(units) if (brush[:, unit] == 1).all() or (brush[:, unit] == -1).all()]
    assert list(found.units) == same
    on = np.zeros((seq_len, batch, len(same)), bool)
    for k, (unit, sign) in enumerate(zip(found.units, found.signs, strict=True)):
        on[:, :, k] = h[:, :, unit] == sign
    taken = np.zeros((seq_len, batch), bool)
    taken[first - 1 : last, item] = True
    best, length, ranked = best_score(on, taken, last + 1 - first), last + 1 - first, []
    for place in found.places:
        part = slice(place.first - 1, place.last)
        assert not taken[part, place.item].any()
        taken[part, place.item] = True
        assert list(place.units) == [same[k] for k in np.flatnonzero(on[part, place.item].all(0))]
        common = place.matching * min(length, place.last + 1 - place.first)
        assert place.score == pytest.approx(common / (len(same) * length))
        ranked.append(place.score)
    assert ranked == sorted(ranked, reverse=True)
    assert (ranked[0] if ranked else 0) == pytest.approx(best)
    assert (taken | ~on.any(2)).all()


def best_score(on, taken, length):
    """The highest score of any window of at most `length` steps, tried one by one."""
    scores = [0.0]
    for start in range(len(on)):
        for stop in range(start + 1, min(len(on), start + length) + 1):
            units = on[start:stop].all(0).sum(1) * ~taken[start:stop].any(0)  # (batch,)
            scores.append(units.max() * (stop - start) / max(1, on.shape[2] * length))
    return max(scores)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"item": 2}, r"^item must be from 0 to 1, got 2$"),
        ({"item": True}, r"^item must be from 0 to 1, got True$"),
        ({"first": 0}, r"^first must be a step from 1 to 60, got 0$"),
        ({"last": 9}, r"^last must be a step from 10 to 60, got 9$"),
        ({"last": 61}, r"^last must be a step from 10 to 60, got 61$"),
        ({"lengths": [12, 60]}, r"^last must be a step from 10 to 12, got 14$"),
        ({"threshold": 0.0}, r"^threshold must be a number above 0, got 0.0$"),
        ({"threshold": np.nan}, r"^threshold must be a number above 0, got nan$"),
        ({"around": -1}, r"^around must be 0 or a positive whole number, got -1$"),
        ({"states": np.ones((3, 3))}, r"^states must be numbers of shape"),
    ],
)
def test_a_brush_that_does_not_fit_is_refused(change, words):
    given = {"states": quiet(), "item": 0, "first": 10, "last": 14, "threshold": 0.5, **change}
    with pytest.raises(ConfigError, match=words):
        find_units(**given)
