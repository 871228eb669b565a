"""Tests of `rnnlab/nn/`."""
