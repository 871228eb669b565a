"""Windows of bits against windows of booleans."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from rnnlab.analysis.bit_windows import BitSteps, popcount, set_bits


@given(some.integers(1, 20), some.integers(1, 3), some.integers(1, 140), some.integers(0, 2**16), some.data())
def test_windows_hold_what_is_on_at_each_of_their_steps_and_beside_them(seq_len, batch, units, seed, data):
    on = np.random.default_rng(seed).random((seq_len, batch, units)) < 0.8
    steps = data.draw(some.integers(1, seq_len))
    bits = BitSteps(on)
    throughout, around = bits.throughout(steps), bits.around(steps)
    assert throughout.shape == around.shape == (seq_len - steps + 1, batch, -(-units // 64))
    outside = np.zeros((1, batch, units), bool)
    padded = np.concatenate([outside, on, outside])
    for t in range(seq_len - steps + 1):
        expected = on[t : t + steps].all(0)
        assert popcount(throughout)[t].tolist() == expected.sum(1).tolist()
        for item in range(batch):
            assert set_bits(throughout[t, item]) == np.flatnonzero(expected[item]).tolist()
            beside = padded[t, item] | padded[t + steps + 1, item]
            assert set_bits(around[t, item]) == np.flatnonzero(beside).tolist()
