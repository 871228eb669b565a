"""What surrounds every page: router, menu, stylesheet, and the order in which things are drawn."""
