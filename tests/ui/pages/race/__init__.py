"""Tests of `rnnlab/ui/pages/race/`."""
