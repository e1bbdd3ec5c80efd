"""Facts of a questionnaire with every kind of question there is, a rule, Easy Read, and boxes to say more."""

from typing import Any

YES_NO = [{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}]
PLACES = [
    {"key": "home", "label": "At home", "plain": "Home", "picture": "building"},
    {"key": "school", "label": "At school", "plain": "School", "picture": "school"},
    {"key": "other", "label": "Somewhere else", "box": True},
]
THINGS = [
    {"key": "bus", "label": "The bus"},
    {"key": "lunch", "label": "Lunch"},
    {"key": "bells", "label": "The bells"},
]


def every_kind() -> list[dict[str, Any]]:
    """Three pages. The second, questions 2 to 4, is for those who ticked Yes at 1; so is question 5."""
    only_yes = {"who_sees": {"all_of": [{"question": "help", "test": "is", "options": ["yes"]}]}}
    picture = {"easy_read": "Do you get help?", "picture": "hands"}
    return [
        {
            "key": "begin",
            "title": "To begin",
            "questions": [
                {"key": "read", "kind": "information", "prompt": "These questions are about help at school."},
                {"key": "help", "kind": "one_choice", "prompt": "Do you get help?", "options": YES_NO} | picture,
            ],
        },
        {
            "key": "help",
            "title": "Help",
            "questions": [
                {"key": "where", "kind": "several_choices", "prompt": "Where?", "options": PLACES, "most": 2},
                {"key": "often", "kind": "scale", "prompt": "How often?", "lowest": 1, "highest": 5},
                {"key": "who", "kind": "picture_choice", "prompt": "Who helps most?", "options": PLACES},
            ],
        }
        | only_yes,
        {
            "key": "day",
            "title": "Your day",
            "questions": [
                {"key": "area", "kind": "dropdown", "prompt": "Which?", "options": THINGS} | only_yes,
                {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 20},
                {"key": "change", "kind": "long_text", "prompt": "What would you change?", "longest": 500},
                {"key": "age", "kind": "number", "prompt": "How old?", "lowest": 0, "highest": 25},
                {"key": "since", "kind": "date", "prompt": "Since when?"},
                {"key": "true", "kind": "agree", "prompt": "Is it true?", "options": THINGS, "says_more": True},
                {"key": "first", "kind": "ranking", "prompt": "What comes first?", "most": 2, "options": THINGS},
            ],
        },
    ]
