"""Page Embedding: watch it learn."""
