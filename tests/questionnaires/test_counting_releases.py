"""What a release counts: the database counts what one gets who looks at each response, one after the other."""

from random import Random

from sqlalchemy import select

from builders import a_partnership, a_questionnaire, one_page, some_pages
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.questionnaires.kinds import Kind, chose, counted, judged_each, ranked
from coprod.questionnaires.releases.declared import item_key, key_of
from coprod.questionnaires.response import Response as Sent
from coprod.results.declaration import NOT_SAID
from coprod.results.published import Declared
from coprod.results.tally import Response, tallied

SCALE = {"key": "how", "kind": "scale", "prompt": "How?", "lowest": 0, "highest": 3}
AGE = {"key": "age", "kind": "number", "prompt": "How old?"}
SPOTS = ["hall", "field", "gate"]


def test_the_database_counts_as_one_by_one(app):
    a_partnership()
    pages = [*some_pages(), *one_page(SCALE, AGE)]
    questionnaire = a_questionnaire(pages=pages, audiences=["young_person", "parent_carer"])
    questionnaire.declare()
    chance, twice = Random(7), Receipt("twice")
    db.session.add(twice)
    for number in range(150):
        who = {"audience": chance.choice(["young_person", "parent_carer", "organisation", "not_said"])}
        who["receipt"] = twice if number in (3, 90) else None
        sent = Contribution(activity=questionnaire, district=chance.choice(["north", "south", None]), **who)
        answers = {each: given for each in questionnaire.asks.questions if (given := somebodys(chance, each))}
        questionnaire.responses.add(Sent.of(sent, answers))
        db.session.flush()
        if number % 20 == 5:
            sent.withdraw()
    db.session.commit()
    declaration = Declared.of(questionnaire.id).declaration
    by_database = questionnaire.tallied(declaration)
    one_by_one = tallied(declaration, plain(questionnaire.id))
    assert by_database.keys() == one_by_one.keys()
    for group, tally in one_by_one.items():
        found = by_database[group]
        assert found.ids == tally.ids and +found.answered == +tally.answered and +found.picked == +tally.picked, group
    assert len(one_by_one[declaration.groups[0]].ids) == 150 - 8 - 1  # withdrawn, and one who sent twice


def somebodys(chance: Random, question):
    """An answer, or none."""
    if chance.random() < 0.2:
        return None
    some = chance.sample(SPOTS, chance.randint(1, 2))
    return {
        Kind.ONE_CHOICE: lambda: chose(some[0]),
        Kind.SEVERAL_CHOICES: lambda: chose(*some),
        Kind.AGREE: lambda: judged_each({spot: chance.choice(["yes", "partly", "no"]) for spot in some}),
        Kind.RANKING: lambda: ranked(*some),
        Kind.SCALE: lambda: counted(chance.randint(0, 3)),
        Kind.NUMBER: lambda: counted(chance.randint(5, 90)),
    }.get(question.kind, lambda: None)()


def plain(questionnaire_id: int) -> list[Response]:
    """Every response that is counted, with what it picked, as the rule has it."""
    theirs = Sent.questionnaire_id == questionnaire_id, Contribution.counts, Contribution.first_in_activity
    found = []
    for sent in db.session.scalars(select(Sent).join(Sent.contribution).where(*theirs)):
        picks: dict[str, list[str]] = {}
        for pick in sorted(sent.picks, key=lambda pick: pick.number or 0):
            key, kind = key_of(pick.version), pick.version.kind
            if kind is Kind.AGREE:
                picks.setdefault(item_key(key, pick.option), []).append(pick.detail)
            elif kind is not Kind.NUMBER:
                picks.setdefault(key, []).append(str(pick.number) if kind is Kind.SCALE else pick.option)
        who = sent.contribution
        found.append(Response(sent.id, who.audience.value, who.district_slug or NOT_SAID, picks))
    return found
