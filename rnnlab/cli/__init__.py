"""The command `rnnlab`: the app, and recordings in a terminal."""
