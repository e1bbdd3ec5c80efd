"""The feedback log: what we heard, as a question and not as a copy."""
