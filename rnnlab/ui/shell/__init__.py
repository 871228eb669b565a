"""What surrounds every page: the table of pages, router, menu, stylesheet, and the order in which things are drawn."""
