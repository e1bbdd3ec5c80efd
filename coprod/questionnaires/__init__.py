"""Questionnaires: questions on pages, answered one page at a time; the check-back is one of them."""
