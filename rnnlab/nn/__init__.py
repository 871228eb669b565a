"""The equations of one step, the models made of them, and what keeps their numbers the same on every run."""
