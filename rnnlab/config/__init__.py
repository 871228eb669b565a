"""Settings that a person chooses: frozen dataclasses, checked, and small enough for a link."""
