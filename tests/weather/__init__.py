"""Tests of `rnnlab/weather/`."""
