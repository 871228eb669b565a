"""Health of the units of one layer: faults with their definitions, time constants, dimensions."""
