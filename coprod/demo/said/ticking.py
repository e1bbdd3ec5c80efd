"""The many of the demonstration who only tick: written all at once, and row by row as what people send is filed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.sql.functions import count

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.counting.counting import TookPartChange, changes_by
from coprod.database import db
from coprod.demo import content
from coprod.demo.said.answers import Ticks
from coprod.demo.said.people import SHARINGS, SOURCES, Crowd
from coprod.intake.filing import columns_of
from coprod.participation import receipt
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.participation.receipt import Receipt
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.response import Pick, Response
from coprod.sealing import ring

COUNTED = ("counts", "first_in_activity", "first_in_engagement", "first_on_site")
Row = dict[str, Any]


class Ticker(NamedTuple):
    """Somebody who only ticks. `token` is what their form carried; `joins` is the receipt under which they count."""

    token: str
    day: date
    audience: Audience
    district: str | None
    answers: dict[QuestionVersion, Given]
    sharing: Sharing = Sharing.SHOW
    source: Source = Source.ONLINE
    joins: int | None = None


# Who comes ------------------------------------------------------------------------------------------------


def everyone_else(crowd: Crowd, activities: Iterable[Activity]) -> None:
    """Whoever is missing from what the files say of each questionnaire. What others wrote is in the database."""
    facts = {each["slug"]: each for each in content.toml("questionnaires")["questionnaires"]}
    found = [(each, facts[each.slug]) for each in activities if isinstance(each, Questionnaire)]
    # First those of whom it is known how many they are, then those who make up the whole, then those who come back.
    for questionnaire, its in sorted(found, key=lambda one: ("joins" in one[1], "people" not in one[1])):
        those = known_people(questionnaire) if its.get("joins") else None
        come = [somebody(crowd, questionnaire, its, number, those) for number in range(missing(questionnaire, its))]
        ticks = Ticks(crowd, [question for page in its["pages"] for question in page["questions"]])
        asked = questionnaire.asks.questions
        come = [each._replace(answers=answered(ticks, asked, each.audience)) for each in come]
        hand_in_all(questionnaire, sorted(come, key=lambda each: each.day))


def missing(questionnaire: Questionnaire, facts: dict[str, Any]) -> int:
    """How many people there are still to come."""
    query = select(count()).select_from(Contribution)
    if "people" in facts:
        here = query.where(Contribution.activity_id == questionnaire.id, Contribution.first_in_activity)
        return int(facts["people"]) - (db.session.scalar(here) or 0)
    here = query.join(Contribution.activity).where(
        Activity.engagement_id == questionnaire.engagement_id, Contribution.first_in_engagement
    )
    return int(content.toml("engagement")["facts"][facts["people_in_engagement"]]) - (db.session.scalar(here) or 0)


def somebody(
    crowd: Crowd,
    questionnaire: Questionnaire,
    facts: dict[str, Any],
    number: int,
    those: dict[Audience, list[Row]] | None,
) -> Ticker:
    """One more: somebody new, or one of `those` who are known, on a later day."""
    audience = Audience(crowd.pick(facts.get("share") or facts["who"]))
    day = crowd.moment(questionnaire).date()
    token = f"{questionnaire.slug} {number}"
    if those is None:
        more = {"sharing": crowd.pick(SHARINGS), "source": crowd.pick(SOURCES)}
        return Ticker(token, day, audience, crowd.pick(crowd.districts), {}, **more)
    audience = audience if those[audience] else max(those, key=lambda each: len(those[each]))
    known = those[audience].pop(crowd.rng.randrange(len(those[audience])))
    same = {name: known[name] for name in ("district", "sharing", "source")}
    return Ticker(token, max(day, known["day"]), audience, answers={}, joins=known["receipt_id"], **same)


def known_people(questionnaire: Questionnaire) -> dict[Audience, list[Row]]:
    """Who counts in its engagement by something else, and has not answered it yet."""
    mine = select(Contribution.receipt_id).where(Contribution.activity_id == questionnaire.id)
    query = (
        select(
            Contribution.receipt_id,
            Contribution.audience,
            Contribution.district_slug.label("district"),
            Contribution.sharing,
            Contribution.source,
            Contribution.submitted_on.label("day"),
        )
        .join(Contribution.activity)
        .where(
            Activity.engagement_id == questionnaire.engagement_id,
            Activity.id != questionnaire.id,
            Contribution.first_in_engagement,
            Contribution.receipt_id.not_in(mine),
        )
        .order_by(Contribution.id)
    )
    found: defaultdict[Audience, list[Row]] = defaultdict(list)
    for row in db.session.execute(query).mappings():
        found[row["audience"]].append(dict(row))
    return found


def answered(ticks: Ticks, asked: Sequence[QuestionVersion], audience: Audience) -> dict[QuestionVersion, Given]:
    """What one person ticks: something, at least."""
    while True:
        given = {question: ticks.answer(question, audience) for question in asked}
        if picked := {question: answer for question, answer in given.items() if answer}:
            return picked


# How it is written ----------------------------------------------------------------------------------------


def hand_in_all(questionnaire: Questionnaire, people: Sequence[Ticker]) -> None:
    """The rows that each of them would have filed, a table at a time, in the caller's transaction."""
    db.session.flush()
    new = [Receipt(next(iter(receipt.codes(ring(), each.token)))) for each in people if each.joins is None]
    new_ids = iter(written(Receipt, map(columns_of, new)))
    contributions = [contributed(questionnaire, each) for each in people]
    for each, row in zip(people, contributions, strict=True):
        row["receipt_id"] = each.joins or next(new_ids)
    contribution_ids = written(Contribution, contributions)
    response_ids = written(
        Response, ({"questionnaire_id": questionnaire.id, "contribution_id": id} for id in contribution_ids)
    )
    for_each = zip(response_ids, people, strict=True)
    fill(Pick.__table__, [row for id, each in for_each for row in picked(id, each)])
    changes = (
        TookPartChange(changes_by({name: row[name] for name in COUNTED}), activity_id=questionnaire.id)
        for row in contributions
    )
    fill(TookPartChange.__table__, [columns_of(each) for each in changes])


def contributed(questionnaire: Questionnaire, each: Ticker) -> Row:
    """Their contribution, made as for anybody; who has a receipt already counts by what was sent under it before."""
    made = Contribution(
        activity_id=questionnaire.id,
        token_digest=receipt.digests(ring(), each.token)[0],
        audience=each.audience,
        district=each.district,
        sharing=each.sharing,
        source=each.source,
        context=questionnaire.context(each.answers),
        submitted_on=each.day,
        ticked=True,
    )
    made.settle()
    if each.joins is not None:
        made.first_in_engagement = made.first_on_site = False
    return columns_of(made)


def picked(response_id: int, each: Ticker) -> Iterable[Row]:
    """A row for each thing that was picked."""
    whose = {"response_id": response_id, "audience": each.audience, "district": each.district, "source": each.source}
    for version, given in each.answers.items():
        of = whose | {"question_id": version.question_id, "version_id": version.id}
        for pick in given.picks:
            yield of | {"option": pick.option, "detail": pick.detail, "number": pick.number}


def written(model: type[Receipt | Contribution | Response], rows: Iterable[Row]) -> Sequence[int]:
    """Write rows, and say which ids they have, in their order."""
    if not (all_rows := [*rows]):
        return []
    table: Any = model.__table__
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return db.session.execute(statement, all_rows).scalars().all()


def fill(table: Any, rows: Collection[Row]) -> None:
    """Write rows whose ids nobody needs."""
    if rows:
        db.session.execute(insert(table), [*rows])
