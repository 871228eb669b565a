"""Home: what the lab is for, and a network that forecasts temperatures from three days of real weather."""

from rnnlab.ui.pages.home.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
