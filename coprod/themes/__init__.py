"""What many people said, in a few words."""
