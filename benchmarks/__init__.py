"""Speed as ratios: our time beside a reference's, both measured in the same run, turn by turn."""
