"""Free running: a trained network reads the symbols that it wrote, beside the same network under teacher forcing."""

from rnnlab.ui.pages.generation.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
