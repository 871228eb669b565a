"""Translation of the sentences that a person reads."""
