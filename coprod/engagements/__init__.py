"""The engagement page, and the staff list of every activity: open, close, extend."""
