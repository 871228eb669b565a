"""Equations of one step, models, seeds, and what keeps every bit the same on every run."""
