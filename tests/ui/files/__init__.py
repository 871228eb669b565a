"""Tests of `rnnlab/ui/files/`."""
