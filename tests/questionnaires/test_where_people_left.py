"""Where people left, and how long it truly takes: counted once a draft and step, and joined to nobody."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from answering import ABOUT, EVERYTHING, HERE, answer, send, token_on
from builders import a_questionnaire
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.questionnaires.answering.drafts.kept import Kept
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.where_people_left import (
    MINUTES,
    Step,
    StepCount,
    StepTaken,
    What,
    count_steps,
    how_far,
    median_of,
)


def came_to(survey) -> dict[str, int]:
    [counted] = how_far(survey).values()
    pages = {page.key: page.number for page in survey.asks.pages}
    return {str(pages.get(step.page, step.what)): drafts for step, drafts in counted.items()}


def test_each_draft_counts_once_at_each_step_however_it_goes_to_and_fro(client, survey, app):
    for browser in (client, app.test_client()):
        for _ in range(2):
            browser.post(f"{HERE}/1", data=EVERYTHING[1])
            browser.post(f"{HERE}/2", data=EVERYTHING[2] | {"go": "back"})
            browser.post(f"{HERE}/2", data=EVERYTHING[2] | {"go": "typed"})
    assert came_to(survey) == {"began": 2, "1": 2, "2": 2}
    browser.post(f"{HERE}/2", data=EVERYTHING[2])
    browser.post(f"{HERE}/3", data=EVERYTHING[3])
    browser.post(f"{HERE}/about-you", data=ABOUT)
    assert client.post(f"{HERE}/2", data=EVERYTHING[2]).location == f"{HERE}/2/2", "the same page is counted once"
    client.post(f"{HERE}/2/4", data=EVERYTHING["2/4"])
    expected = {"began": 2, "1": 2, "2": 2, "3": 2, "about_you": 1, "check": 1}
    assert came_to(survey) == expected
    browser.post(f"{HERE}/check", data={"token": token_on(browser.get(f"{HERE}/check").text)})
    assert came_to(survey) == expected | {"sent": 1}


def test_counted_or_not_yet_counted_the_numbers_are_the_same(client, survey):
    send(client)
    before = came_to(survey)
    for _ in range(2):
        count_steps()
        assert came_to(survey) == before and not db.session.query(StepTaken).count()
    send(client)
    count_steps()
    assert came_to(survey) == {step: 2 * drafts for step, drafts in before.items()}


def test_a_send_changes_no_counter(client, survey, statements):
    count_steps()
    token = token_on(answer(client).text)
    statements.clear()
    client.post(f"{HERE}/check", data={"token": token})
    assert not [each for each in statements if "step_count" in each or each.startswith("UPDATE")]


def test_nothing_joins_a_time_to_who_took_it(client, survey):
    with time_machine.travel(now(), tick=False) as clock:
        token = token_on(answer(client).text)
        clock.shift(timedelta(minutes=7))
        client.post(f"{HERE}/check", data={"token": token})
    sent = db.session.scalars(select(StepTaken).where(StepTaken.what == What.SENT)).one()
    assert sent.minutes == 8 and sent.minutes in MINUTES
    keys = {column.name for table in (StepTaken, StepCount) for column in table.__table__.columns}
    assert keys == {"number", "version_id", "what", "page", "minutes", "drafts"}
    numbers = [each.number for each in db.session.query(StepTaken)]
    assert min(numbers) > 1000 and db.session.query(Contribution).count() == 1


def test_a_pause_does_not_count_as_answering():
    with time_machine.travel(now(), tick=False) as clock:
        kept = Kept.nothing(1)
        clock.shift(timedelta(minutes=3))
        kept = kept.later({}, (), "")
        clock.shift(timedelta(days=2))
        kept = kept.later({}, (), "")
        clock.shift(timedelta(minutes=2))
        assert kept.minutes == 5


def took(survey, *minutes: int) -> Questionnaire:
    db.session.add_all(StepTaken(survey.asks_id, Step(What.SENT), each) for each in minutes)
    db.session.commit()
    count_steps()
    db.session.expire_all()
    return survey


def test_how_long_it_truly_takes_is_said_when_twenty_have_sent_it(client, survey):

    def says(words: str) -> list[bool]:
        """On its own page, on its engagement's, and on the first page of all."""
        pages = (HERE, f"/engagements/{survey.engagement.slug}", "/")
        return [words in client.get(page).text.replace("\xa0", " ") for page in pages]

    took(survey, *[12] * 19)
    assert survey.takes == survey.minutes == 5 and says("About 5 minutes") == [True] * 3
    took(survey, 3)
    assert survey.takes == 12 and says("About 5 minutes") == [False] * 3
    assert says("Half of the people who did it took 12 minutes or less") == [True] * 3
    took(survey, *[4] * 21)
    assert survey.takes == 4 == median_of(survey)
    assert a_questionnaire("other").takes == 5


def test_what_takes_very_long_is_one_number():
    assert StepTaken(1, Step(What.SENT), 5000).minutes == 90
