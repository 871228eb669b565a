"""The page Inspect hidden states."""
