"""RNNCell, step by step: one cell over a short sequence, every number in sight."""

from rnnlab.ui.pages.cell.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
