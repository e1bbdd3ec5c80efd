"""One number for one thing: every page and file that says how many says what the rows say, with its sentence.

A small installation in which people do several things with one code, take some back, skip, wait to be read, or come in
unusual numbers. How many people there are is counted here from the rows, in another way than the counters do.
"""

import csv
import io
import re
import zipfile

import pytest

from answering import ABOUT, HERE, token_on
from builders import (
    a_board,
    a_note,
    a_partnership,
    a_pledge,
    a_promise,
    a_questionnaire,
    a_sign_up,
    a_user,
    an_app,
    an_engagement,
    an_event,
    at_midnight,
    one_page,
    people_by_activity,
    saved,
)
from coprod.accounts.second_step import code_now
from coprod.activities.activity import Activity
from coprod.counting.counting import WHAT_IS_SENT, WHO_COUNTS
from coprod.counting.counting_check import what_is_wrong
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.counted import Ticks
from coprod.participation.receipt import Receipt
from coprod.questionnaires.counted import folding
from coprod.questionnaires.kinds import chose
from coprod.questionnaires.response import Response
from coprod.results.disclosure import shown
from published import WHERE

PEOPLE, ENGAGEMENT = 14, "engagement"


class House:
    """One engagement with a way of each kind to take part, and a board elsewhere."""

    def __init__(self) -> None:
        engagement = an_engagement("school", title="School days")
        self.survey = a_questionnaire(engagement=engagement, pages=one_page(WHERE), title="Survey")
        self.board = a_board("better", engagement, title="Board")
        self.event = an_event(engagement=engagement, title="Meeting", places=60)
        self.promise = a_promise(engagement=engagement, title="Vow")
        self.elsewhere = a_board("other", an_engagement("bus", title="Buses"), title="Other board")
        self.codes = [Receipt(f"code {number}") for number in range(PEOPLE)]
        self.by = a_user("moderator").id

    def answers(self, code, pick="hall", **more):
        sent = Contribution(activity=self.survey, receipt=code, **more)
        [asked] = self.survey.asks.questions
        self.survey.responses.add(Response.of(sent, {asked: chose(pick)}))
        return saved(sent)

    def writes(self, code, board, read=True):
        made = a_note(board=board, receipt=code)
        if read:
            made.submission.approve(by=self.by)
            db.session.commit()

    def fill(self) -> None:
        for number, code in enumerate(self.codes):
            self.answers(code)
            if number < 4:
                for _ in range(3):  # three notes of one person
                    self.writes(code, self.board)
            if number < 2:
                self.answers(code, "gate")  # a second time
                self.writes(code, self.elsewhere)
        self.writes(Receipt("not read yet"), self.board, read=False)
        self.writes(Receipt("only elsewhere"), self.elsewhere)
        for ticks in (Ticks.WAIT, Ticks.LEFT_OUT, Ticks.COUNT):
            self.answers(Receipt(f"unusual {ticks}"), ticks=ticks)
        self.answers(self.codes[5], ticks=Ticks.WAIT)
        self.answers(Receipt("took it back")).withdraw()
        db.session.commit()
        for number in range(3):
            a_sign_up(self.event, name=f"Sam {number}", receipt=self.codes[7] if number < 2 else Receipt("comes"))
        for name in ("Hill School", "Mill School"):
            pledge = a_pledge(promise=self.promise, name=name)
            pledge.contribution.receipt = self.codes[8]
            pledge.submission.approve(by=self.by)
            db.session.commit()


def things(*activities) -> list[Contribution]:
    """What counts: read, or ticked or booked and not held. As the sentence says it, from the rows."""
    found = []
    for each in db.session.query(Contribution).where(Contribution.activity_id.in_([each.id for each in activities])):
        read = any(words.is_approved for words in each.submissions)
        came = not each.submissions and each.came and each.activity.counts_without_words
        alone = (each.ticked or came) and each.ticks in (Ticks.USUAL, Ticks.COUNT)
        if (read or alone) and not each.is_withdrawn:
            found.append(each)
    return found


def people(*activities) -> int:
    return len({each.receipt_id for each in things(*activities)})


@pytest.fixture(scope="module")
def expected() -> dict[str, int]:
    """By hand: 14 answered, and one of the unusual ones counts."""
    return {"survey": PEOPLE + 1, "board": 4, "event": 2, "promise": 1, "elsewhere": 3, "engagement": PEOPLE + 2}


@pytest.fixture
def house(client, expected) -> House:
    a_partnership()
    house = House()
    house.fill()
    db.session.expire_all()
    assert what_is_wrong() == []
    every = house.survey, house.board, house.event, house.promise
    counted = {name: people(getattr(house, name)) for name in ("survey", "board", "event", "promise", "elsewhere")}
    assert counted | {"engagement": people(*every)} == expected
    return house


