"""Recordings: named arrays and a header, as one file, as tables, and parts of them."""
