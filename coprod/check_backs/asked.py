"""What a check-back asks, as a questionnaire's plain facts: does each feel right, what is missing, what comes first."""

from collections.abc import Collection
from typing import Any

Facts = dict[str, Any]
Pages = list[Facts]

JUDGED, RANKED = "challenges", "first"  # the keys of the two questions that are about the challenges
MOST_RANKED = 10  # more than ten cannot be compared at once
USUALLY_RANKED = 3
MISSED = "What have we missed?"


def pages_about(offered: list[Facts], most: int = USUALLY_RANKED) -> Pages:
    """The three questions about these challenges, each a fact like {"key", "label", "plain"}."""
    ranked = [_to_rank(each) for each in offered]
    return [
        {
            "key": "what-we-heard",
            "title": "What we heard",
            "questions": [
                {
                    "key": JUDGED,
                    "kind": "agree",
                    "prompt": "Does this feel right to you?",
                    "options": offered,
                    "says_more": True,
                    "asks_more": MISSED,
                }
            ],
        },
        {
            "key": "what-is-missing",
            "title": "What is missing",
            "questions": [
                {
                    "key": "missed",
                    "kind": "long_text",
                    "prompt": MISSED,
                    "hint": "Anything that none of them says. Please leave out names.",
                    "longest": 1000,
                }
            ],
        },
        {
            "key": "what-comes-first",
            "title": "What comes first",
            "questions": [
                {
                    "key": RANKED,
                    "kind": "ranking",
                    "prompt": "Which should come first?",
                    "hint": "Pick as many as you like, the most important first. One is fine.",
                    "options": ranked,
                    "most": at_most(most, len(offered)),
                    "shuffled": True,
                }
            ],
        },
    ]


def question_in(pages: Pages, key: str) -> Facts | None:
    """One question of it, unless staff took it out."""
    return next((each for page in pages for each in page["questions"] if each["key"] == key), None)


def put_in(pages: Pages, keys: Collection[str], offered: list[Facts], most: int | None = None) -> None:
    """The same questions about these challenges: what is judged, and what is ranked. `keys` are of both questions."""
    for question in [found for key in keys if (found := question_in(pages, key))]:
        if question["kind"] != "ranking":
            question["options"] = offered
            continue
        question["options"] = [_to_rank(each) for each in offered]
        question["most"] = at_most(most or question["most"], len(offered))


def at_most(most: int, offered: int) -> int:
    """How many people put in order: no more than there are."""
    return min(most, offered, MOST_RANKED)


def _to_rank(offered: Facts) -> Facts:
    return {"key": offered["key"], "label": offered["label"]}
