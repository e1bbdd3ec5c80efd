"""Reads a questionnaire from JSON (docs/questionnaire-format.md), and says of each mistake in which line it stands."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from json import decoder, scanner
from types import SimpleNamespace
from typing import Any, NamedTuple

from coprod.questionnaires.editing.outline import Pages
from coprod.questionnaires.editing.ways.problems import Problems
from coprod.questionnaires.facts import facts_of, question_version, rule_from, version_of
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.own_pictures import picture_sets
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.text import normalise

# Python's own reader in its slow form, which says where it stands; its types do not name these two.
PARTS: Any = SimpleNamespace(py_make_scanner=vars(scanner)["py_make_scanner"], JSONObject=vars(decoder)["JSONObject"])
FORMAT, VERSION = "coprod questionnaire", 1
MOST_QUESTIONS = 200

TOP = {"format": str, "version": int, "title": str, "pages": list}
PAGE = {"key": str, "title": str, "who_sees": dict, "questions": list}
QUESTION: dict[str, type] = {
    "key": str, "kind": str, "prompt": str, "options": list, "minutes": int, "who_sees": dict,
    **{name: str if always in ("", None) else type(always) for name, always in QuestionVersion.SAYS.items()},
    **dict.fromkeys(("longest", "fewest", "most", "lowest", "highest"), int),
}  # fmt: skip
OPTION = {"key": str, "label": str, "plain": str, "picture": str, "box": bool}
RULE = {"all_of": list, "any_of": list}
CONDITION = {"question": str, "test": str, "options": list, "number": int}
CALLED = {str: "words in quotes", int: "a number", bool: "true or false", list: "a list", dict: "an object in braces"}


class Wrong(NamedTuple):
    """A mistake, and the line in which what it is about begins."""

    line: int
    says: str


class Refused(Exception):
    """It cannot be taken in; `wrong` says why, line by line."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__("; ".join(f"line {each.line}: {each.says}" for each in wrong))
        self.wrong = wrong


class Lined(dict[str, Any]):
    """An object with the line in which it begins."""

    line = 1


class LineDecoder(json.JSONDecoder):
    """Reads JSON into `Lined` objects."""

    def __init__(self) -> None:
        super().__init__(parse_constant=_no_constant)
        self.parse_object = self._object
        self.scan_once = PARTS.py_make_scanner(self)

    def _object(self, s_and_end: tuple[str, int], *rest: Any) -> tuple[Lined, int]:
        text, start = s_and_end
        pairs, end = PARTS.JSONObject(s_and_end, *rest)
        found = Lined(pairs)
        found.line = text.count("\n", 0, start) + 1
        return found, end


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def read(text: str) -> Pages:
    """Its pages as plain facts. Raises `Refused`."""
    top = _decoded(text)
    wrong = list(_shape(top))
    if wrong:
        raise Refused(*wrong)
    pages = [_without_lines(page) for page in top["pages"]]
    wrong = list(_nonsense(top["pages"]))
    if wrong:
        raise Refused(*wrong)
    version = version_of(pages)
    lines = {page["key"]: page.line for page in _keyed(top["pages"])}
    lines |= {each["key"]: each.line for page in top["pages"] for each in _keyed(page.get("questions", []))}
    wrong = [
        Wrong(lines.get(each.page or each.question, 1), f"{each.says} {each.more}")
        for each in Problems(version).stopping
    ]
    if wrong:
        raise Refused(*wrong)
    return facts_of(version)


def written(title: str, pages: Pages) -> str:
    """The same as text to take away."""
    whole = {"format": FORMAT, "version": VERSION, "title": title, "pages": pages}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _decoded(text: str) -> Lined:
    try:
        top = LineDecoder().decode(text)
    except json.JSONDecodeError as error:
        raise Refused(Wrong(error.lineno, f"this is not JSON: {error.msg.lower()}")) from None
    except (ValueError, RecursionError):
        raise Refused(Wrong(1, "this is not JSON that we can read")) from None
    if not isinstance(top, Lined) or top.get("format") != FORMAT:
        raise Refused(Wrong(1, f"it must be an object that begins with “format”: “{FORMAT}”"))
    if top.get("version") != VERSION:
        raise Refused(Wrong(top.line, f"its “version” must be {VERSION}: we know no other"))
    return top


# --- its shape: every name known, every value of its sort -------------------------------------------------


def _shape(top: Lined) -> Iterator[Wrong]:
    yield from _fields(top, TOP, ("pages",))
    for page in _objects(top, "pages"):
        yield from page if isinstance(page, list) else _page(page)


def _page(page: Lined) -> Iterator[Wrong]:
    yield from _fields(page, PAGE, ("title", "questions"))
    yield from _who_sees(page)
    for each in _objects(page, "questions"):
        yield from each if isinstance(each, list) else _question(each)


