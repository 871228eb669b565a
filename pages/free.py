"""Free running: a trained network reads what it said itself, beside the same network under teacher forcing."""

from rnnlab.ui import free
from rnnlab.ui.free_form import adopt_link, free_form
from rnnlab.ui.router import ensure_routed
from rnnlab.ui.style import head

ensure_routed()
adopt_link()
form = free_form()
head(
    "Free running: let it write",
    "A trained network reads a few symbols, then what it says itself; beside it, the same network reads a given text.",
)
free.page(form)
