"""Tests of `rnnlab/config/`."""
