"""RNNCell, step by step: one cell over a short sequence, every number of it shown."""

from rnnlab.ui.pages.cell.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
