"""Tests of `rnnlab/training/`."""
