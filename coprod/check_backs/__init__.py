"""Check-backs: what was heard, as challenges, put before the people who said it. Where each came from is kept."""
