"""Min–max downsampling keeps what a curve looks like."""

import numpy as np
import pytest

from rnnlab.analysis.downsampling import min_max_indices


@pytest.mark.parametrize("count", [1, 2, 3, 10, 11, 97, 1000])
def test_both_ends_the_extremes_and_what_is_asked_for_are_kept(count):
    values = np.random.default_rng(count).normal(size=count)
    kept = min_max_indices(values, 8, np.array([count // 2]))
    assert {0, count // 2, count - 1, int(values.argmin()), int(values.argmax())} <= set(kept.tolist())
    assert sorted(set(kept.tolist())) == kept.tolist()
    assert len(kept) <= 8 + 5
