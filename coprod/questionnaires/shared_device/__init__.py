"""One device, many people: a session in which a class answers on one tablet, one after another."""
