"""The room in which staff make a check-back of what was heard, and look after its challenges."""
