"""What everyone sees of a release: its page, its pictures, its files, and a glance at it from other pages."""
