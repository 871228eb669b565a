"""What a person reads, in the language that the person reads."""
