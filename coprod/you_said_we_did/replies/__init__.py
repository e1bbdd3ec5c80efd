"""What we did: the partnership's replies to what people said, written by one person and published by another."""
