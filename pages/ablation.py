"""Ablation: one unit of a trained network is held at a value, and every later number is computed again."""

from rnnlab.ui.pages.ablation.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
