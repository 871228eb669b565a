"""RNNCell, step by step: one cell over a short sequence, every number in sight."""

from rnnlab.ui import cell
from rnnlab.ui.forms import cell_form
from rnnlab.ui.router import ensure_routed
from rnnlab.ui.style import head

ensure_routed()
form = cell_form()
head(
    "RNNCell, step by step",
    "At each step the cell mixes the new input with what it remembers. Select any unit to see its arithmetic.",
)
cell.page(form)
