"""Results: what people answered, counted. Exact for staff; for everyone in releases, and never a small number."""
