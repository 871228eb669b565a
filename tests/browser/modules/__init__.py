"""Tests of the player's pure JavaScript modules, run in one browser page."""
