"""Ten thousand random people go through random questionnaires: what is said of every way through is true of each."""

from random import Random
from typing import Any

import pytest

from coprod.activities.audience import Audience
from coprod.questionnaires.editing.ways.answers_apart import answers_apart
from coprod.questionnaires.editing.ways.paths import UNDECIDED, Ways
from coprod.questionnaires.editing.ways.problems import Problems, fitting_tests
from coprod.questionnaires.facts import facts_of, version_of
from coprod.questionnaires.kinds import Given, Kind, chose, counted, judged_each, ranked, said
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.rules import OF_OPTIONS, Test
from coprod.questionnaires.version import QuestionnaireVersion

OPTIONS = ["Red", "Blue", "Green", "White"]
SAYS: dict[str, dict[str, Any]] = {
    "one_choice": {"options": OPTIONS},
    "dropdown": {"options": OPTIONS[:3]},
    "picture_choice": {"options": OPTIONS[:2]},
    "several_choices": {"options": OPTIONS, "most": 3},
    "ranking": {"options": OPTIONS, "most": 2},
    "agree": {"options": OPTIONS[:2]},
    "number": {"lowest": 0, "highest": 9},
    "scale": {"lowest": 1, "highest": 5},
    "date": {},
    "long_text": {"longest": 100},
    "information": {},
}
ANSWERED = [kind for kind in SAYS if fitting_tests(Kind(kind))]


def a_random_one(random: Random) -> QuestionnaireVersion:
    """A few pages with rules on what was asked before; some of them can never hold."""
    earlier: list[tuple[str, str]] = []
    pages = []
    for number in range(random.randint(2, 5)):
        here = []
        for place in range(random.randint(1, 3)):
            key, kind = f"q{number}-{place}", random.choice(list(SAYS))
            required = kind != "information" and random.random() < 0.5
            facts = {"key": key, "kind": kind, "prompt": f"{key}?", "required": required, **SAYS[kind]}
            here.append(facts | some_rule(random, earlier))
        pages.append({"key": f"p{number}", "title": "A page", "questions": here, **some_rule(random, earlier)})
        earlier += [(each["key"], each["kind"]) for each in here if each["kind"] in ANSWERED]
    return version_of(pages)


def some_rule(random: Random, earlier: list[tuple[str, str]]) -> dict[str, Any]:
    if random.random() < 0.5:
        return {}
    conditions = [a_condition(random, *random.choice(earlier)) for _ in range(random.randint(1, 3)) if earlier]
    if not conditions or random.random() < 0.2:
        conditions.append({"test": random.choice(["is", "is_not"]), "options": [random.choice(list(Audience)).value]})
    return {"who_sees": {random.choice(["all_of", "any_of"]): conditions}}


def a_condition(random: Random, key: str, kind: str) -> dict[str, Any]:
    test = random.choice(fitting_tests(Kind(kind)))
    if test not in OF_OPTIONS:
        return {"question": key, "test": test.value, "number": random.randint(0, 6)}
    labels = [label.lower() for label in SAYS[kind]["options"]]
    wanted = 1 if test in (Test.IS, Test.IS_NOT) else random.randint(1, len(labels))
    return {"question": key, "test": test.value, "options": random.sample(labels, wanted)}


def an_answer(random: Random, question: QuestionVersion) -> Given:
    """What somebody says here; nothing, where they may skip it."""
    if question.kind is Kind.INFORMATION or (not question.required and random.random() < 0.3):
        return Given()
    labels, few = list(question.labels), random.randint(1, question.most or max(1, len(question.options)))
    if question.kind is Kind.AGREE:
        return judged_each(dict.fromkeys(labels if question.required else random.sample(labels, few), "yes"))
    if question.kind in (Kind.SEVERAL_CHOICES, Kind.RANKING):
        return (chose if question.kind is Kind.SEVERAL_CHOICES else ranked)(*random.sample(labels, few))
    if labels:
        return chose(random.choice(labels))
    if question.kind is Kind.LONG_TEXT:
        return said("words")
    return counted(random.randint(question.lowest or 1, question.highest or 9))


def seen_by(version: QuestionnaireVersion, answers: dict[str, Given], audience: Any) -> list[str]:
    return [each.key for page in version.way_through(answers, audience) for each in page.questions]


QUESTIONNAIRES, PEOPLE = 100, 100


