"""What is different between two ways of asking: in the list of changes, before publishing, and before JSON comes in."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from coprod.activities.audience import Audience
from coprod.questionnaires.editing.outline import Pages, all_of, conditions
from coprod.questionnaires.editing.ways.in_words import KINDS, TESTS
from coprod.questionnaires.facts import Facts
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.rules import OF_A_DATE, Test
from coprod.rendering import uk_date

# What the parts of a question are called.
SAID = {
    "official": "official words", "hint": "hint", "required": "it needs an answer", "longest": "longest answer",
    "fewest": "fewest to pick", "most": "most to pick", "lowest": "lowest", "highest": "highest",
    "low_words": "words at the low end", "high_words": "words at the high end", "shuffled": "shuffled",
    "says_more": "a box beside each", "asks_more": "what the box asks", "easy_read": "Easy Read",
    "picture": "picture", "read_by": "read by", "read_on": "read on", "recording": "recording",
    "bsl_link": "sign language", "minutes": "minutes of those asked",
}  # fmt: skip


class Difference(NamedTuple):
    """One thing that is other than it was. `question` is the key of the question that reads differently."""

    field: str
    was: str
    became: str
    question: str = ""


def differences(was: Pages, became: Pages) -> list[Difference]:
    """All that is different, page by page."""
    return [*_pages(was, became), *_questions(was, became), *_who_sees(was, became)]


def _pages(was: Pages, became: Pages) -> Iterator[Difference]:
    old = {page["key"]: page["title"] for page in was}
    new = {page["key"]: page["title"] for page in became}
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key, "") != new.get(key, ""):
            yield Difference("page", old.get(key, ""), new.get(key, ""))
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if before != after:
        yield Difference("order", ", ".join(old[key] for key in before), ", ".join(new[key] for key in after))


def _questions(was: Pages, became: Pages) -> Iterator[Difference]:
    old, new = {each["key"]: each for each in all_of(was)}, {each["key"]: each for each in all_of(became)}
    for key, before in old.items():
        if key not in new:
            yield Difference("question", before["prompt"], "")
            continue
        yield from _question(before, new[key])
    for key, question in new.items():
        if key not in old:
            yield Difference("question", "", question["prompt"])
    yield from _places(was, became)


def _question(was: Facts, became: Facts) -> Iterator[Difference]:
    key, prompt = was["key"], was["prompt"]
    if prompt != became["prompt"]:
        yield Difference("question", prompt, became["prompt"], key)
    if was["kind"] != became["kind"]:
        old, new = (f"{prompt} Kind: {KINDS[Kind(each['kind'])].lower()}" for each in (was, became))
        yield Difference("question", old, new, key)
    for name, words in SAID.items():
        if was.get(name) != became.get(name):
            before, after = (
                f"{prompt} {words[0].upper()}{words[1:]}: {_said(each.get(name))}" for each in (was, became)
            )
            yield Difference("question", before, after, key)
    if was.get("options", []) != became.get("options", []):
        before, after = (f"{prompt} Answers: {_options(each)}" for each in (was, became))
        yield Difference("question", before, after, key)


def _said(value: object) -> str:
    return "yes" if value is True else "none" if value in (None, False, "") else str(value)


def _options(question: Facts) -> str:
    return "; ".join(_option(each) for each in question.get("options", [])) or "none"


def _option(option: Facts) -> str:
    more = [option[name] for name in ("plain", "picture") if option.get(name)]
    more += ["with a box"] if option.get("box") else []
    return f"{option['label']} ({', '.join(more)})" if more else str(option["label"])


def _places(was: Pages, became: Pages) -> Iterator[Difference]:
    """A question that stands on another page; an order that is another on a page."""
    old, new = _page_of(was), _page_of(became)
    for key, title in old.items():
        if key in new and title != new[key]:
            prompt = next(each["prompt"] for each in all_of(became) if each["key"] == key)
            yield Difference("place", f"{prompt} On page {title[1]}", f"{prompt} On page {new[key][1]}")
    for page in became:
        before = [key for key, on in old.items() if on[0] == page["key"] and new.get(key, ("",))[0] == page["key"]]
        after = [each["key"] for each in page["questions"] if each["key"] in before]
        if before != after:
            prompts = {each["key"]: each["prompt"] for each in page["questions"]}
            yield Difference("order", *("; ".join(prompts[key] for key in keys) for keys in (before, after)))


def _page_of(pages: Pages) -> dict[str, tuple[str, str]]:
    titles = {page["key"]: page["title"] for page in pages}
    return {each["key"]: (page["key"], titles[page["key"]]) for page in pages for each in page["questions"]}


def _who_sees(was: Pages, became: Pages) -> Iterator[Difference]:
    for of in (_rules_of_pages, _rules_of_questions):
        old, new = of(was), of(became)
        for key, (name, rule) in new.items():
            if key in old and old[key][1] != rule:
                before, after = (rule_in_short(each, pages) for each, pages in ((old[key][1], was), (rule, became)))
                yield Difference("who_sees", f"“{name}”: {before}", f"“{name}”: {after}")
            elif key not in old and rule:
                yield Difference("who_sees", "", f"“{name}”: {rule_in_short(rule, became)}")


def _rules_of_pages(pages: Pages) -> dict[str, tuple[str, Facts]]:
    return {page["key"]: (page["title"], page.get("who_sees") or {}) for page in pages}


def _rules_of_questions(pages: Pages) -> dict[str, tuple[str, Facts]]:
    return {each["key"]: (each["prompt"], each.get("who_sees") or {}) for each in all_of(pages)}


def rule_in_short(who_sees: Facts, pages: Pages) -> str:
    """A rule in a few words, with the questions and answers that it speaks of."""
    if not who_sees:
        return "everyone"
    [how] = who_sees
    named = {each["key"]: each for each in all_of(pages)}
    said: Callable[[Facts], str] = lambda each: _condition(each, named.get(each.get("question", "")))  # noqa: E731
    return (" and " if how == "all_of" else " or ").join(map(said, conditions({"who_sees": who_sees})))


def _condition(condition: Facts, question: Facts | None) -> str:
    about = question["prompt"] if question else "a question" if condition.get("question") else "who they are"
    labels = {each["key"]: each["label"] for each in (question or {}).get("options", [])}
    labels = labels if condition.get("question") else {each.value: each.label for each in Audience}
    test, number = Test(condition["test"]), condition.get("number")
    value = ", ".join(labels.get(each, each) for each in condition.get("options") or [])
    if number is not None:
        value = uk_date(date.fromordinal(number), year=True) if test in OF_A_DATE else str(number)
    return f"{about} {TESTS[test]} {value}"
