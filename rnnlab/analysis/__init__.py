"""Analysis of a recording's numbers; no model is run here."""
