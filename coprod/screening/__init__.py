"""Personal details, worrying words and abuse, found in text. It knows no database and nothing of Coprod but text.py."""
