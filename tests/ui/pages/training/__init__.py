"""Tests of `rnnlab/ui/pages/training/`."""
