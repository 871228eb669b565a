"""Tests of `rnnlab/i18n/`."""
