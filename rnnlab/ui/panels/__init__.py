"""What stands under a player: console, table, shapes, code."""
