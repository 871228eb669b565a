"""The recordings that come with the app, and the command that makes them."""
