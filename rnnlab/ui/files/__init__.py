"""Save and Open: the buttons, and the files that they write and read."""
