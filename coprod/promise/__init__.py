"""The Co-Production Promise, and the organisations that pledge to keep it."""
