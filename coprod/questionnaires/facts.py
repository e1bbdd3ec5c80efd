"""A questionnaire as plain facts, as JSON holds them: for templates, copies, the demonstration, and to take elsewhere.

A page is {"key", "title", "questions"}. A question is {"key", "kind", "prompt"} and whatever else it says:
`QuestionVersion.SAYS`, "options" ({"key", "label", "plain", "picture", "box"}) and "minutes". "who_sees", of either, is
{"all_of": [...]} or {"any_of": [...]} with conditions: {"question", "test", "options"} or {"question", "test",
"number"}; one without a question asks who somebody is. What has no key of its own gets one from its words.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from coprod.activities.parts import next_slug, slug_of
from coprod.activities.wording import Wording
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.question import OptionVersion, Question, QuestionVersion, box_beside
from coprod.questionnaires.rules import Condition, Rule
from coprod.questionnaires.version import Page, Placed, QuestionnaireVersion

Facts = dict[str, Any]


def version_of(pages: Collection[Facts], number: int = 1) -> QuestionnaireVersion:
    """A version with these pages, every question of it new. Raises `ValueError` when one makes no sense."""
    version = QuestionnaireVersion(number=number)
    for facts in pages:
        add_page(version, facts)
    return version


def add_page(version: QuestionnaireVersion, facts: Facts) -> Page:
    """One more page at the end, with its questions."""
    key = facts.get("key") or free_key(facts["title"], {page.key for page in version.pages})
    page = Page(version, key, facts["title"])
    asked_once = {question.key for question in version.questionnaire.questions} if version.questionnaire else set()
    for each in facts.get("questions", ()):
        taken = asked_once | {question.key for question in version.questions}
        question = Question(key=each.get("key") or free_key(each["prompt"], taken), questionnaire=version.questionnaire)
        place(page, question_version(question, each), each)
    keep_rule(version, facts, page_key=key)
    return page


def place(page: Page, asked: QuestionVersion, facts: Facts) -> Placed:
    """A question at the end of a page, with who sees it."""
    placed = Placed(page, asked, facts.get("minutes"))
    keep_rule(page.version, facts, question_key=asked.key)
    return placed


def question_version(question: Question, facts: Facts) -> QuestionVersion:
    """The next version of a question, as facts say it."""
    return QuestionVersion(
        question,
        kind=Kind(facts["kind"]),
        prompt=facts["prompt"],
        options=_options_of(question, facts),
        counts_with_earlier=facts.get("counts_with_earlier", True),
        **_says(facts),
    )


def _says(facts: Facts) -> Facts:
    says = {name: facts[name] for name in QuestionVersion.SAYS if name in facts}
    if isinstance(says.get("read_on"), str):
        says["read_on"] = date.fromisoformat(says["read_on"])
    return says


def _options_of(question: Question, facts: Facts) -> list[OptionVersion]:
    offered: list[OptionVersion] = []
    for each in facts.get("options", ()):
        told = {"label": each} if isinstance(each, str) else each
        key = told.get("key") or free_key(told["label"], {option.key for option in offered})
        has_box = told.get("box") or facts.get("says_more")
        box = box_beside(question, key, told["label"], facts.get("asks_more") or facts["prompt"]) if has_box else None
        offered.append(OptionVersion(key, told["label"], told.get("plain", ""), told.get("picture", ""), box))
    return offered


def rewrite(placed: Placed, facts: Facts) -> QuestionVersion:
    """Put a question in another way in this place, under the same key. What people have read of it stays as it was."""
    placed.asked = question_version(placed.question, question_facts(placed) | facts)
    return placed.asked


def become(asked: QuestionVersion, facts: Facts) -> None:
    """Say this instead: for a version of a question that nobody has read. Raises `ValueError` as `question_version`."""
    question = asked.question
    asked.kind = Kind(facts["kind"])
    if asked.prompt != facts["prompt"]:
        asked.wording = Wording(part=question.key, text=facts["prompt"], activity=question.questionnaire)
    for name, value in (asked.SAYS | _says(facts)).items():
        setattr(asked, name, value)
    there = {option.key: option for option in asked.options}
    asked.options = [_offered(there.get(new.key), new) for new in _options_of(question, facts)]
    asked.options.reorder()  # type: ignore[attr-defined]
    asked.must_make_sense()


def _offered(there: OptionVersion | None, new: OptionVersion) -> OptionVersion:
    """The same row, saying what the new one says: a key stands once in a question."""
    if there is None:
        return new
    there.label, there.plain, there.picture = new.label, new.plain, new.picture
    if (there.wording and there.wording.text) != (new.wording and new.wording.text):
        there.wording = new.wording
    return there


def keep_rule(version: QuestionnaireVersion, facts: Facts, **of: str) -> None:
    """Who sees a page or a question, where the facts say so."""
    if who_sees := facts.get("who_sees"):
        version.rules.append(rule_from(who_sees, **of))


def rule_from(who_sees: Facts, **of: str) -> Rule:
    """A rule for what `of` says."""
    [(how, conditions)] = who_sees.items()
    return Rule(conditions=[_condition(each) for each in conditions], all_of=how == "all_of", **of)


def _condition(facts: Facts) -> Condition:
    return Condition(
        facts["test"], question=facts.get("question"), options=facts.get("options"), number=facts.get("number")
    )


def facts_of(version: QuestionnaireVersion) -> list[Facts]:
    """Its pages, so that `version_of` makes the same again."""
    return [
        {"key": page.key, "title": page.title}
        | _who_sees(version.rule_of(page))
        | {"questions": [question_facts(placed) for placed in page.placed]}
        for page in version.pages
    ]


def question_facts(placed: Placed) -> Facts:
    """One question in its place, with only what is not as it always is."""
    minutes = {"minutes": placed.minutes} if placed.minutes else {}
    return asked_facts(placed.asked) | minutes | _who_sees(placed.page.version.rule_of(placed.asked))


def asked_facts(asked: QuestionVersion) -> Facts:
    """What one version of a question says and offers."""
    facts: Facts = {"key": asked.key, "kind": asked.kind.value, "prompt": asked.prompt}
    facts |= {name: getattr(asked, name) for name, always in asked.SAYS.items() if getattr(asked, name) != always}
    if asked.read_on:
        facts["read_on"] = asked.read_on.isoformat()
    if asked.options:
        facts["options"] = [_option_facts(option, asked) for option in asked.options]
    return facts


def _option_facts(option: OptionVersion, asked: QuestionVersion) -> Facts:
    said = {"plain": option.plain, "picture": option.picture, "box": bool(option.wording) and not asked.says_more}
    return {"key": option.key, "label": option.label} | {name: value for name, value in said.items() if value}


def _who_sees(rule: Rule | None) -> Facts:
    if rule is None:
        return {}
    return {"who_sees": {"all_of" if rule.all_of else "any_of": [_condition_facts(each) for each in rule.conditions]}}


def _condition_facts(condition: Condition) -> Facts:
    about = {"question": condition.question_key} if condition.question_key else {}
    value = {"options": condition.options} if condition.number is None else {"number": condition.number}
    return about | {"test": condition.test.value} | value


def free_key(words: str, taken: Collection[str]) -> str:
    """A key made of words, which none of those taken is."""
    key = slug_of(words) or "x"
    return next_slug(key, taken) if key in taken else key
