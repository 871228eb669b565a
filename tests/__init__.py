"""The tests; a package, so that two test files may have one name in two folders."""
