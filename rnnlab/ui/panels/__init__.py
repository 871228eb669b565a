"""The tabs below a player: console, table, shapes, code."""
