"""Page Free running: let it write."""
