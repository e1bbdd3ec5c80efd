"""Digital post-it boards."""
