"""Race: one task, several cells, equally many parameters, one clock."""

from rnnlab.ui.pages.race.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
