"""Decisions on themes, the not-now register, what we heard, and replies: from words to what became of them."""
