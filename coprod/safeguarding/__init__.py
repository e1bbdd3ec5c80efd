"""The restricted queue: what was escalated, and its sealed words."""
