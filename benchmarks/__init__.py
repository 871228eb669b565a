"""Benchmarks: our time as a ratio to a reference's, both measured in turns in the same run."""
