"""Many people at one server, and one person on a slow line, without browsers."""
