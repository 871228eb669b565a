"""Values set by hand on a page, with undo and redo."""
