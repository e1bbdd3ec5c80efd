"""The verbs with which staff write, on a questionnaire as plain facts (see `facts`): each changes the list of pages.

Each raises `NotAllowed`, in plain words, for what cannot be done.
"""

from collections.abc import Collection, Iterator
from copy import deepcopy

from coprod.activities.life import NotAllowed
from coprod.questionnaires.facts import Facts, free_key

Pages = list[Facts]

NO_PAGE = "That page is not there any more."
NO_QUESTION = "That question is not there any more."
LONGEST_NAME = 60


def page_of(pages: Pages, key: str) -> Facts:
    """A page by its key."""
    return next((page for page in pages if page["key"] == key), None) or refuse(NO_PAGE)


def of_question(pages: Pages, key: str) -> Facts:
    """The page on which a question stands."""
    found = (page for page in pages if any(each["key"] == key for each in page["questions"]))
    return next(found, None) or refuse(NO_QUESTION)


def question_of(pages: Pages, key: str) -> Facts:
    """A question by its key."""
    return next(each for each in of_question(pages, key)["questions"] if each["key"] == key)


def refuse(why: str) -> Facts:
    """It cannot be done."""
    raise NotAllowed(why)


def add_page(pages: Pages, title: str) -> str:
    """One more page at the end. Gives its key."""
    key = free_key(title, {page["key"] for page in pages})
    pages.append({"key": key, "title": title, "questions": []})
    return key


def edit_page(pages: Pages, key: str, said: Facts) -> None:
    """What a page is called, and who sees it."""
    page = page_of(pages, key)
    page.update(said)
    if not page.get("who_sees"):
        page.pop("who_sees", None)


def add_question(pages: Pages, page_key: str, facts: Facts, taken: Collection[str]) -> str:
    """One more question at the end of a page. Gives its key, which is none of those that were ever used."""
    key = free_key(facts["prompt"], {*taken, *(each["key"] for each in all_of(pages))})
    page_of(pages, page_key)["questions"].append({**facts, "key": key})
    return key


def edit_question(pages: Pages, key: str, said: Facts) -> None:
    """What a question says and offers, and who sees it."""
    question = question_of(pages, key)
    question.update({name: value for name, value in said.items() if name != "key"})
    if not question.get("who_sees"):
        question.pop("who_sees", None)


def give_picture(pages: Pages, key: str, option: str, picture: str) -> None:
    """A question, or one of its answers, has this picture from now on."""
    question = question_of(pages, key)
    answers = [each for each in question.get("options", []) if each["key"] == option]
    if option and not answers:
        raise NotAllowed("That answer is not there any more.")
    (answers[0] if option else question)["picture"] = picture


def move_page(pages: Pages, key: str, by: int) -> None:
    """A page one place up (-1) or down (1)."""
    place = pages.index(page_of(pages, key))
    if not 0 <= place + by < len(pages):
        raise NotAllowed("It stands at that end already.")
    pages.insert(place + by, pages.pop(place))


def move_question(pages: Pages, key: str, by: int) -> None:
    """A question one place up (-1) or down (1): from the first place of a page to the end of the page before."""
    page = of_question(pages, key)
    question = question_of(pages, key)
    place = page["questions"].index(question)
    if 0 <= place + by < len(page["questions"]):
        page["questions"].insert(place + by, page["questions"].pop(place))
        return
    at = pages.index(page) + by
    if not 0 <= at < len(pages):
        raise NotAllowed("It stands at that end already.")
    page["questions"].remove(question)
    pages[at]["questions"].insert(len(pages[at]["questions"]) if by < 0 else 0, question)


def move_to_page(pages: Pages, key: str, page_key: str) -> None:
    """A question to the end of another page."""
    there, page, question = page_of(pages, page_key), of_question(pages, key), question_of(pages, key)
    page["questions"].remove(question)
    there["questions"].append(question)


def copy_question(pages: Pages, key: str, taken: Collection[str]) -> str:
    """The same again, right after it, for the same people. Gives the copy's key."""
    page, question = of_question(pages, key), question_of(pages, key)
    copy = deepcopy(question)
    copy["prompt"] = f"{question['prompt']} (copy)"
    copy["key"] = free_key(question["prompt"], {*taken, *(each["key"] for each in all_of(pages))})
    page["questions"].insert(page["questions"].index(question) + 1, copy)
    return str(copy["key"])


def take_out_question(pages: Pages, key: str) -> None:
    """Ask it no more. Refused while who sees something depends on it."""
    page, question = of_question(pages, key), question_of(pages, key)
    must_not_be_needed(pages, [question], f"“{short(question['prompt'])}”")
    page["questions"].remove(question)


def take_out_page(pages: Pages, key: str) -> None:
    """A page with all that it asks."""
    page = page_of(pages, key)
    rest = [each for each in pages if each is not page]
    must_not_be_needed(rest, page["questions"], f"page “{short(page['title'])}”")
    pages.remove(page)


def must_not_be_needed(pages: Pages, gone: Collection[Facts], name: str) -> None:
    """Raise `NotAllowed`, with the name of a thing that some of these answers decide about."""
    keys = {question["key"] for question in gone}
    for page in pages:
        for thing in (page, *page["questions"]):
            if any(each.get("question") in keys for each in conditions(thing)):
                what = f"page “{short(page['title'])}”" if thing is page else f"“{short(thing['prompt'])}”"
                raise NotAllowed(f"Who sees {what} depends on {name}. Change that rule first.")


def conditions(thing: Facts) -> Iterator[Facts]:
    """The conditions on which it hangs who sees a page or a question."""
    for listed in (thing.get("who_sees") or {}).values():
        yield from listed


def all_of(pages: Pages) -> Iterator[Facts]:
    """Every question, in order."""
    for page in pages:
        yield from page["questions"]


def short(words: str) -> str:
    """Words that stand in a sentence of ours."""
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"
