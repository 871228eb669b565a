"""Calls of the recurrent modules inside any model: recorded as they happen, proved, and shown."""
