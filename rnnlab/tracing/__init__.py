"""States and gates of every layer and step of torch's recurrent modules."""
