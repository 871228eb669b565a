"""Browser tests of the whole app: links, menu, sessions, leaving and returning."""
