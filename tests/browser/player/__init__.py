"""Browser tests of the player: time, panels, fields, editing."""
