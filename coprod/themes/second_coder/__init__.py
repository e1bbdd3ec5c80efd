"""A second coder, who reads a sample of the texts and sees nothing of what the first said; and how far they agree."""
