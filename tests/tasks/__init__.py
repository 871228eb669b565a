"""Tests of `rnnlab/tasks/`."""
