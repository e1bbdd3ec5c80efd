"""What can be typed in now, how much was, and what on it did not count."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.activities.wording import Wording
from coprod.database import db
from coprod.permissions import Permission, within
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.paper.as_typed import ABOUT, Why
from coprod.questionnaires.paper.page_code import PageCode
from coprod.questionnaires.paper.pile import Pile, TypedForm
from coprod.questionnaires.question import Question, QuestionVersion


class NotCounted(NamedTuple):
    """At one question, for one reason, ticks on so many forms do not count."""

    question: str
    why: str
    forms: int


class Offer(NamedTuple):
    """A questionnaire of which forms can be typed in, or were."""

    questionnaire: Questionnaire
    code: PageCode
    typed: int
    not_counted: list[NotCounted]


def offers() -> list[Offer]:
    """Those for which whoever asks types in: what takes forms now, and what has some. In five statements."""
    query = (
        select(Questionnaire)
        .join(Engagement)
        .where(
            within(Permission.TYPE_IN, Questionnaire.engagement_id),
            Questionnaire.opens_at.is_not(None),
            Engagement.life != Life.ARCHIVED,
        )
        .options(lazyload(Questionnaire.asks))
        .order_by(Questionnaire.closes_at.desc(), Questionnaire.id)
    )
    found = db.session.scalars(query).all()
    typed, reasons = _typed_in([each.id for each in found])
    words = _words_of({key for pairs in reasons.values() for key, _ in pairs})
    return [
        Offer(each, PageCode(each.asks_id or 0), typed[each.id], _in_words(each.id, reasons[each.id], words))
        for each in found
        if each.can_be_typed or typed[each.id]
    ]


def _typed_in(ids: Sequence[int]) -> tuple[Counter[int], dict[int, Counter[tuple[str, str]]]]:
    typed: Counter[int] = Counter()
    reasons: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    rows = select(Pile.questionnaire_id, TypedForm.not_counted).join(TypedForm.pile)
    for id, not_counted in db.session.execute(rows.where(Pile.questionnaire_id.in_(ids))):
        typed[id] += 1
        reasons[id].update(not_counted.items())
    return typed, reasons


def _words_of(keys: set[str]) -> dict[tuple[int, str], str]:
    questions = {key.partition("/")[0] for key in keys}
    query = (
        select(Question.questionnaire_id, Question.key, Wording.text)
        .select_from(QuestionVersion)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Wording, Wording.id == QuestionVersion.wording_id)
        .where(Question.key.in_(questions))
        .order_by(QuestionVersion.number)
    )
    return {(id, key): text for id, key, text in db.session.execute(query)}


def _in_words(id: int, reasons: Counter[tuple[str, str]], words: dict[tuple[int, str], str]) -> list[NotCounted]:
    """An item of a question goes with its question."""
    together: Counter[tuple[str, str]] = Counter()
    for (key, why), forms in reasons.items():
        question, _, item = key.partition("/")
        name = ABOUT.get(item, item) if question == "about" else words.get((id, question), question)
        together[name, Why(why).words] += forms
    return [NotCounted(name, why, forms) for (name, why), forms in sorted(together.items())]
