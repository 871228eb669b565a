"""Embedding: watch it learn: a text goes in, another comes out, and the network learns it before your eyes."""

from rnnlab.ui.pages.training.page import page
from rnnlab.ui.shell.router import ensure_routed

ensure_routed()
page()
