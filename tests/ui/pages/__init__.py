"""Tests of `rnnlab/ui/pages/`."""
