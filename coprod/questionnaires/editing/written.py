"""The verbs with which staff write a questionnaire. What is published stays as it is: each begins a draft by itself."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from coprod.activities.life import NotAllowed
from coprod.questionnaires.editing import outline
from coprod.questionnaires.editing.differences import Difference, differences
from coprod.questionnaires.editing.outline import Pages
from coprod.questionnaires.editing.put import is_read, put
from coprod.questionnaires.editing.ways.problems import Problem, Problems
from coprod.questionnaires.facts import Facts, facts_of, version_of
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.version import QuestionnaireVersion


class Reworded(NamedTuple):
    """A question that the draft puts in another way than people have read."""

    was: QuestionVersion
    became: QuestionVersion


class NoWay(NotAllowed):
    """Somebody would lose their way, or a rule would ask for what is not there."""


class Written:
    """What staff write: pages, questions, rules. `seen` is the `edited` that a form was opened from, as everywhere."""

    draft: Any
    asks: Any
    questions: Any
    begin_draft: Any
    edit_a_part: Any
    write_down: Any
    in_words: Any
    take_from_sets: Any
    is_answered: Any

    @property
    def being_written(self) -> QuestionnaireVersion:
        """The draft; while there is none, what is asked now, of which the first change begins one."""
        found: QuestionnaireVersion = self.draft or self.asks
        return found

    def add_page(self, title: str, *, by: int, seen: int | None = None) -> str:
        """One more page, at the end."""
        return str(self.write(lambda pages: outline.add_page(pages, title), by=by, seen=seen))

    def edit_page(self, key: str, said: Facts, *, by: int, seen: int | None = None) -> None:
        """What a page is called, and who sees it."""
        self.write(lambda pages: outline.edit_page(pages, key, said), by=by, seen=seen)

    def move_page(self, key: str, places: int, *, by: int, seen: int | None = None) -> None:
        """One place up or down."""
        self.write(lambda pages: outline.move_page(pages, key, places), by=by, seen=seen)

    def take_out_page(self, key: str, *, by: int, seen: int | None = None) -> None:
        """With all that it asks."""
        self.write(lambda pages: outline.take_out_page(pages, key), by=by, seen=seen)

    def add_question(self, page: str, facts: Facts, *, by: int, seen: int | None = None) -> str:
        """One more question, at the end of a page; without any page yet, on a first one."""
        taken = self.taken_keys

        def add(pages: Pages) -> str:
            on = page or (pages[-1]["key"] if pages else outline.add_page(pages, "Page 1"))
            return outline.add_question(pages, on, facts, taken)

        return str(self.write(add, by=by, seen=seen))

    def edit_question(self, key: str, said: Facts, *, by: int, seen: int | None = None) -> None:
        """What a question says and offers, in which formats, and who sees it."""
        self.write(lambda pages: outline.edit_question(pages, key, said), by=by, seen=seen)

    def move_question(self, key: str, places: int, *, by: int, seen: int | None = None) -> None:
        """One place up or down, from page to page."""
        self.write(lambda pages: outline.move_question(pages, key, places), by=by, seen=seen)

    def move_to_page(self, key: str, page: str, *, by: int, seen: int | None = None) -> None:
        """To the end of another page."""
        self.write(lambda pages: outline.move_to_page(pages, key, page), by=by, seen=seen)

    def copy_question(self, key: str, *, by: int, seen: int | None = None) -> str:
        """The same again, right after it."""
        taken = self.taken_keys
        return str(self.write(lambda pages: outline.copy_question(pages, key, taken), by=by, seen=seen))

    def take_out_question(self, key: str, *, by: int, seen: int | None = None) -> None:
        """Ask it no more. What people answered stays."""
        self.write(lambda pages: outline.take_out_question(pages, key), by=by, seen=seen)

    def write_anew(self, pages: Pages, *, by: int, seen: int | None = None) -> None:
        """All of it at once, as it came from elsewhere: the same keys are the same questions."""

        def replace(there: Pages) -> None:
            there[:] = deepcopy(pages)

        self.write(replace, by=by, seen=seen)

    def write(self, change: Callable[[Pages], Any], *, by: int, seen: int | None = None) -> Any:
        """Make one change to the draft, and write down what is different. Raises `NotAllowed`, and then nothing is."""
        was = facts_of(self.being_written)
        pages = deepcopy(was)
        given = change(pages)
        pages = facts_of(self.must_have_ways(pages))
        if pages != was:
            self.edit_a_part(by=by, seen=seen)  # first: of two who begin a draft at once, one meets the other here
            self.take_from_sets(pages, by=by)
            put(self.begin_draft(), pages)
            for each in differences(self.in_words(was), self.in_words(pages)):
                self.write_down(each.field, each.was, each.became, by=by)
        return given

    def must_have_ways(self, pages: Pages) -> QuestionnaireVersion:
        """These pages as a version, in no session. Raises `NotAllowed` when a way breaks that did not before."""
        try:
            version = version_of(pages)
        except ValueError as nonsense:
            raise NotAllowed(str(nonsense)) from nonsense
        before = {_about(each) for each in Problems(self.being_written).of_ways}
        broken = [each for each in Problems(version).of_ways if _about(each) not in before]
        if broken:
            raise NoWay(f"{broken[0].says} {broken[0].more}")
        return version

    def must_be_right(self) -> None:
        """Raise `NotAllowed` while something must be put right before this is asked of anybody."""
        if stopping := Problems(self.being_written).stopping:
            raise NotAllowed(f"{stopping[0].says} {stopping[0].more}")

    @property
    def taken_keys(self) -> set[str]:
        """The key of every question that was ever in it: what people answered stays under it."""
        return {question.key for question in self.questions}

    # --- before it is published -------------------------------------------------------------------------------

    def changes_to_publish(self) -> list[Difference]:
        """What the draft asks that is not asked now."""
        if self.draft is None or self.draft is self.asks:
            return []
        return differences(self.in_words(facts_of(self.asks)), self.in_words(facts_of(self.draft)))

    def reworded(self) -> list[Reworded]:
        """The questions that people have read in another way: do answers count together?"""
        return list(self._reworded()) if self.draft is not None and self.draft is not self.asks else []

    def _reworded(self) -> Iterator[Reworded]:
        for asked in self.draft.questions:
            earlier = [each for each in asked.question.versions if each.number < asked.number]
            if earlier and not is_read(asked):
                yield Reworded(earlier[-1], asked)


def _about(problem: Problem) -> tuple[str, str]:
    return problem.page, problem.question
