"""Ablation: one unit of a trained network is held, and everything after it is computed anew."""

from rnnlab.ui.pages.ablation.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
