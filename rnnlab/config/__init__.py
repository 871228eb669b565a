"""What a person chooses: frozen, checked, and small enough for a link."""
