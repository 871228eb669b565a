"""Tests of `rnnlab/figures/`."""
