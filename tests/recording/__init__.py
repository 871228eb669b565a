"""Tests of `rnnlab/recording/`."""
