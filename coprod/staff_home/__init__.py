"""The first page that staff see."""