@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_random_paths(app, seed):
    lost = 0
    for number in range(QUESTIONNAIRES // 4):
        random = Random(f"{seed} {number}")
        version = a_random_one(random)
        ways, pages = Ways(version), {}
        reached: set[str] = set()
        after = ways.after()
        for _ in range(PEOPLE):
            audience = random.choice(list(Audience)).value
            answers = {each.key: an_answer(random, each) for each in version.questions}
            way = list(version.way_through(answers, audience))
            must_hold(version, way, answers, audience)
            pages = ["", *(seen.page.key for seen in way), ""]
            assert all(then in after.get(one, ()) for one, then in zip(pages, pages[1:], strict=False))
            reached |= {each.key for page in way for each in page.questions}
        for question in version.questions:
            found = ways.to_question(question.key)
            assert found is not UNDECIDED
            if found is None:
                lost += 1
                assert question.key not in reached, facts_of(version)
            else:
                assert question.key in seen_by(version, found.answers, found.audience), facts_of(version)
    assert lost  # else this would prove nothing about what nobody reaches


def must_hold(version: QuestionnaireVersion, way: Any, answers: dict[str, Given], audience: str) -> None:
    """Nothing is seen whose rule does not hold by what was answered on pages that are seen before it."""
    known: dict[str, Given] = {}
    for seen in way:
        for thing in (seen.page, *seen.questions):
            rule = version.rule_of(thing)
            assert rule is None or rule.holds(known, audience)
        known |= {each.key: answers[each.key] for each in seen.questions}


def test_what_was_answered_on_a_way_that_was_left_counts_for_nothing(app):
    version = version_of(
        [
            {"title": "A", "questions": [choice("a")]},
            {"title": "B", "questions": [choice("b")], **only_if("a", "red")},
            {"title": "C", "questions": [choice("c")], **only_if("b", "red")},
        ]
    )
    both = {"a": chose("red"), "b": chose("red")}
    assert seen_by(version, both, None) == ["a", "b", "c"]
    assert seen_by(version, both | {"a": chose("blue")}, None) == ["a"]


def choice(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "one_choice", "prompt": f"{key}?", "options": OPTIONS, **more}


def only_if(key: str, *options: str, how: str = "all_of") -> dict[str, Any]:
    return {"who_sees": {how: [{"question": key, "test": "any_of", "options": list(options)}]}}


MORE = {"all_of": [{"question": "a", "test": "more", "number": 1}]}
BLUE_AND_RED = {
    "all_of": [
        {"question": "a", "test": "is", "options": ["blue"]},
        {"question": "b", "test": "is", "options": ["red"]},
    ]
}
BROKEN = {
    "does not stand on an earlier page": [
        {"title": "A", "questions": [choice("a"), choice("b", **only_if("a", "red"))]}
    ],
    "not there any more": [{"title": "A", "questions": [choice("a"), choice("b", **only_if("gone", "red"))]}],
    "has no such answer": [
        {"title": "A", "questions": [choice("a")]},
        {"title": "B", "questions": [choice("b")], **only_if("a", "red", "pink")},
    ],
    "does not fit": [
        {"title": "A", "questions": [choice("a")]},
        {"title": "B", "questions": [choice("b")], "who_sees": MORE},
    ],
    "Page 3 can never be reached": [
        {"title": "A", "questions": [choice("a")]},
        {"title": "B", "questions": [choice("b")], **only_if("a", "red")},
        {"title": "C", "questions": [choice("c")], "who_sees": BLUE_AND_RED},
    ],
    "is empty": [{"title": "A", "questions": [choice("a")]}, {"title": "B"}],
    "Nothing is asked yet": [],
}  # fmt: skip


@pytest.mark.parametrize("says", BROKEN)
def test_what_must_be_put_right_is_said(app, says):
    stopping = Problems(version_of(BROKEN[says])).stopping
    assert any(says in f"{each.says} {each.more}" for each in stopping), stopping


def test_rules_that_hang_on_each_other_too_much_are_left_undecided(app):
    many = [choice(f"a{number}", kind="several_choices") for number in range(12)]
    rule = {
        "all_of": [{"question": each["key"], "test": "is", "options": [o.lower()]} for each in many for o in OPTIONS]
    }
    version = version_of(
        [{"title": "A", "questions": many}, {"title": "B", "questions": [choice("b")], "who_sees": rule}]
    )
    assert Ways(version).to_question("b") is UNDECIDED
    assert Problems(version).stopping == []


def test_answers_are_told_apart_by_what_rules_ask(app):
    version = version_of(
        [
            {"title": "A", "questions": [choice("a", kind="several_choices", fewest=2, required=True)]},
            {"title": "B", "questions": [choice("b")], **only_if("a", "red")},
        ]
    )
    found = answers_apart(version.questions[0], version.rules[0].conditions)
    assert sorted("red" in given.options for given in found) == [False, True]
    assert all(len(given.options) >= 2 for given in found)
