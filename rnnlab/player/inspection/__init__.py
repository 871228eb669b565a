"""What a browser is sent of a recorded call, so that it can look into 100 000 steps as well as at a single value."""
