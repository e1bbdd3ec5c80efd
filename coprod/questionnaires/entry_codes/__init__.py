"""One answer each, without tracking: codes on slips or in letters, of which a used one is nowhere."""
