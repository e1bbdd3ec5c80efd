"""Who letters come from, and whether mail servers believe it."""
