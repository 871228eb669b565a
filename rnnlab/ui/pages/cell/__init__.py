"""Page RNNCell, step by step."""
