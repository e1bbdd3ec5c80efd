"""Puts pages as plain facts into the draft: what is the same stays the same row, what people read stays as it was."""

from typing import Any

from sqlalchemy import inspect, select

from coprod.database import db
from coprod.questionnaires.editing.outline import Pages
from coprod.questionnaires.facts import Facts, asked_facts, become, question_version, rule_from
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.rules import Rule
from coprod.questionnaires.version import Page, Placed, QuestionnaireVersion

NOT_ASKED = ("minutes", "who_sees")  # what facts say of the place in which a question stands


def put(draft: QuestionnaireVersion, pages: Pages) -> None:
    """Make the draft ask this, and nothing else."""
    with db.session.no_autoflush:
        _Putting(draft).put(pages)


def is_read(asked: QuestionVersion) -> bool:
    """Whether people may have read it: a version that was published asks it."""
    if inspect(asked).key is None:  # not in the database yet
        return False
    published = (
        select(Placed.id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Placed.version_id)
        .where(Placed.question_version_id == asked.id, QuestionnaireVersion.published_at.is_not(None))
    )
    return bool(db.session.scalar(select(published.exists())))


class _Putting:
    def __init__(self, draft: QuestionnaireVersion) -> None:
        self.draft = draft
        self.questionnaire: Any = draft.questionnaire
        self.questions = {question.key: question for question in self.questionnaire.questions}
        self.placed = {each.asked.key: each for page in draft.pages for each in page.placed}
        self.pages = {page.key: page for page in draft.pages}

    def put(self, pages: Pages) -> None:
        kept = [self.pages.get(each["key"]) or Page(self.draft, each["key"], each["title"]) for each in pages]
        for page, facts in zip(kept, pages, strict=True):
            page.title = facts["title"]
            page.placed = [self.place(page, each) for each in facts["questions"]]
            page.placed.reorder()  # type: ignore[attr-defined]
        self.draft.pages = kept
        self.draft.pages.reorder()  # type: ignore[attr-defined]
        self.put_rules(pages)
        self.forget_unread({each["key"] for page in pages for each in page["questions"]})

    def place(self, page: Page, facts: Facts) -> Placed:
        """A question in its place, put as the facts say it."""
        question = self.questions.get(facts["key"])
        if question is None:
            question = Question(key=facts["key"], questionnaire=self.questionnaire)
            self.questions[question.key] = question
        placed = self.placed.get(question.key)
        asked = self.put_so(question, placed.asked if placed else None, facts)
        if placed is None:
            return Placed(page, asked, facts.get("minutes"))
        placed.asked, placed.minutes = asked, facts.get("minutes")
        return placed

    def put_so(self, question: Question, asked: QuestionVersion | None, facts: Facts) -> QuestionVersion:
        """The version of a question that says this: the same, the same made anew, or the next."""
        asked = asked or (question.versions[-1] if question.versions else None)
        says = {name: value for name, value in facts.items() if name not in NOT_ASKED}
        if asked is None or (asked_facts(asked) != says and is_read(asked)):
            return question_version(question, says)
        if asked_facts(asked) != says:
            become(asked, says)
        return asked

    def put_rules(self, pages: Pages) -> None:
        """Who sees what; a rule that stays is the same row."""
        wanted = {("page_key", page["key"]): page.get("who_sees") for page in pages}
        wanted |= {("question_key", each["key"]): each.get("who_sees") for page in pages for each in page["questions"]}
        there = {_stands_for(rule): rule for rule in self.draft.rules}
        for of, who_sees in wanted.items():
            rule = there.pop(of, None)
            if not who_sees:
                if rule is not None:
                    self.draft.rules.remove(rule)
                continue
            new = rule_from(who_sees, **dict([of]))
            if rule is None:
                self.draft.rules.append(new)
            elif rule.all_of != new.all_of or [_as_row(c) for c in rule.conditions] != [
                _as_row(c) for c in new.conditions
            ]:
                rule.all_of, rule.conditions = new.all_of, [condition.copied() for condition in new.conditions]
        for left in there.values():
            self.draft.rules.remove(left)

    def forget_unread(self, asked: set[str]) -> None:
        """A question that was taken out before anybody could read it is as if it had never been."""
        for key, question in self.questions.items():
            if key not in asked and not any(is_read(version) for version in question.versions):
                self.questionnaire.questions.remove(question)


def _stands_for(rule: Rule) -> tuple[str, str]:
    return ("page_key", rule.page_key) if rule.page_key is not None else ("question_key", rule.question_key or "")


def _as_row(condition: Any) -> tuple[Any, ...]:
    return condition.question_key, condition.test, tuple(condition.options), condition.number
