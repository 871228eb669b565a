"""Any recurrent module of torch run with every layer, step and gate kept."""
