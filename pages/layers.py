"""RNN: layers × time: every layer at every step, and which slices PyTorch gives back."""

from rnnlab.ui import layers
from rnnlab.ui.forms import layers_form
from rnnlab.ui.router import ensure_routed
from rnnlab.ui.style import head

ensure_routed()
form = layers_form()
head(
    "RNN: layers × time",
    "Each cell reads the one below and the one on its left. Two slices of this grid are what PyTorch gives back.",
)
layers.page(form)
