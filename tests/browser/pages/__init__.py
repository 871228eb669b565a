"""Browser tests of single pages, used as a person uses them."""
