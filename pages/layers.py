"""RNN: layers × time: every layer at every step, and which of these states PyTorch returns."""

from rnnlab.ui.pages.layers.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
