"""RNN: layers × time: every layer at every step, and which slices PyTorch gives back."""

from rnnlab.ui.pages.layers.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
