"""What the safeguarding lead holds stands in clear nowhere: not in the database's files, nor beside them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from builders import (
    a_board,
    a_concern,
    a_note,
    a_partnership,
    a_pledge,
    a_promise,
    a_submission,
    a_user,
    an_approved_note,
    an_event,
    contribution_of,
    receive,
    submission_of,
)
from coprod import jobs
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.events.sign_up import SignUp
from coprod.intake.door import Said
from coprod.participation.move import CannotBeOpened
from coprod.participation.submission import Submission
from coprod.promise.organisation import Organisation
from coprod.promise.pledge import Pledge
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind

SECRET = "quillwort behind the boiler"


@pytest.fixture(autouse=True)
def everything_secret_worries(app, monkeypatch):
    a_partnership()
    monkeypatch.setattr(jobs.huey, "app", app)  # whichever application a test before this one made
    jobs.huey.storage.flush_all()

    def screen(words: str, *how) -> list[Finding]:
        at = words.find(SECRET)
        return [Finding(FindingKind.CONCERN, at, at + 9, f"It says “{words[at : at + 9]}”")] if at >= 0 else []

    monkeypatch.setattr(screening, "screen", screen)


def stands_somewhere(app, words: str = SECRET) -> list[str]:
    """The files in which these words stand as they were written; tables, where files cannot be read."""
    db.session.remove()
    if db.engine.dialect.name != "sqlite":
        with db.engine.connect() as connection:
            tables = {table.name: repr(connection.execute(table.select()).all()) for table in db.metadata.sorted_tables}
        return [name for name, rows in tables.items() if words in rows]
    database = Path(db.engine.url.database)
    files = {database, *database.parent.glob(f"{database.name}-*"), *app.config["COPROD"].instance.rglob("*")}
    return [file.name for file in files if file.is_file() and words.split()[0].encode() in file.read_bytes()]


def run_the_jobs() -> list[str]:
    db.session.remove()  # a worker has sessions of its own
    done = []
    while (task := jobs.huey.dequeue()) is not None:
        done.append(task.name)
        jobs.huey.execute(task)
    return done


def lead() -> int:
    return a_user("safeguarding_lead").id


def test_worrying_words_were_never_there(app):
    receive(a_board(), token="t", said=[Said("What?", f"Hello, {SECRET}")], context={"Beside": "it"})
    db.session.commit()
    assert stands_somewhere(app) == []
    concern = db.session.query(Concern).one()
    [submission] = contribution_of(concern).submissions
    assert (submission.words, submission.findings, submission.as_written) == (None, [], f"Hello, {SECRET}")


def test_private_fields_were_never_there(app):
    event, promise = an_event(), a_promise()
    needs = receive(event, token="1", private={"Name": "Sam", "Access needs": SECRET}).contribution
    event.sign_up(needs, name="Sam", email="s@example.org", access_needs=SECRET)
    typed = {"Organisation": f"{SECRET} school", "Contact name": f"{SECRET} Ann"}
    given = receive(
        promise,
        token="2",
        said=[Said("What?", "Pupils choose")],
        private=typed,
        context={"Organisation": typed["Organisation"]},
    ).contribution
    pledge = Pledge(
        contribution=given,
        organisation=typed["Organisation"],
        sector="education",
        contact_name=typed["Contact name"],
        contact_email="a@example.org",
        commitments=promise.commitments[:1],
        by_when=given.submitted_on,
    )
    promise.pledges.add(pledge)
    db.session.commit()
    number = pledge.id
    assert stands_somewhere(app) == []
    pledge = db.session.get_one(Pledge, number)
    assert (pledge.organisation, pledge.contact_name, pledge.organisation_as_written) == (
        None,
        "",
        typed["Organisation"],
    )
    for concern in db.session.query(Concern).order_by(Concern.id).all():
        contribution_of(concern).release(concern, by=lead())
    db.session.commit()
    assert pledge.organisation.name == typed["Organisation"] == pledge.contribution.context["Organisation"]
    assert (pledge.contact_name, db.session.query(SignUp).one().access_needs) == (typed["Contact name"], SECRET)


def test_an_organisation_that_staff_escalate_leaves_its_list(app):
    pledge = a_pledge(name=f"{SECRET} school")
    pledge.contribution.escalate("Organisation", f"{SECRET} school", by=a_user("engagement_lead").id)
    db.session.commit()
    assert db.session.query(Organisation).count() == 0 and pledge.contribution.context["Organisation"] is None
    run_the_jobs()
    assert stands_somewhere(app) == []


def test_what_was_published_leaves_the_index_and_the_log_of_writes(app):
    note = an_approved_note(f"Once {SECRET}")
    note.submission.escalate(by=a_user().id, note=f"She wrote {SECRET}")
    db.session.commit()
    assert "published_words_have_left" in run_the_jobs()
    assert stands_somewhere(app) == []


def test_what_waited_leaves_the_log_of_writes_and_the_index_is_left_alone(app):
    a_note(f"Once {SECRET}").submission.escalate(by=a_user().id)
    db.session.commit()
    done = run_the_jobs()
    assert "words_have_left" in done and "published_words_have_left" not in done
    assert stands_somewhere(app) == []


def test_notes_and_messages_are_sealed_from_birth(app):
    two = a_submission("Clubs", a_board(two_people=True))
    two.approve(by=a_user().id, note=f"{SECRET} one")
    two.reject(by=a_user().id, reason="names", note=f"{SECRET} two")
    concern = a_concern("a song", a_board("songs"))
    contribution_of(concern).leave_message(concern, by=lead(), words=f"{SECRET} three")
    concern.note(by=lead(), words=f"{SECRET} four")
    db.session.commit()
    number = two.id
    assert stands_somewhere(app) == []
    two = db.session.get_one(Submission, number)
    assert [move.note for move in two.moves] == [f"{SECRET} two"] and two.first_approvals[0].note == f"{SECRET} one"


RELEASES: dict[str, Callable] = {
    "approve": lambda submission: submission.approve(by=lead()),
    "reject": lambda submission: submission.reject(by=lead(), reason="names"),
    "return": lambda submission: submission.return_to_queue(by=lead()),
}


@pytest.mark.parametrize("release", RELEASES)
def test_it_comes_back_goes_again_and_is_taken_back(app, release):
    received = receive(a_board(), token="t", said=[Said("What?", SECRET)]).contribution
    db.session.commit()
    [submission] = received.submissions
    RELEASES[release](submission)
    db.session.commit()
    assert submission.words == SECRET and submission.findings[0]["kind"] == "concern"
    [step] = [step for step in db.session.query(Concern).one().steps if step.move_id]
    assert step.move is submission.moves[-1]
    if release == "return":
        assert submission.screened(screening.screen(SECRET)) is None  # the lead has let go of just that
    submission.escalate(by=a_user().id)
    db.session.commit()
    run_the_jobs()
    assert stands_somewhere(app) == []
    submission = db.session.query(Concern).order_by(Concern.id).all()[-1].submission
    submission.contribution.withdraw()
    db.session.commit()
    assert submission.words == "" and stands_somewhere(app) == []


def test_a_seal_that_cannot_be_opened_refuses_and_changes_nothing(client, sign_in, monkeypatch):
    concern = a_concern(SECRET)
    db.session.execute(text("UPDATE concern SET place = 1"))
    db.session.commit()
    for release in RELEASES.values():
        with pytest.raises(CannotBeOpened, match="a key is missing"):
            release(submission_of(concern))
        db.session.rollback()
    assert submission_of(concern).words is None and submission_of(concern).as_written == ""
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}")
    assert page.status_code == 200 and "a key is missing" in page.text


def test_ten_worrying_answers_are_their_rows_and_one_letter(app, statements):
    costs = []
    for many in (2, 10):
        board = a_board(f"b-{many}")
        db.session.commit()
        said = [Said(f"Question {number}", SECRET) for number in range(many)]
        statements.clear()
        receive(board, token=str(many), said=said)
        db.session.commit()
        costs.append(len(statements))
        assert len([each for each in statements if "duty_letter" in each]) == 1
        assert not [each for each in statements if each.startswith("UPDATE") and "duty_letter" not in each]
    # The words, their move and their concern; where the database takes several rows at once, not even those.
    assert costs[1] - costs[0] <= 8 * 3, costs


def test_the_database_refuses_words_beside_a_seal(app):
    concern = a_concern(SECRET)
    table = type(submission_of(concern)).__table__
    for values in ({"words": "in clear"}, {"status": "pending"}):
        with pytest.raises(Exception, match="ck_submission|CHECK"):
            db.session.execute(table.update().values(values))
        db.session.rollback()
