"""Tests of `rnnlab/ui/`."""
