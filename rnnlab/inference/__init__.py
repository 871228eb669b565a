"""A trained network run on a text: running freely, teacher-forced, or with a unit clamped."""
