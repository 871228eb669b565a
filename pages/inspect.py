"""Inspect hidden states: the states of any recorded network, from 100 000 steps to one value."""

from rnnlab.ui.pages.inspect.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
