"""Benchmarks of what shows a recording: `python -m benchmarks inspect`."""
