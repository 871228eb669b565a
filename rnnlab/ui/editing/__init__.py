"""Edits: values that a person sets on a page, with undo and redo."""
