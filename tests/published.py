"""Questionnaires that so many people have answered, and what everyone sees of them."""

from collections.abc import Mapping
from typing import Any

from builders import a_questionnaire, a_user, closed, one_page, saved
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.questionnaires.kinds import chose
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Response
from coprod.results.gate import gate
from coprod.results.published import Published, ReleaseRequest, looks

PLACES = [
    {"key": key, "label": label} for key, label in (("hall", "The hall"), ("field", "The field"), ("gate", "The gate"))
]
WHERE = {"key": "where", "kind": "one_choice", "prompt": "Where?", "options": PLACES}


def asked_of_people(slug: str = "survey", **more: Any) -> Questionnaire:
    """One that has closed, and whose tables were declared before it opened."""
    details = {"pages": one_page(WHERE), "audiences": ["young_person", "parent_carer"], **closed()} | more
    questionnaire = a_questionnaire(slug, **details)
    questionnaire.declare()
    db.session.commit()
    return questionnaire


def answered(questionnaire: Questionnaire, picks: Mapping[str, int], **who: Any) -> list[Contribution]:
    """So many people who pick each; `who` they are and where they live."""
    who = {"audience": "parent_carer", "district": "north"} | who
    [version] = [each for each in questionnaire.asks.questions if each.key == "where"]
    sent = []
    for pick, count in picks.items():
        for _ in range(count):
            sent.append(Contribution(activity=questionnaire, **who))
            questionnaire.responses.add(Response.of(sent[-1], {version: chose(pick)}))
    db.session.commit()
    return sent


def released(questionnaire: Questionnaire) -> Published:
    """Asked for by one, agreed by another."""
    one, other = a_user("engagement_lead"), a_user("engagement_lead", "other-lead@example.org")
    waits = gate(questionnaire)
    ReleaseRequest.ask(questionnaire, waits.release, by=one.id)
    db.session.flush()
    request = ReleaseRequest.of(questionnaire.id)
    return saved(request.agree(waits.release, by=other.id, seen=looks(waits.release)))