def _question(question: Lined) -> Iterator[Wrong]:
    yield from _fields(question, QUESTION, ("kind", "prompt"))
    if isinstance(question.get("kind"), str) and question["kind"] not in list(Kind):
        yield Wrong(question.line, f"there is no kind “{question['kind']}”. Use one of: {', '.join(Kind)}")
    if question.get("minutes") not in (None, 2, 10):
        yield Wrong(question.line, "“minutes” is 2 or 10, or not there")
    if not _is_day(question.get("read_on")):
        yield Wrong(question.line, "“read_on” must be a day, like 2027-03-27")
    yield from _who_sees(question)
    yield from _picture(question)
    listed = question.get("options")
    for option in listed if isinstance(listed, list) else ():
        if isinstance(option, Lined):
            yield from _fields(option, OPTION, ("label",))
            yield from _picture(option)
        elif not isinstance(option, str) or not normalise(option):
            yield Wrong(question.line, "each of “options” is words in quotes, or an object with a “label”")


def _picture(thing: Lined) -> Iterator[Wrong]:
    """What names a picture of a set that is here must name one that there is. Of other sets we cannot know."""
    name = thing.get("picture")
    if not isinstance(name, str) or not picture_sets.of_a_set(name):
        return
    of = picture_sets.sets().get(name.partition(":")[0])
    if of and not picture_sets.known({name}):
        yield Wrong(thing.line, f"there is no picture “{name}” in {of.title}")


def _is_day(text: Any) -> bool:
    try:
        return text is None or bool(date.fromisoformat(text))
    except (TypeError, ValueError):
        return False


def _who_sees(thing: Lined) -> Iterator[Wrong]:
    rule = thing.get("who_sees")
    if not isinstance(rule, Lined):
        return
    if len(rule) != 1 or not set(rule) <= set(RULE) or not isinstance(next(iter(rule.values())), list):
        yield Wrong(rule.line, "“who_sees” has either “all_of” or “any_of”, with a list of conditions")
        return
    before = 0
    for condition in next(iter(rule.values())):
        if not isinstance(condition, Lined):
            yield Wrong(rule.line, "each condition is an object in braces")
            continue
        found = list(_fields(condition, CONDITION, ("test",)))
        before += len(found)
        yield from found
    if not before:
        try:
            rule_from(_without_lines(rule), page_key="x")
        except (ValueError, TypeError) as error:
            says = "there is no such “test”" if "is not a valid" in str(error) else str(error)
            yield Wrong(rule.line, says)


def _objects(thing: Lined, name: str) -> Iterator[Any]:
    """What stands in a list; in the place of what is no object, a list of what is wrong with it."""
    listed = thing.get(name)
    for each in listed if isinstance(listed, list) else ():
        yield each if isinstance(each, Lined) else [Wrong(thing.line, f"each of “{name}” is an object in braces")]


def _fields(thing: Lined, known: Mapping[str, type], needed: Collection[str]) -> Iterator[Wrong]:
    for name, value in thing.items():
        if name not in known:
            yield Wrong(thing.line, f"“{name}” is not known here. Use: {', '.join(known)}")
        elif not isinstance(value, known[name]) or (isinstance(value, bool) and known[name] is not bool):
            yield Wrong(thing.line, f"“{name}” must be {CALLED[known[name]]}")
        elif isinstance(value, int) and abs(value) > 2_000_000_000:
            yield Wrong(thing.line, f"“{name}” is too large")
        elif isinstance(value, str) and len(value) > 4000:
            yield Wrong(thing.line, f"“{name}” is longer than 4,000 letters")
        elif (
            isinstance(value, list)
            and name == "options"
            and known is CONDITION
            and not all(isinstance(each, str) for each in value)
        ):
            yield Wrong(thing.line, "“options” are keys, each in quotes")
    for name in needed:
        if name not in thing or (isinstance(thing[name], str) and not normalise(thing[name])):
            yield Wrong(thing.line, f"“{name}” is missing")


# --- its sense: what nobody could answer, and what stands twice --------------------------------------------


def _nonsense(pages: list[Lined]) -> Iterator[Wrong]:
    seen: set[str] = set()
    questions = [each for page in pages for each in page.get("questions", [])]
    if len(questions) > MOST_QUESTIONS:
        yield Wrong(questions[MOST_QUESTIONS].line, f"more than {MOST_QUESTIONS} questions are too many for anybody")
        return
    for listed, what in ((pages, "page"), (questions, "question")):
        seen = set()
        for each in _keyed(listed):
            if each["key"] in seen:
                yield Wrong(each.line, f"there are two {what}s with the key “{each['key']}”")
            seen.add(each["key"])
    for each in questions:
        try:
            question_version(Question(key=each.get("key") or "x"), _without_lines(each))
        except ValueError as error:
            yield Wrong(each.line, str(error))


def _keyed(listed: list[Lined]) -> list[Lined]:
    return [each for each in listed if each.get("key")]


def _without_lines(value: Any) -> Any:
    """The same as ordinary facts, with all words put in order."""
    if isinstance(value, dict):
        return {name: _without_lines(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_without_lines(each) for each in value]
    return normalise(value) if isinstance(value, str) else value


def found_in(text: str) -> tuple[Pages, list[Wrong]]:
    """What a text holds, and what is wrong with it: one of the two is empty."""
    try:
        return read(text), []
    except Refused as refused:
        return [], list(refused.wrong)
