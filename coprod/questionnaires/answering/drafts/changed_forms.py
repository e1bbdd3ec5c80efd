"""A questionnaire was changed while somebody answered it: what still fits stays, and what does not is shown to them."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coprod.database import db
from coprod.questionnaires.answering.drafts.kept import Kept, Typed
from coprod.questionnaires.answering.forms import READ, AnswersForm
from coprod.questionnaires.kinds import PICK_ONE, Given, Kind
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import OptionVersion, Question, QuestionVersion
from coprod.text import row_number

LISTS = PICK_ONE | {Kind.SEVERAL_CHOICES, Kind.AGREE}  # each thing that is picked there fits or does not


def moved_to_now(questionnaire: Questionnaire, kept: Kept) -> Kept:
    """What is kept, under the questions as they are asked now. What does not fit any more is in `left`."""
    now = {question.key: question for question in questionnaire.asks.questions}
    earlier = read_in_another_way(kept.typed, now)
    if not earlier and kept.version == questionnaire.asks_id:
        return kept
    typed, left = dict(kept.typed), dict(kept.left)
    for read in versions_of(questionnaire, earlier):
        given = answer_to(read, kept.typed)
        asked = now.get(read.key)
        if not given or (asked and fits(given, read, asked, kept.typed)):
            continue
        stays = part_that_stays(given, read, asked)
        if lines := read.in_words(without(given, stays)):
            left[read.key] = [read.prompt, *lines]
        for name in AnswersForm.of([read], {}).names:
            offered = [value for value in typed.pop(name, []) if stays and keeps(name, value, read, stays)]
            if offered:
                typed[name] = offered
    at = kept.at if kept.version == questionnaire.asks_id else ""
    return replace(kept, version=questionnaire.asks_id or 0, typed=typed, left=left, at=at)


def read_in_another_way(typed: Typed, now: Mapping[str, QuestionVersion]) -> list[int]:
    """Of the questions that somebody has come to, those that are put in another way now, or not at all."""
    numbers = []
    for name, values in typed.items():
        asked = now.get(name.removeprefix(READ))
        if name.startswith(READ) and values and not (asked and values[0] == str(asked.id)):
            with suppress(ValueError):
                numbers.append(row_number(values[0]))
    return numbers


def versions_of(questionnaire: Questionnaire, numbers: Collection[int]) -> Iterable[QuestionVersion]:
    """Questions as somebody had read them."""
    query = (
        select(QuestionVersion)
        .join(QuestionVersion.question)
        .where(QuestionVersion.id.in_(numbers), Question.questionnaire_id == questionnaire.id)
        .options(selectinload(QuestionVersion.options).joinedload(OptionVersion.wording))
    )
    return db.session.scalars(query).unique().all() if numbers else []


def answer_to(question: QuestionVersion, typed: Typed) -> Given:
    """What was answered to a question, by what was typed."""
    return AnswersForm.of([question], typed).answers().get(question, Given())


def fits(given: Given, read: QuestionVersion, asked: QuestionVersion, typed: Typed) -> bool:
    """Whether an answer means the same where the question is put in another way; half of one stays half of one."""
    return answer_to(asked, typed) == given and (asked.accepts(given) or not read.accepts(given))


def part_that_stays(given: Given, read: QuestionVersion, asked: QuestionVersion | None) -> Given:
    """What was picked, or written beside it, of lists in which some of it can be picked still."""
    if asked is None or asked.kind is not read.kind or read.kind not in LISTS:
        return Given()
    picks = tuple(pick for pick in given.picks if pick.option in asked.labels)
    return Given(picks, {key: words for key, words in given.words.items() if key in asked.boxes})


def without(given: Given, stays: Given) -> Given:
    """The rest of an answer."""
    words = {key: words for key, words in given.words.items() if key not in stays.words}
    return Given(tuple(pick for pick in given.picks if pick not in stays.picks), words)


def keeps(name: str, value: str, read: QuestionVersion, stays: Given) -> bool:
    """Whether something typed in one of a question's fields is in the part that stays."""
    fields = AnswersForm.of([read], {name: [value]})
    part = fields.answers().get(read, Given())
    if part.picks:
        return set(part.picks) <= set(stays.picks)
    return value in stays.words.values()
