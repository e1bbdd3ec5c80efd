"""What happened to my words: for whoever holds the code."""
