"""Possible safeguarding matters: what was written, sealed, and all that was done about it."""
