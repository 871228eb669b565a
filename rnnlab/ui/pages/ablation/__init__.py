"""Page Ablation: hold one unit."""
