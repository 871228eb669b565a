"""Training one optimiser step at a time: history, forks, races, saved state."""
