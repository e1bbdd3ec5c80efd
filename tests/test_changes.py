"""Nothing that staff change is changed silently, and no kept page shows what was."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from builders import a_board, a_partnership, a_promise, a_questionnaire, a_theme, a_user, an_engagement, saved
from coprod.activities.wording import WordingKept
from coprod.boards.models import Board
from coprod.changes import Change, Clash, NeverEdited
from coprod.database import db
from coprod.partnership.district import District
from coprod.partnership.models import Partnership
from coprod.partnership.reason import Reason
from coprod.questionnaires.facts import add_page


def by() -> int:
    return a_user("engagement_lead").id


def the_board() -> Board:
    return db.session.query(Board).one()


def test_a_change_says_from_what_to_what_and_who(app):
    board = a_board()
    assert board.change({"title": "Lunch", "minutes": board.minutes}, by=by())
    [change] = db.session.scalars(select(Change))
    assert (change.subject, change.edit, change.field) == (f"activity {board.id}", 2, "title")
    assert (change.was, change.became, change.by_id) == ("Make it better", "Lunch", by())


def test_what_stays_as_it_is_leaves_no_change(app):
    board = a_board()
    assert not board.change({"title": board.title, "closes_at": board.closes_at}, by=by())
    assert saved(board).edited == 1 and db.session.query(Change).count() == 0


def test_a_change_is_never_edited(app):
    board = a_board()
    board.change({"title": "Lunch"}, by=by())
    change = saved(*db.session.scalars(select(Change)))
    change.reason = "Another"
    with pytest.raises(NeverEdited):
        db.session.flush()
    db.session.rollback()


def test_whoever_was_slower_changes_nothing(app):
    board = a_board()
    board.change({"title": "Lunch"}, by=by(), seen=1)
    saved(board)
    with pytest.raises(Clash):
        board.change({"title": "Dinner"}, by=by(), seen=1)
    db.session.rollback()
    assert board.title == "Lunch" and db.session.query(Change).count() == 1


def test_an_approval_meanwhile_is_no_clash(app):
    board = a_board()
    shown = board.shown
    board.touch()
    saved(board)
    board.change({"title": "Lunch"}, by=by(), seen=1)
    assert saved(board).edited == 2 and board.shown == shown + 2


def test_a_wording_is_never_edited(app):
    board = a_board()
    board.asked[0].wording.text = "Something else?"
    with pytest.raises(WordingKept):
        db.session.flush()
    db.session.rollback()


def a_district_renamed() -> None:
    db.session.get_one(District, "north").name = "Far North"


def a_district_added() -> None:
    db.session.add(District("east", "East Test"))


def a_help_number_changed() -> None:
    numbers = [{"who": "Us", "words": "call", "number": "1"}]
    db.session.get_one(Partnership, 1).change({"help_numbers": numbers}, by=by())


def a_reason_reworded() -> None:
    db.session.get_one(Reason, "names").words = "It named somebody."


def a_theme_renamed() -> None:
    a_theme().title = "Shorter waits"


def an_engagement_renamed() -> None:
    the_board().engagement.title = "Another name"


def a_board_renamed() -> None:
    the_board().title = "Another name"


def a_question_reworded() -> None:
    board = the_board()
    board.edit({"asks": [board.asked[0].row | {"text": "What would help?"}]}, by=by())


@pytest.mark.parametrize(
    "happens",
    [
        a_district_renamed,
        a_district_added,
        a_help_number_changed,
        a_reason_reworded,
        a_theme_renamed,
        an_engagement_renamed,
        a_board_renamed,
        a_question_reworded,
    ],
)
def test_no_kept_board_page_shows_what_was(client, happens: Callable[[], None]):
    a_partnership()
    a_board()
    before = client.get("/boards/better").headers["ETag"]
    assert client.get("/boards/better").headers["ETag"] == before
    happens()
    db.session.commit()
    assert client.get("/boards/better").headers["ETag"] != before


def test_what_is_asked_and_promised_moves_what_is_shown(app):
    questionnaire, promise = a_questionnaire(), a_promise()
    shown = questionnaire.shown, promise.shown
    promise.commitments[0].meaning = "Always, first"
    add_page(questionnaire.begin_draft(), {"title": "More", "questions": [{"kind": "information", "prompt": "Thanks"}]})
    db.session.commit()
    assert (questionnaire.shown, promise.shown) == (shown[0], shown[1] + 1), "what is being written is shown to nobody"
    questionnaire.publish(by=by())
    db.session.commit()
    assert questionnaire.shown > shown[0]


def test_an_engagement_counts_its_edits_too(app):
    engagement = an_engagement()
    engagement.change({"title": "Another"}, by=by())
    assert (saved(engagement).edited, engagement.shown) == (2, 2)
