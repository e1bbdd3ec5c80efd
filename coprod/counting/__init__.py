"""Who took part, counted once each: the counters, the check of them, and what tells a kept page that they moved."""
