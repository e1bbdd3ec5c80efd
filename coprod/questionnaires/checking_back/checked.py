"""What a check-back says to everyone: how each challenge was judged, where it stands now, and what moved.

All figures are those of a release, or were written down when the check-back opened: each by the one rule of results.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from coprod.check_backs.challenge import Challenge
from coprod.check_backs.models import CheckBack
from coprod.questionnaires.checking_back.wordings import (
    Words,
    in_the_round_before,
    question_of,
    read_versions,
    wordings,
)
from coprod.questionnaires.kinds import OPINIONS
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.releases.declared import item_key, keys_of
from coprod.rendering import nth
from coprod.results.declaration import By, Counts
from coprod.results.disclosure import HIDDEN, Figure, in_words, order, people, share
from coprod.results.published import Published
from coprod.results.release import Release, Row

YES = list(OPINIONS).index("yes")


class Checked(NamedTuple):
    """One challenge, in words and figures that everyone may know. `was` is the place before; `moved` is up, down, still
    or nothing. `then` are earlier wordings, where it is put in another way now."""

    key: str
    label: str
    plain: str
    right: str
    judged: str
    first: str
    named: str
    place: int | None
    was: int | None
    then: tuple[Words, ...]

    @property
    def moved(self) -> str:
        """How its place now is beside the place before."""
        if self.place is None or self.was is None:
            return ""
        return "still" if self.place == self.was else "up" if self.place < self.was else "down"


class Report(NamedTuple):
    """All of them, the first place first. `before` says what the place before was, `on` since when that stands;
    `picked_by` how many people picked some of them, where that may be known."""

    challenges: Sequence[Checked]
    before: str
    on: date | None
    picked_by: str

    @property
    def reworded(self) -> list[Checked]:
        """Those that are put in another way than before."""
        return [each for each in self.challenges if each.then]

    def how_picked(self, key: str) -> str:
        """Where one challenge stands and how many picked it, in a sentence; nothing where that is not to be known."""
        one = next((each for each in self.challenges if each.key == key), None)
        if one is None or one.place is None or not self.picked_by:
            return ""
        stands = "most people picked this one" if one.place == 1 else f"this one came {nth(one.place)}"
        return f"Of {len(self.challenges)} challenges, {stands}: about {one.named} of {self.picked_by} picked it."


def report(questionnaire_id: int, release: Release) -> Report | None:
    """The check-back that a questionnaire is, as a release shows it. None for others, and where there are no tables."""
    check_back = CheckBack.of(questionnaire_id)
    judged = question_of(check_back, check_back.judged) if check_back else None
    if check_back is None or judged is None or not release.has_tables:
        return None
    versions = _versions_in(release, judged)
    if not versions:
        return None
    said = wordings(versions)
    key = keys_of(judged)[versions[-1].number]
    ranked = question_of(check_back, check_back.ranked)
    first, named = (_figures(release, _key_in(release, ranked), counts) for counts in (Counts.FIRST, Counts.NAMED))
    places = _places(named)
    by_key = check_back.by_key
    was, before, on = _before(by_key, [option.key for option in versions[-1].options], release)
    found = []
    for option in versions[-1].options:
        row = _row(release, item_key(key, option.key), Counts.ANSWERS)
        right = share(row.figures[YES], row.base) if row and not row.too_small else HIDDEN
        earlier = in_the_round_before(by_key.get(option.key))
        then = [*([earlier] if earlier else []), *said[option.key][:-1]]
        now = Words(option.label, option.plain)
        found.append(
            Checked(
                option.key,
                option.label,
                option.plain,
                "" if right is HIDDEN else f"{right}%",
                people(row.base) if row and not row.too_small else "",
                in_words(first[option.key]) if option.key in first else "",
                in_words(named[option.key]) if option.key in named else "",
                places.get(option.key),
                was.get(option.key),
                tuple(words for words in dict.fromkeys(then) if words != now),
            )
        )
    last = len(found) + 1
    picked = _row(release, _key_in(release, ranked), Counts.NAMED)
    by = people(picked.base) if picked and not picked.too_small else ""
    return Report(sorted(found, key=lambda each: each.place or last), before, on, by)


def _versions_in(release: Release, question: Question) -> list[QuestionVersion]:
    """How a question was put until a release. One that came later on the same day, and is counted apart, is not in it:
    a release says for good what people had answered, in the words that they had read."""
    versions, keys = read_versions(question, release.on), keys_of(question)
    counted = {table.question.partition("/")[0] for table in release.tables}
    while versions and keys[versions[-1].number] not in counted:
        versions.pop()
    return versions


def _key_in(release: Release, question: Question | None) -> str:
    """By what the answers to a question are counted in a release; nothing where it is not there."""
    versions = _versions_in(release, question) if question else []
    return keys_of(question)[versions[-1].number] if question and versions else ""


def _row(release: Release, question: str, counts: Counts) -> Row | None:
    try:
        return release.table(question, counts, By.EVERYONE).rows[0]
    except KeyError:  # what was asked after this release has no figures in it
        return None


def _figures(release: Release, question: str, counts: Counts) -> dict[str, Figure]:
    row = _row(release, question, counts) if question else None
    if row is None or row.too_small:
        return {}
    columns = release.table(question, counts, By.EVERYONE).columns
    return {column.key: figure for column, figure in zip(columns, row.figures, strict=True)}


def _places(figures: Mapping[str, Figure]) -> dict[str, int]:
    """Where each stands by what is shown of it; what is hidden stands nowhere."""
    keys = list(figures)
    found = order([figures[key] for key in keys])
    return {keys[each.option]: each.place for each in found if figures[keys[each.option]] is not HIDDEN}


def _before(
    by_key: Mapping[str, Challenge], asked: Sequence[str], release: Release
) -> tuple[dict[str, int], str, date | None]:
    """The places before: in a release of the earlier round, or by how many people had spoken of each."""
    there = [by_key[key] for key in asked if key in by_key]
    rounds = {each.earlier.check_back_id: each.earlier.check_back for each in there if each.earlier}
    for check_back in rounds.values():
        out = [each for each in Published.of(check_back.questionnaire_id) if each.day <= release.on]
        question = question_of(check_back, check_back.ranked)
        if out:
            shown = out[0].as_shown
            places = _places(_figures(shown, _key_in(shown, question), Counts.NAMED))
            of = {e.key: places.get(e.earlier.key) for e in there if e.earlier and e.earlier.check_back is check_back}
            found = {key: place for key, place in of.items() if place is not None}
            if found:
                return found, f"in “{check_back.called(there[0].check_back.questionnaire)}”", out[0].day
    heard = {each.key: each.shown_people for each in there if each.counted_on}
    if len(heard) < len(asked):  # an order of some of them is no order of all
        return {}, "", None
    counted = max((each.counted_on for each in there if each.counted_on), default=None)
    return _places(heard), "by how many people had told us about it", counted
