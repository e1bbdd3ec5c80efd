"""Each theme is decided: now, not now, or not ours."""
