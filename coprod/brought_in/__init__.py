"""Brought in: what people said elsewhere, in compliments, reviews and consultations, beside what they say here."""
