"""Releases: what a questionnaire's answers are published as, who agrees to it, and how everyone sees it."""
