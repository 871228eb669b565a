"""The server: what it does at its start, and around each connection."""
