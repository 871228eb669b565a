"""The tests; a package, so that test files of one name in two folders do not meet."""
