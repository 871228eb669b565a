"""Embedding: watch it learn: a network learns to answer one text with another, shown epoch by epoch."""

from rnnlab.ui.pages.training.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
