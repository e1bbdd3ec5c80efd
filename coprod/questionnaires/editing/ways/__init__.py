"""Who sees what of a questionnaire: rules as staff set and read them, every way through, and what is wrong with it."""
