"""What people said elsewhere comes in as a whole, once, through the one door; and leaves as a whole."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import func, select
from worrying import CERTAIN, WEAK, screen

from builders import a_board, a_partnership, a_user, an_engagement, heard, letters_about_concerns, staff_session
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.audit import Record
from coprod.brought_in import bringing_in
from coprod.brought_in.batch import Batch, BatchState, forget_what_was_looked_at
from coprod.brought_in.models import BroughtIn
from coprod.concerns.concern import Concern
from coprod.concerns.duty_letter import DutyLetter
from coprod.concerns.letters import write_what_waits
from coprod.concerns.level import Level
from coprod.counting import counting_check
from coprod.counting.counting import TookPartChange
from coprod.database import db
from coprod.participation import retention
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.screening import screen as screening
from coprod.transactions import write_transaction

PAGE = "/staff/brought-in/refresh"
NEW = {
    "into": "new",
    "title": "Short breaks cards",
    "source": "compliments",
    "came_from": "The short breaks team, on cards",
    "use": "team",
}
FILE = (
    "Compliment,Date,Who,Name\r\n"
    "The driver was kind,3/4/2026,Mum,Ann Onymous\r\n"
    ",3/4/2026,Mum,Bo\r\n"
    "Quick answer,soon,Teacher,Cy\r\n"
    "the DRIVER  was kind,4/4/2026,Mum,Di\r\n"
    "Somebody listened,5/4/2026,Teacher,Ed\r\n"
)
WORRY = "I am not safe at home"


@pytest.fixture
def desk(client, sign_in):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    return client


def look(desk, text: str = FILE, **said: str) -> str:
    """The address of the dry run."""
    answer = desk.post(PAGE, data={**NEW, **said, "file": (io.BytesIO(text.encode("utf-8-sig")), "cards.csv")})
    assert answer.status_code == 303, re.findall(r"Error:</span>([^<]*)", answer.text)
    return answer.location


def fields(page: str) -> dict[str, str]:
    """What the form of a dry run sends when nothing is changed."""
    found = {}
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found[name] = re.search(r'<option value="([^"]*)" selected', inside)[1]
    return found | {"day": re.findall(r'name="day"[^>]*value="(\d+)"', page)}


def bring_in(desk, text: str = FILE, **said: str) -> Batch:
    address = look(desk, text, **said)
    sent = desk.post(address, data={**fields(desk.get(address).text), "do": "bring_in"})
    assert sent.status_code == 303 and "new=1" in sent.location, sent.text
    db.session.rollback()
    return db.session.get(Batch, int(address.rpartition("/")[2]), populate_existing=True)


def words() -> list[str]:
    return sorted(db.session.scalars(select(Submission.words).where(Submission.words != "")))


def test_a_dry_run_shows_what_would_come_in_and_stores_nothing(desk):
    page = desk.get(look(desk)).text
    assert "2 texts would come in" in page and "2 rows to bring in, 3 refused" in page
    plain = re.sub(r"<[^>]+>", "", page)
    for line in (
        "Line 3: There are no words in it",
        "Line 4: Its date cannot be read",
        "Line 5: The same words stand in line 2",
        "Left out at once, as it seems to say who somebody is: Name",
    ):
        assert line in plain
    assert "Ann Onymous" not in page
    assert not db.session.query(Contribution).count() and not db.session.query(BroughtIn).count()
    batch = db.session.query(Batch).one()
    assert "Ann" not in batch.text and b"driver" not in batch.sealed_text


def test_what_is_brought_in_waits_to_be_read_and_says_where_it_came_from(desk):
    batch = bring_in(desk)
    assert (batch.state, batch.rows, batch.refused, batch.text, batch.choices) == (BatchState.IN, 2, 3, "", "")
    assert words() == ["Somebody listened", "The driver was kind"]
    first = db.session.query(Contribution).order_by(Contribution.submitted_on).first()
    assert (first.source, first.sharing, first.audience) == (Source.COMPLIMENTS, Sharing.TEAM, "parent_carer")
    assert first.submitted_on == date(2026, 4, 3) and first.receipt is None and not db.session.query(Receipt).count()
    assert {each.status for each in db.session.query(Submission)} == {Status.PENDING}
    record = db.session.query(Record).filter_by(action="brought in").one()
    assert record.details == {"rows": 2, "refused": 3, "digest": batch.digest, "source": batch.source_id}


def test_without_a_right_no_words_are_quotable_and_with_one_they_are(desk):
    refused = desk.post(PAGE, data={**NEW, "use": "show", "file": (io.BytesIO(FILE.encode()), "a.csv")})
    assert refused.status_code == 422 and "Say by what right" in refused.text
    bring_in(desk, use="show", right_to_quote="The card asked")
    assert {each.sharing for each in db.session.query(Contribution)} == {Sharing.SHOW}


def test_the_same_words_come_into_a_source_once_however_often_they_are_sent(desk):
    source = bring_in(desk).source_id
    page = desk.get(look(desk, FILE + "New words,1/5/2026,Mum,x\r\n", into=str(source))).text
    assert "1 text would come in" in page and "These words are in this source already" in page
    address = look(desk, FILE + "New words,1/5/2026,Mum,x\r\n", into=str(source))
    sent = {**fields(desk.get(address).text), "do": "bring_in"}
    assert [desk.post(address, data=sent).status_code for _ in range(2)] == [303, 200]
    assert words() == ["New words", "Somebody listened", "The driver was kind"]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Choose a file"),
        ({"file": "a.csv"}, "Choose a file"),
        ({"file": (io.BytesIO(b"PK\x03\x04"), "cards.xlsx")}, "This is a workbook"),
        ({"file": (io.BytesIO(b"Name\r\nBo\r\n"), "a.csv")}, "Every column of the file says who somebody is"),
        ({"file": (io.BytesIO(FILE.encode()), "a.csv"), "title": ""}, "Give it a name"),
        ({"file": (io.BytesIO(FILE.encode()), "a.csv"), "source": "online"}, "Not a valid choice"),
        ({"file": (io.BytesIO(FILE.encode()), "a.csv"), "into": "99"}, "Not a valid choice"),
    ],
)
def test_a_file_that_cannot_be_looked_at_says_why_and_what_was_typed_stays(desk, sent, why: str):
    answer = desk.post(PAGE, data={**NEW, **sent})
    assert answer.status_code == 422 and why in answer.text and NEW["came_from"] in answer.text
    assert not db.session.query(Batch).count()


def test_what_was_changed_is_looked_at_once_more_before_it_comes_in(desk):
    address = look(desk)
    sent = {**fields(desk.get(address).text), "district": "north", "do": "bring_in"}
    again = desk.post(address, data=sent)
    assert again.status_code == 303 and not db.session.query(Contribution).count()
    assert "Look at it once more" in desk.get(again.location.partition("#")[0]).text
    desk.post(address, data=sent)
    assert {each.district_slug for each in db.session.query(Contribution)} == {"north"}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"dates": "", "day": ["", "", ""]}, "Enter the date"),
        ({"dates": "", "day": ["1", "1", "2099"]}, "must not be in the future"),
        ({"dates": "", "day": ["31", "2", "2026"]}, "must be a real date"),
        ({"words": "Who"}, "a column of their own"),
        ({"words": "Nowhere"}, "Not a valid choice"),
    ],
)
def test_columns_that_cannot_be_are_refused(desk, changed, why: str):
    address = look(desk)
    answer = desk.post(address, data={**fields(desk.get(address).text), **changed, "do": "bring_in"})
    assert answer.status_code == 422 and why in answer.text
    assert not db.session.query(Contribution).count()


def test_children_at_risk_in_one_file_are_one_letter(desk):
    a_user("safeguarding_lead")
    worries = "".join(f"{WORRY} number {number},3/4/2026,Mum,x\r\n" for number in ("one", "two", "three"))
    address = look(desk, FILE + worries)
    assert "3 look like a worry" in desk.get(address).text
    desk.post(address, data={**fields(desk.get(address).text), "do": "bring_in"})
    write_what_waits()
    assert db.session.query(Concern).count() == 3
    letters = letters_about_concerns()
    assert len(letters) == 1 and "3" in letters[0].body
    assert not any(WORRY in (each or "") for each in db.session.scalars(select(Submission.words)))


def test_the_lead_is_told_of_what_is_in_though_the_engagement_is_archived_before_the_rest(desk, monkeypatch):
    monkeypatch.setattr(bringing_in, "SOON", 0)
    a_user("safeguarding_lead")
    batch = bring_in(desk, f"Words\r\n{WORRY}\r\nA card\r\n")
    file = bringing_in.file

    def archived_after_the_first(judged):
        received = file(judged)
        with write_transaction():
            db.session.get(Engagement, batch.engagement_id).life = Life.ARCHIVED
        return received

    monkeypatch.setattr(bringing_in, "file", archived_after_the_first)
    assert bringing_in.go_on_with_batches() is False
    write_what_waits()
    assert db.session.query(Concern).count() == 1 and len(letters_about_concerns()) == 1
    write_what_waits()
    bringing_in.go_on_in_time()
    write_what_waits()
    assert len(letters_about_concerns()) == 1


def test_of_a_large_file_the_first_worry_does_not_wait_for_the_last_row(desk, monkeypatch):
    monkeypatch.setattr(bringing_in, "SOON", 0)
    monkeypatch.setattr(bringing_in, "FILED_AT_ONCE", 1)
    a_user("safeguarding_lead")
    bring_in(desk, f"Words\r\n{WORRY}\r\nA card\r\nAnother card\r\n")
    assert bringing_in.go_on_with_batches() is True
    write_what_waits()
    assert len(letters_about_concerns()) == 1


def test_a_large_file_comes_in_by_a_job_a_part_at_a_time_and_after_a_crash_all_the_same(desk, app, monkeypatch):
    monkeypatch.setattr(bringing_in, "SOON", 2)
    monkeypatch.setattr(bringing_in, "FILED_AT_ONCE", 3)
    text = "Words\r\n" + "".join(f"Card number {number}\r\n" for number in range(8))
    batch = bring_in(desk, text)
    assert (
        batch.state is BatchState.COMING_IN and "0 of 8 rows are in" in desk.get(f"{PAGE[:17]}/batches/{batch.id}").text
    )
    filed, file = [], bringing_in.file

    def breaks(judged):
        filed.append(judged)
        if len(filed) == 2:
            raise RuntimeError("the power went")
        return file(judged)

    monkeypatch.setattr(bringing_in, "file", breaks)
    with pytest.raises(RuntimeError):
        bringing_in.go_on_with_batches()
    assert len(words()) == 1
    turns = [bringing_in.go_on_with_batches() for _ in range(4)]
    assert turns == [True, True, False, False]
    assert len(words()) == 8 and db.session.query(Contribution).count() == 8
    db.session.rollback()
    assert db.session.get(Batch, batch.id, populate_existing=True).state is BatchState.IN


def test_nothing_more_comes_in_while_the_engagement_is_archived(desk, monkeypatch):
    monkeypatch.setattr(bringing_in, "SOON", 0)
    batch = bring_in(desk)
    batch.engagement.life = Life.ARCHIVED
    db.session.commit()
    bringing_in.go_on_in_time()
    assert not db.session.query(Contribution).count()
    assert desk.post(f"/staff/brought-in/batches/{batch.id}/take-back").status_code == 409
    assert desk.post(PAGE, data={**NEW, "title": "x", "file": (io.BytesIO(FILE.encode()), "a.csv")}).status_code == 409


def test_it_is_a_thing_sent_and_nobody_who_took_part(desk):
    bring_in(desk)
    for each in db.session.query(Submission):
        each.approve(by=a_user("moderator").id)
    db.session.commit()
    sums = select(*(func.sum(getattr(TookPartChange, name)) for name in ("sent", "people", "in_engagement", "on_site")))
    assert tuple(db.session.execute(sums).one()) == (2, 0, 0, 0)
    assert counting_check.what_is_wrong() == []
    db.session.query(Contribution).first().first_on_site = True
    db.session.flush()
    assert any("counts as a person" in each for each in counting_check.what_is_wrong())


def test_it_is_no_way_to_take_part_and_no_page_for_the_public(desk):
    board = a_board(engagement=db.session.merge(bring_in(desk).engagement))
    source = db.session.query(BroughtIn).one()
    assert [each.id for each in board.engagement.activities] == [board.id]
    assert source.title not in desk.get("/engagements/refresh").text + desk.get("/").text
    for page in ("/staff/engagements", "/staff/engagements/refresh/preview", "/staff/engagements/refresh"):
        shown = desk.get(page)
        assert shown.status_code == 200 and source.title not in shown.text, page
    assert desk.get(f"/staff/activities/{source.id}").status_code == 404
    assert desk.post(f"/staff/activities/{source.id}/archive").status_code == 404


def test_a_batch_is_taken_back_as_a_whole_and_can_come_in_again(desk):
    batch = bring_in(desk)
    db.session.query(Submission).first().approve(by=a_user("moderator").id)
    db.session.commit()
    take_back = f"/staff/brought-in/batches/{batch.id}/take-back"
    assert [desk.post(take_back).status_code for _ in range(2)] == [303, 303]
    assert words() == [] and not db.session.query(Submission).filter(Submission.published_words.is_not(None)).count()
    assert "Taken back" in desk.get(f"/staff/brought-in/batches/{batch.id}").text
    assert db.session.query(Record).filter_by(action="took back what was brought in").count() == 1
    bring_in(desk, into=str(batch.source_id))
    assert len(words()) == 2


def test_what_is_to_be_read_first_is_counted_apart_and_taken_back_unread_it_is_with_the_lead(desk, monkeypatch):
    monkeypatch.setattr(screening, "screen", screen)
    a_user("safeguarding_lead")
    text = f"Words\r\nIt is {WEAK} at home\r\nI am {CERTAIN}\r\nA card\r\n"
    page = desk.get(look(desk, text)).text
    assert "1 looks like a worry" in page and "1 is to be read first" in page
    batch = bring_in(desk, text)
    [first] = db.session.scalars(select(Submission).where(Submission.read_first_until.is_not(None)))
    assert first.words == f"It is {WEAK} at home" and len(letters_about_concerns()) == 1
    desk.post(f"/staff/brought-in/batches/{batch.id}/take-back")
    levels = {concern.words: concern.level for concern in db.session.query(Concern)}
    assert levels == {f"It is {WEAK} at home": Level.READ_FIRST, f"I am {CERTAIN}": Level.CONCERN}
    assert db.session.query(DutyLetter).filter_by(claimed_at=None).count() == 1, "the lead hears of that too"


def test_one_text_is_typed_in(desk):
    one = {
        **NEW,
        "words": "Thank you for the call",
        "day": ["1", "4", "2026"],
        "audience": "parent_carer",
        "district": "north",
    }
    assert desk.post(f"{PAGE}/type-one", data={**one, "words": ""}).status_code == 422
    assert not db.session.query(Batch).count()
    assert desk.post(f"{PAGE}/type-one", data=one).status_code == 303
    said = db.session.query(Submission).one()
    assert (said.words, said.contribution.district_slug) == ("Thank you for the call", "north")
    into = str(db.session.query(BroughtIn).one().id)
    again = desk.post(f"{PAGE}/type-one", data={**one, "into": into})
    assert (
        again.status_code == 422 and "in this source already" in again.text and "Thank you for the call" in again.text
    )


def test_log_workbench_and_queue_can_be_asked_for_compliments_alone(desk):
    board = a_board(engagement=db.session.merge(bring_in(desk).engagement))
    heard("Said here", board)
    queue = desk.get("/staff/moderation?source=compliments").text
    assert (
        "The driver was kind" in queue and "The driver was kind" not in desk.get("/staff/moderation?source=paper").text
    )
    for each in db.session.query(Submission).filter_by(status=Status.PENDING):
        each.approve(by=a_user("moderator").id)
    db.session.commit()
    for page in (
        "/staff/feedback-log",
        "/staff/themes/refresh",
        "/staff/feedback-log.csv",
        "/staff/feedback-log.jsonl",
    ):
        shown = desk.get(f"{page}?source=compliments").text
        assert "Somebody listened" in shown and "Said here" not in shown, page
    assert '"Compliments"' in desk.get("/staff/feedback-log.jsonl?source=compliments").text
    assert "Somebody listened" not in desk.get("/staff/feedback-log.csv?publishable=1").text


def test_what_nobody_brought_in_is_forgotten_after_a_day_and_at_once_when_asked(desk, monkeypatch):
    first, second = (int(look(desk).rpartition("/")[2]) for _ in range(2))
    assert desk.post(f"/staff/brought-in/batches/{first}/forget").status_code == 303
    assert [each.id for each in db.session.query(Batch)] == [second]
    forget_what_was_looked_at()
    assert db.session.query(Batch).count() == 1
    monkeypatch.setattr(Batch, "KEPT", Batch.KEPT * -1)
    forget_what_was_looked_at()
    assert not db.session.query(Batch).count()


def test_only_whoever_looks_at_a_file_sees_it_before_it_is_in(desk):
    address = look(desk)
    assert desk.get(address).status_code == 200
    with desk.session_transaction() as session:
        session.update(staff_session(a_user("engagement_lead", "another@example.org")))
    assert desk.get(address).status_code == 404 and "Looked at" not in desk.get(PAGE).text


def test_after_its_time_it_is_forgotten_by_the_day_it_came_and_not_by_the_day_it_was_said(desk):
    batch = bring_in(desk, "Words,Date\r\nSaid long ago,1/2/2009\r\n")
    for each in db.session.query(Submission):
        each.approve(by=a_user("moderator").id)
    db.session.commit()
    assert retention.purge().contributions == 0
    batch.brought_in_on = date(2020, 1, 1)
    db.session.commit()
    assert retention.purge().contributions == 1
    assert db.session.query(Contribution).one().token_digest is None


def test_a_draft_into_which_something_was_brought_is_not_deleted(desk):
    engagement = db.session.merge(bring_in(desk).engagement)
    engagement.life = Life.DRAFT
    db.session.commit()
    assert "was brought in" in desk.get("/staff/engagements/refresh/delete").text
