"""What waits is screened again by itself when screening was made better, and nothing moves down."""

import pytest
from flask import current_app
from worrying import CERTAIN, WEAK, screen

from builders import a_board, a_partnership, a_user, receive
from coprod.audit import Record
from coprod.concerns.concern import Concern
from coprod.concerns.duty_letter import DutyLetter
from coprod.concerns.level import Level, Worry
from coprod.database import db
from coprod.intake.door import Said
from coprod.intake.timed_screening import forget_own_words
from coprod.participation.submission import Submission
from coprod.partnership.models import Partnership
from coprod.reading.claims import Claim
from coprod.screening import screen as screening
from coprod.screening.finding import FindingKind, OwnWord
from coprod.screening_words import look_again
from coprod.screening_words.look_again import ScreenedWith, look_again_when_screening_changed

shipped_screen = screening.screen


@pytest.fixture(autouse=True)
def partnership(app):
    return a_partnership()


def sent(words: str, form: str = "t") -> Submission:
    [submission] = receive(a_board(form), token=form, said=[Said("What?", words)]).contribution.submissions
    return submission


def looks() -> int:
    db.session.rollback()
    return db.session.query(Record).filter_by(action=look_again.LOOKED_AGAIN).count()


def update_screening(monkeypatch, to: str, screen=screen) -> None:
    monkeypatch.setattr(look_again, "shipped", lambda: to)
    monkeypatch.setattr(screening, "screen", screen)


def test_it_looks_once_after_each_update(monkeypatch):
    look_again_when_screening_changed()
    look_again_when_screening_changed()
    assert looks() == 1 and db.session.query(ScreenedWith).one().digest == look_again.shipped()
    update_screening(monkeypatch, "newer")
    look_again_when_screening_changed()
    look_again_when_screening_changed()
    assert looks() == 2 and db.session.query(ScreenedWith).one().digest == "newer"
    [by] = db.session.query(Record.by_id).filter_by(action=look_again.LOOKED_AGAIN).distinct()
    assert by == (None,)


def test_what_is_found_now_rises_and_what_was_found_before_does_not_fall(monkeypatch):
    monkeypatch.setattr(screening, "screen", lambda *how: [])
    risen, serious = sent(f"It is {WEAK}", "1"), sent(f"I am {CERTAIN}", "2")
    monkeypatch.setattr(screening, "screen", screen)
    fallen = sent(f"Now {WEAK}", "3")
    until = fallen.read_first_until
    update_screening(monkeypatch, "newer", lambda text, *how: [] if text.startswith("Now") else screen(text))
    look_again_when_screening_changed()
    db.session.rollback()
    assert risen.read_first_until and fallen.read_first_until == until and fallen.worry
    [concern] = db.session.query(Concern)
    assert (concern.submission_id, concern.worry) == (serious.id, Worry(Level.CONCERN, 97))
    assert db.session.query(DutyLetter).count() == 1
    done = db.session.query(Record).filter_by(action=look_again.LOOKED_AGAIN).one().details
    assert (done["read_first"], done["escalated"]) == (1, 1)


def test_what_somebody_called_no_worry_is_left_to_them(monkeypatch):
    monkeypatch.setattr(screening, "screen", screen)
    submission, by = sent(f"It is {WEAK}"), a_user().id
    submission.approve(by=by, no_worry=True)
    submission.undo(by=by)
    db.session.commit()
    update_screening(monkeypatch, "newer")
    look_again_when_screening_changed()
    db.session.rollback()
    assert submission.read_first_until is None and db.session.query(Concern).count() == 0


def test_what_somebody_has_open_is_to_be_read_first_too(monkeypatch):
    monkeypatch.setattr(screening, "screen", lambda *how: [])
    submission = sent(f"It is {WEAK}")
    Claim.take(submission.contribution_id, by=a_user().id)
    db.session.commit()
    update_screening(monkeypatch, "newer")
    look_again_when_screening_changed()
    db.session.rollback()
    assert submission.read_first_until


def test_the_digest_is_of_what_is_shipped(tmp_path, monkeypatch):
    digests = []
    for weights in ("one", "two", "one"):
        (tmp_path / "weights.txt").write_text(weights)
        monkeypatch.setattr(look_again.data_files, "FOLDER", tmp_path)
        digests.append(look_again.shipped.__wrapped__())
    assert digests[0] == digests[2] != digests[1]


# --- the partnership's own words ---

SERIOUS = "My dad hits me with a belt every night"


def test_an_own_word_is_read_first(partnership):
    partnership.add_screening_word("read_first", "the old quarry", by=a_user().id)
    db.session.commit()
    forget_own_words(current_app)
    submission = sent("We meet at the old quarry")
    assert submission.worry == Worry(Level.READ_FIRST, 100) and submission.read_first_until


@pytest.mark.parametrize("kind", ["read_first", "abuse", "person_name", "school", "address"])
def test_nothing_that_staff_add_makes_less_of_what_is_shipped(kind):
    without = Worry.of(shipped_screen(SERIOUS))
    assert without and without.level is Level.CONCERN
    own = [OwnWord(FindingKind(kind), words) for words in (SERIOUS, "hits me", "dad", "belt")]
    assert Worry.of(shipped_screen(SERIOUS, own)) == without


def test_the_page_offers_it_and_says_what_it_does(client, sign_in):
    sign_in("engagement_lead")
    page = client.get("/staff/moderation/words").text
    assert "Words to read first" in page and "until a moderator has read all of it" in page
    sent = client.post("/staff/moderation/words/add", data={"words": "the old quarry", "kind": "read_first"})
    assert sent.status_code == 303
    assert db.session.get_one(Partnership, 1).screening_words == [["read_first", "the old quarry"]]
