"""Tests of `rnnlab/ui/panels/`."""
