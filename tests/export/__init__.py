"""Tests of `rnnlab/export/`."""
