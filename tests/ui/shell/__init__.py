"""Tests of `rnnlab.ui.shell`."""
