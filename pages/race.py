"""Race: one task, several cells, equally many parameters, one clock."""

from rnnlab.ui.router import ensure_routed
from rnnlab.ui.widgets import head

ensure_routed()
head(
    "Race: which cell remembers?",
    "RNN, GRU and LSTM learn the same task with equally many parameters: watch which of them keeps up.",
)
