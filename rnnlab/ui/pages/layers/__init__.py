"""Page RNN: layers × time."""
