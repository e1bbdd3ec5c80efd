"""The demonstration's engagement as something to begin with: all its words, and nothing that anybody said."""

import tomllib
from datetime import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "demo_content"
SLUG = "strategy-refresh"
LEAST_DAYS = 7  # what closes sooner in the demonstration stays open a week in a draft of today
SAME = ("title", "summary", "minutes", "audiences", "purpose", "retention_months")
OF_AN_EVENT = ("venue", "address", "places", "access", "what_happens", "for_whom", "cost", "map_url", "getting_there")

Activities = tuple[tuple[str, int, dict[str, Any]], ...]


def engagement() -> dict[str, Any]:
    """What its page says."""
    file = _facts("engagement")
    [facts] = [each for each in file["engagements"] if each["slug"] == SLUG]
    same = ("summary", "next_steps", "easy_read", "sponsors", "purpose")
    return {name: facts[name] for name in same} | {
        "background": "\n\n".join(facts["background"]),
        "decided": "\n".join(facts["already_decided"]),
        "can_change": "\n".join(facts["can_change"]),
        "lawful_basis": "public_task",
        "glossary": {word["term"]: word["meaning"] for word in file["glossary"]},
    }


def activities(lundy: dict[str, Any]) -> Activities:
    """Its boards, questionnaires and conversations: (kind, days until it closes, what it says)."""
    makers = {"boards": _board, "questionnaires": _questionnaire, "events": _event}
    return tuple(
        (kind, max(LEAST_DAYS, _days(facts)), lundy | _shared(facts) | make(facts))
        for kind, make in makers.items()
        for facts in _facts(kind)[kind]
        if facts["engagement"] == SLUG
    )


def _days(facts: dict[str, Any]) -> int:
    days: int = facts.get("closes_in_days") or facts["from_day"] - facts["closes_days_before"]
    return days


def _shared(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in SAME if name in facts} | {"readers": facts["read_by"]}


def _board(facts: dict[str, Any]) -> dict[str, Any]:
    return {"questions": [each["text"] for each in facts["questions"]]}


def _questionnaire(facts: dict[str, Any]) -> dict[str, Any]:
    check_back = _facts("check_back")
    keys = (check_back["judged"], check_back["ranked"])
    is_one = {"checks_back": keys} if facts["slug"] == check_back["slug"] else {}
    return {"intro": "\n\n".join(facts["intro"]), "pages": _without_own_pictures(facts)} | is_one


def _without_own_pictures(facts: dict[str, Any]) -> list[dict[str, Any]]:
    # What its staff uploaded is theirs: somebody who begins with its words has files of their own.
    own = {each["key"] for each in facts.get("own_pictures", ())}
    for page in facts["pages"]:
        for question in page["questions"]:
            if question.get("picture") in own:
                del question["picture"]
    return list(facts["pages"])


def _event(facts: dict[str, Any]) -> dict[str, Any]:
    when = {"days": facts["from_day"] + LEAST_DAYS}
    when |= {name: time.fromisoformat(facts[f"{name}_at"]) for name in ("starts", "ends")}
    return {name: facts[name] for name in OF_AN_EVENT} | when


def _facts(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
