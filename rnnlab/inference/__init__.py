"""A trained network run on a text: writing freely, teacher-forced, or with a unit clamped."""
