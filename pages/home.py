"""Home: what the lab is for, and one network at work on three days of real weather."""

from rnnlab.ui.pages.home.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
