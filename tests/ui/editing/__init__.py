"""Tests of `rnnlab/ui/editing/`."""
