"""Drawings of ours in the sprite that stand beside Easy Read, and what each shows."""

PICTURES = {
    "people": "People", "person": "One young person", "grown": "A grown-up", "group": "A family", "talk": "Talking",
    "pen": "Writing", "page": "A paper", "questions": "Questions", "school": "A school", "building": "A building",
    "badge": "Somebody at work", "care": "Care", "clock": "Time", "event": "A date", "eye": "Reading", "tick": "Yes",
    "cross": "No", "lock": "Kept safe", "phone": "A phone", "bus": "Getting there", "quiet": "A quiet place",
    "cup": "Food and drink", "hands": "Sign language", "sound": "Sound", "promise": "A promise",
    "next": "What comes next",
}  # fmt: skip
EASY_WORDS = 15  # the longest sentence of Easy Read
