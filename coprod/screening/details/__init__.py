"""Personal details: what may say who somebody is."""
