"""Tests of `rnnlab/inference/`."""
