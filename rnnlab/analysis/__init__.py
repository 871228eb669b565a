"""What a recording says, computed from its numbers; no model is run here."""
