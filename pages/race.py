"""Race: several cells learn the same task, with equally many parameters, epoch by epoch."""

from rnnlab.ui.pages.race.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
