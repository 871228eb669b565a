"""Tests of `rnnlab/ui/live/`."""
