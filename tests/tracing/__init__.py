"""Tests of `rnnlab/tracing/`."""
