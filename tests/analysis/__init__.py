"""Tests of `rnnlab/analysis/`."""