def plain(page: str) -> str:
    return " ".join(re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", page, flags=re.S).split())


def row_of(page: str, title: str) -> str:
    """The row of a table that begins with this title."""
    [row] = [
        each for each in re.findall(r"<tr\b.*?</tr>", page, re.S) if re.search(rf"<th[^>]*>(<[^>]*>)*{title}<", each)
    ]
    return plain(row)


@pytest.mark.parametrize("ahead", [True, False], ids=["counted ahead", "counted from rows"])
def test_staff_pages_and_files_say_one_number_for_one_thing(client, sign_in, house, expected, ahead):
    if ahead:
        folding.count_ahead()
    lead = sign_in("engagement_lead")
    hub, home = client.get("/staff/engagements/school").text, client.get("/staff").text
    listed, results = client.get("/staff/engagements").text, client.get("/staff/results").text
    for activity, title in ((house.survey, "Survey"), (house.board, "Board")):
        many = expected["survey" if title == "Survey" else "board"]
        assert f"{many} people" in row_of(hub, title) and f"{many} people" in row_of(results, title)
        assert row_of(home, title).endswith(f" {many}")
        assert f"{many} people, as of now" in plain(client.get(f"/staff/results/{activity.id}").text)
        assert f"{many} people" in plain(client.get(f"/staff/activities/{activity.id}").text)
    assert row_of(listed, "School days").endswith(f" {expected['engagement']}")
    assert row_of(listed, "Buses").endswith(f" {expected['elsewhere']}")
    assert f"{expected['engagement']} people took part in it" in plain(hub)
    page = plain(client.get(f"/staff/results/{house.survey.id}").text)
    assert f"{expected['survey']} answered this" in page and "1 came in unusual" not in page
    assert "2 came in unusual numbers" in page
    assert f"{len(things(house.promise))} pledges" in row_of(hub, "Vow") == row_of(hub, "Vow")
    assert "3 of 60 places taken" in row_of(hub, "Meeting")
    for said in (hub, home, listed, results, client.get(f"/staff/results/{house.board.id}").text):
        assert WHO_COUNTS in plain(said)
    assert WHAT_IS_SENT in plain(client.get(f"/staff/activities/{house.promise.id}").text)
    key = an_app(lead)
    files = client.post(f"/staff/results/{house.survey.id}/responses", data={"one_time_code": code_now(key)})
    with zipfile.ZipFile(io.BytesIO(files.data)) as inside:
        rows = list(csv.DictReader(io.StringIO(inside.read("responses.csv").decode("utf-8-sig"))))
    assert len(rows) == len(things(house.survey))
    assert [row["Counts as a person"] for row in rows].count("yes") == expected["survey"]


def test_everyone_reads_the_same_rounded_with_its_sentence(client, house, expected):
    at_midnight()
    home, engagement = plain(client.get("/").text), plain(client.get("/engagements/school").text)
    everyone = people(*db.session.query(Activity).all())
    assert f"About {shown(everyone)} people have joined in" in home and WHO_COUNTS in home
    assert f"About {shown(expected['engagement'])} people took part" in engagement and WHO_COUNTS in engagement
    assert "told us what it is really like" not in home


def test_whoever_takes_the_first_answers_back_counts_by_the_second(client, sign_in, house, expected):
    """What is counted ahead moves from the first to the second, and not only the number of people."""
    folding.count_ahead()
    first = db.session.query(Contribution).filter_by(activity_id=house.survey.id, receipt_id=house.codes[0].id)
    first.order_by(Contribution.id).first().withdraw()
    db.session.commit()
    assert what_is_wrong() == []
    sign_in("engagement_lead")
    page = plain(client.get(f"/staff/results/{house.survey.id}").text)
    assert f"{expected['survey']} answered this" in page and f"{expected['survey']} people, as of now" in page
    assert re.search(r"The gate 1 \(", page), page


def test_whoever_skips_every_question_counts_nowhere(client, house, expected):
    for _ in range(12):
        browser = client.application.test_client()
        browser.post(f"{HERE}/1", data={})
        browser.post(f"{HERE}/about-you", data=ABOUT)
        token = token_on(browser.get(f"{HERE}/check").text)
        assert browser.post(f"{HERE}/check", data={"token": token}).status_code == 422
    saved(Contribution(activity=house.survey))  # as they were filed before that was refused
    assert people_by_activity()[house.survey.id] == people(house.survey) == expected["survey"]
    assert what_is_wrong() == []
