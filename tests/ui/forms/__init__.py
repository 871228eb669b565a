"""Tests of `rnnlab/ui/forms/`."""
