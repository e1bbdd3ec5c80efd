"""The queue of everything that waits to be read, and the decisions on it."""
