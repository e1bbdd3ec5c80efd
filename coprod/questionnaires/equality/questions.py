"""What is asked about equality. Each can be skipped, and each has an answer for whoever would rather not say."""

from collections.abc import Mapping
from typing import NamedTuple

RATHER_NOT = "rather_not"
_RATHER_NOT = {RATHER_NOT: "I would rather not say"}


class EqualityQuestion(NamedTuple):
    """One question, and what can be picked: from keys to what they say."""

    prompt: str
    options: Mapping[str, str]


QUESTIONS: Mapping[str, EqualityQuestion] = {
    "age": EqualityQuestion(
        "How old are you?",
        {"under_11": "Under 11", "11_15": "11 to 15", "16_25": "16 to 25", "26_44": "26 to 44", "45_64": "45 to 64"}
        | {"65": "65 or older"}
        | _RATHER_NOT,
    ),
    "sex": EqualityQuestion("What is your sex?", {"female": "Female", "male": "Male"} | _RATHER_NOT),
    "ethnic_group": EqualityQuestion(
        "What is your ethnic group?",
        {
            "white": "White",
            "mixed": "Mixed or several ethnic groups",
            "asian": "Asian or Asian British",
            "black": "Black, African, Caribbean or Black British",
            "other": "Another ethnic group",
        }
        | _RATHER_NOT,
    ),
    "disability": EqualityQuestion(
        "Do you have a health condition or disability that is likely to last a year or more?",
        {"yes": "Yes", "no": "No"} | _RATHER_NOT,
    ),
}
