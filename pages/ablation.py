"""Ablation: one unit of a trained network is held, and everything after it is computed anew."""

from rnnlab.ui import ablation
from rnnlab.ui.ablation_form import ablation_form
from rnnlab.ui.router import ensure_routed
from rnnlab.ui.style import head

ensure_routed()
form = ablation_form()
head(
    "Ablation: hold one unit",
    "Hold one unit of a trained network at a value and see which letters, and how much of the loss, hang on it.",
)
ablation.page(form)
