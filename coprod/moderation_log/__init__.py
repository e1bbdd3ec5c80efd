"""What was decided, by whom, when and why: to read, to count and to download."""
