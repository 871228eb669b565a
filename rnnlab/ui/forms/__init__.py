"""Settings: fields with their limits, widgets, links."""
