"""Staff type in what came on paper: it goes through the same door as everything that people send."""

import re
from datetime import timedelta

import pytest
import time_machine
from every_kind import every_kind
from worrying import WEAK, screen

from answering import token_on
from builders import a_partnership, a_questionnaire, a_user, an_engagement, saved, staff_session
from coprod import rate_limits
from coprod.activities.life import Archived, Life
from coprod.concerns.concern import Concern, Origin
from coprod.concerns.duty_letter import DutyLetter
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt, digests
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.questionnaires.paper.judged_sheet import judge_sheet
from coprod.questionnaires.paper.page_code import PageCode
from coprod.questionnaires.paper.pile import Pile, TypedForm, finish_old_piles
from coprod.questionnaires.response import Answer, Pick
from coprod.screening import screen as screening
from coprod.sealing import ring

ALL = {
    "a-help": "1", "a-where": "1 3", "w-where-other": "my nans", "a-often": "4", "a-who": "2",
    "a-area": "3", "a-word": "loud", "a-change": "The bells", "a-age": "11", "a-since": "3/9/2024",
    "a-true-bus": "1", "w-true-bus": "too full", "a-true-bells": "4", "a-first-bells": "1", "a-first-bus": "2",
    "audience": "1", "district": "2", "sharing": "1", "wants_code": "1",
}  # fmt: skip


@pytest.fixture
def survey(app):
    a_partnership()
    return a_questionnaire(pages=every_kind(), offers_paper=True, paper_return="Any school office")


@pytest.fixture
def typist(client, sign_in, survey):
    sign_in("event_team")
    return client


def day(days: int = 0) -> list[str]:
    when = uk_today() + timedelta(days=days)
    return [str(when.day), str(when.month), str(when.year)]


def begin(client, survey, **more) -> str:
    """The address of a new pile."""
    code = str(PageCode(survey.asks.id, 2))
    answer = client.post("/staff/paper", data={"code": code, "label": "Elmsey club", "written_on": day(), **more})
    assert answer.status_code == 303, re.findall(r"error-message.*?</p>", answer.text, re.S)
    return answer.location


def type_in(client, pile: str, typed: dict[str, str], do: str = "save"):
    page = client.get(pile).text
    when = "/".join(day())
    return client.post(pile, data={"token": token_on(page), "written_on": when, "do": do, **typed})


def picks() -> dict[str, list]:
    found: dict[str, list] = {}
    for pick in db.session.query(Pick).order_by(Pick.number, Pick.option):
        found.setdefault(pick.question.key, []).append(pick.option or pick.number)
    return found


def test_a_sheet_with_every_kind_is_filed_like_an_answer_online(typist, survey):
    yesterday = "/".join(day(-1))
    pile = begin(typist, survey)
    assert type_in(typist, pile, ALL | {"written_on": yesterday}).status_code == 303
    sent = db.session.query(Contribution).one()
    assert (sent.source, sent.audience, sent.district_slug) == (Source.PAPER, "young_person", "south")
    assert (sent.sharing, sent.submitted_on) == (Sharing.SHOW, uk_today() - timedelta(days=1))
    assert sent.context["From"] == "Elmsey club" and not sent.unusual
    assert picks() == {
        "help": ["yes"], "where": ["home", "other"], "often": [4], "who": ["school"], "area": ["bells"],
        "age": [11], "since": [739132], "true": ["bells", "bus"], "first": ["bells", "bus"],
    }  # fmt: skip
    assert {pick.source for pick in db.session.query(Pick)} == {Source.PAPER}
    words = {(a.question.key, a.option): a.submission for a in db.session.query(Answer)}
    assert {key: each.words for key, each in words.items()} == {
        ("where", "other"): "my nans", ("word", ""): "loud", ("change", ""): "The bells", ("true", "bus"): "too full",
    }  # fmt: skip
    assert {each.status for each in words.values()} == {Status.PENDING}
    form = db.session.query(TypedForm).one()
    assert Receipt.find(digests(ring(), form.code)) is sent.receipt and not form.not_counted
    page = typist.get(f"{pile}?saved=1").text
    assert "Form 1 is saved" in page and form.code.replace("-", " ") in page and "too full" not in page


def test_what_nobody_can_have_answered_so_is_said_and_not_counted(typist, survey):
    pile = begin(typist, survey)
    typed = {
        "a-help": "12", "a-where": "2", "a-area": "?", "a-age": "400", "a-word": "?", "a-change": "More clubs",
        "a-true-bus": "12", "a-true-lunch": "2", "a-first-bus": "1", "a-first-bells": "1",
    }  # fmt: skip
    assert type_in(typist, pile, typed).status_code == 303
    assert picks() == {"true": ["lunch"]}
    assert db.session.query(TypedForm).one().not_counted == {
        "help": "too_many", "where": "not_asked", "area": "unreadable", "age": "out_of_range", "word": "unreadable",
        "true/bus": "too_many", "first": "unclear",
    }  # fmt: skip
    sent = db.session.query(Contribution).one()
    assert (sent.audience, sent.sharing) == ("not_said", Sharing.TEAM)  # nobody said that everyone may see it
    assert "1: more was ticked than is allowed" in typist.get(pile).text
    listed = typist.get("/staff/paper").text
    assert "1 form</strong> typed in" in listed and "the question was not for this person" in listed


SLIPS = (
    ({"a-help": "3"}, "There is no 3 here: type numbers from 1 to 2"),
    ({"a-help": "yes"}, "Type numbers from 1 to 2"),
    ({"a-age": "old"}, "Type a whole number"),
    ({"a-since": "31 2 2024"}, "Type a real day"),
    ({"a-first-bus": "x"}, "Type the number that stands in the box"),
    ({"audience": "9"}, "There is no 9 here"),
    ({"wants_code": "2"}, "There is no 2 here"),
    ({"written_on": ""}, "Type a real day"),
    ({"written_on": "1 1 2999"}, "cannot be after today"),
    ({"written_on": "1 1 2001"}, "a form cannot have been written before that"),
    ({"number": "1" * 13}, "12 letters or fewer"),
    ({"a-change": "x" * 10_001}, "10000 letters or fewer"),
    ({"a-word": ""}, "Nothing is typed yet"),
    ({"a-word": "?"}, "Nothing on this sheet counts"),
)


def test_a_slip_of_the_finger_is_said_and_nothing_is_lost(typist, survey):
    pile = begin(typist, survey)
    for typed, said in SLIPS:
        page = type_in(typist, pile, {"a-word": "loud"} | typed)
        assert page.status_code == 422 and said in page.text, (typed, said)
        for value in typed.values():
            assert f'value="{value}"' in page.text or f">\n{value}</textarea>" in page.text, typed
    assert not db.session.query(Contribution).count()


def test_enter_alone_saves_nothing_and_goes_on(typist, survey):
    page = type_in(typist, begin(typist, survey), {"a-help": "1"}, do="look")
    assert page.status_code == 200 and "There is a problem" not in page.text
    assert re.search(r'name="a-where"[^>]* autofocus', page.text) and 'name="a-help" value="1"' in page.text
    assert not db.session.query(Contribution).count()


def test_one_just_like_another_is_asked_about_once(typist, survey):
    pile = begin(typist, survey)
    assert type_in(typist, pile, {"a-word": "loud", "number": "7"}).status_code == 303
    for typed, said in (({"a-word": "loud"}, "just like this"), ({"a-word": "other", "number": "7"}, "this number")):
        page = type_in(typist, pile, typed)
        assert page.status_code == 422 and said in page.text and 'name="again" type="hidden" value="yes"' in page.text
    assert type_in(typist, pile, {"a-word": "loud", "again": "yes"}).status_code == 303
    assert type_in(typist, pile, {"a-word": "louder", "number": "8"}).status_code == 303
    assert db.session.query(Contribution).count() == 3
    page = typist.get(pile).text
    token = token_on(page)
    for _ in range(2):  # the button was pressed twice
        data = {"token": token, "written_on": "/".join(day()), "do": "save", "a-word": "twice", "again": "yes"}
        assert typist.post(pile, data=data).status_code == 303
    assert db.session.query(Contribution).count() == 4


def test_a_concern_reaches_the_lead_found_or_escalated_by_hand(typist, survey):
    pile = begin(typist, survey)
    assert type_in(typist, pile, {"a-change": "My uncle hits me every night"}).status_code == 303
    page = type_in(typist, pile, {"a-help": "1"}, do="escalate")
    assert page.status_code == 422 and "There are no words here to escalate" in page.text
    assert type_in(typist, pile, {"a-change": "i hide the letters"}, do="escalate").status_code == 303
    first, second = db.session.query(Concern).order_by(Concern.id)
    assert (first.origin, second.origin) == (Origin.SCREENING, Origin.STAFF)
    assert [each.words for each in db.session.query(Submission)] == [None, None]
    assert "2 have something found in them" in typist.get(pile).text


def test_the_last_one_is_taken_back_until_somebody_has_read_it(typist, survey):
    pile = begin(typist, survey)
    for word in ("loud", "quiet"):
        assert type_in(typist, pile, {"a-help": "1", "a-word": word}).status_code == 303
    first, last = db.session.query(TypedForm).order_by(TypedForm.id)
    first_id, last_id = first.id, last.id
    first.contribution.submissions[0].approve(by=a_user().id)
    db.session.commit()
    assert typist.post(f"{pile}/take-back", data={"form": first_id}).location.endswith("stays=1")
    assert typist.post(f"{pile}/take-back", data={"form": last_id}).location.endswith("back=1")
    assert typist.post(f"{pile}/take-back", data={"form": last_id}).location.endswith("back=1")  # twice
    assert [each.words for each in db.session.query(Submission).order_by(Submission.id)] == ["loud", ""]
    assert db.session.query(Pick).count() == 1 and db.session.query(TypedForm).count() == 1
    assert type_in(typist, pile, {"a-help": "1", "a-word": "quiet"}).status_code == 303  # no longer just like another


def test_one_that_is_to_be_read_first_and_is_taken_back_unread_is_with_the_lead(typist, survey, monkeypatch):
    monkeypatch.setattr(screening, "screen", screen)
    pile = begin(typist, survey)
    type_in(typist, pile, {"a-word": f"it is {WEAK}"})
    assert db.session.query(Submission).one().read_first_until and not db.session.query(Concern).count()
    typist.post(f"{pile}/take-back", data={"form": str(db.session.query(TypedForm).one().id)})
    assert db.session.query(Submission).one().words == "" and db.session.query(DutyLetter).count() == 1
    assert db.session.query(Concern).one().words == f"it is {WEAK}"


def test_codes_are_shown_until_the_pile_is_done_to_whoever_typed_them(typist, client, sign_in, survey, app):
    pile = begin(typist, survey)
    type_in(typist, pile, {"a-word": "loud", "wants_code": "1"})
    type_in(typist, pile, {"a-word": "quiet"})
    with_code, without = db.session.query(TypedForm).order_by(TypedForm.id)
    assert with_code.code and without.sealed_code is None
    sign_in("engagement_lead")
    assert client.get(pile).status_code == 404
    sign_in("event_team")
    assert "Print 1 slip" in client.get(pile).text
    assert client.post(f"{pile}/done").status_code == 303
    assert client.get(pile).location == "/staff/paper?done=2&already=1"
    db.session.rollback()
    assert not db.session.query(TypedForm).filter(TypedForm.sealed_code.is_not(None)).count()
    type_in(client, begin(client, survey), {"a-word": "late", "wants_code": "1"})
    finish_old_piles()
    assert db.session.query(Pile).filter(Pile.done_on.is_(None)).count() == 1
    with time_machine.travel(now() + timedelta(days=7)):
        finish_old_piles()
    assert not db.session.query(TypedForm).filter(TypedForm.sealed_code.is_not(None)).count()


def test_after_the_close_what_was_written_before_it_is_typed_in_for_so_many_days(typist, sign_in, survey):
    survey.closes_at = now() + timedelta(days=1)
    saved(survey)
    pile, closed = begin(typist, survey), survey.closes_at
    written = {"written_on": "/".join(day())}
    late = {"a-word": "late", "written_on": "/".join(day(3))}
    with time_machine.travel(closed + timedelta(days=5)):
        sign_in("event_team")
        assert type_in(typist, pile, {"a-word": "loud"} | written).status_code == 303
        page = type_in(typist, pile, late)
        assert page.status_code == 422 and "Only forms that were written by then are counted" in page.text
    with time_machine.travel(closed + timedelta(days=14, minutes=1)):
        sign_in("event_team")
        page = type_in(typist, pile, {"a-word": "late"} | written)
        assert page.status_code == 422 and "Forms could be typed in until" in page.text and "late" in page.text
        code = str(PageCode(survey.asks.id))
        page = typist.post("/staff/paper", data={"code": code, "label": "Club", "written_on": day(-14)})
        assert page.status_code == 422 and "Forms could be typed in until" in page.text
    assert db.session.query(Contribution).count() == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [("", "Type the page code"), ("57", "like 57-3K"), ("1-1A", "There is a slip"), (PageCode(999), "No form of ours")],
)
def test_a_page_code_with_a_slip_is_not_another_form(typist, code, said):
    page = typist.post("/staff/paper", data={"code": str(code), "label": "Club", "written_on": day()})
    assert page.status_code == 422 and said in page.text and "Club" in page.text


def test_a_draft_and_what_is_archived_and_what_belongs_to_others_is_not_typed_in(typist, survey):
    pile = begin(typist, survey)
    draft = survey.begin_draft()
    saved(draft)
    page = typist.post("/staff/paper", data={"code": str(PageCode(draft.id)), "label": "Club", "written_on": day()})
    assert page.status_code == 422 and "printed from a draft" in page.text
    survey = saved(survey)
    survey.engagement.life = Life.ARCHIVED
    saved(survey.engagement)
    for answer in (typist.get(pile), typist.post(pile), typist.post(f"{pile}/done"), typist.post(f"{pile}/change")):
        assert answer.status_code == 409 and "is archived, and stays as it is" in answer.text
    with pytest.raises(Archived):
        Pile(survey.asks, by=a_user("event_team"), label="Club", written_on=uk_today())


def test_whoever_types_for_one_engagement_types_for_no_other(client, sign_in, survey):
    other = a_questionnaire("other", an_engagement("elsewhere"))
    user = a_user(email="one@fernshire.example", roles=[(Role.EVENT_TEAM, survey.engagement_id)])
    with client.session_transaction() as session:
        session.update(staff_session(user))
    page = client.get("/staff/paper").text
    assert str(PageCode(survey.asks_id)) in page and str(PageCode(other.asks_id)) not in page
    code = str(PageCode(other.asks_id))
    answer = client.post("/staff/paper", data={"code": code, "label": "Club", "written_on": day()})
    assert answer.status_code == 422 and "You may not type in forms of this questionnaire" in answer.text
    assert client.get(begin(client, survey)).status_code == 200


def test_typing_is_as_fast_as_anybody_can(typist, survey, monkeypatch):
    monkeypatch.setattr(rate_limits, "over_limit", lambda *which: True)
    assert type_in(typist, begin(typist, survey), {"a-word": "fast"}).status_code == 303
    assert not db.session.query(Contribution).one().unusual


def test_letters_of_page_codes_find_every_wrong_digit_and_swap():
    for version in (7, 57, 583):
        right = str(PageCode(version, 3))
        digits = right[:-1]
        for place, digit in enumerate(digits):
            others = "0123456789".replace(digit, "") if digit.isdigit() else ""
            slips = [digits[:place] + other + digits[place + 1 :] for other in others]
            if digit.isdigit() and place + 1 < len(digits) and digits[place + 1 : place + 2].isdigit():
                slips.append(digits[:place] + digits[place + 1] + digit + digits[place + 2 :])
            for slip in slips:
                if slip != digits:
                    with pytest.raises(ValueError, match="slip"):
                        PageCode.read(slip + right[-1])
        assert PageCode.read(f" {version} - 3{right[-1].lower()} ") == PageCode(version, 3)


def test_paper_is_counted_by_its_source_in_results_and_in_the_log(typist, sign_in, survey):
    pile = begin(typist, survey)
    assert type_in(typist, pile, {"a-help": "1", "a-change": "More clubs"}).status_code == 303
    [submission] = db.session.query(Submission)
    submission.approve(by=a_user().id)
    db.session.commit()
    sign_in("analyst")
    for source in ("paper", "online"):
        page = typist.get(f"/staff/results/{survey.id}?source={source}").text
        first = re.search(r'id="help">(.*?)</section>', page, re.S)[1]
        assert ("Nobody has answered this" in first) is (source == "online") and ("Yes" in first) is (source == "paper")
        assert ("More clubs" in typist.get(f"/staff/feedback-log?source={source}").text) is (source == "paper")
    assert "On paper" in typist.get("/staff/feedback-log.csv").text


def test_what_was_taken_back_or_forgotten_leaves_nothing_of_the_sheet(typist, survey):
    pile = begin(typist, survey)
    for number in ("7", "8"):
        assert type_in(typist, pile, {"a-word": f"no {number}", "number": number, "wants_code": "1"}).status_code == 303
    first, second = db.session.query(TypedForm).order_by(TypedForm.id)
    first.contribution.withdraw()
    survey = db.session.merge(survey)
    survey.forget([second.contribution_id])
    db.session.commit()
    [left] = db.session.query(TypedForm)
    assert (left.number, left.digest, left.sealed_code) == ("", None, None)


def test_a_page_saved_before_never_says_that_other_words_are_saved(typist, survey):
    pile = begin(typist, survey)
    typed = {"token": token_on(typist.get(pile).text), "a-change": "The bells"}
    assert type_in(typist, pile, typed).status_code == 303
    other = type_in(typist, pile, typed | {"a-change": "The bells, and the stairs"})
    assert other.status_code == 422 and "This page was saved before" in other.text and "the stairs" in other.text
    form = db.session.query(TypedForm).one()
    typist.post(f"{pile}/take-back", data={"form": str(form.id)})
    again = type_in(typist, pile, typed)
    assert again.status_code == 422 and not db.session.query(TypedForm).count()
    assert type_in(typist, pile, typed | {"token": token_on(again.text)}).status_code == 303
    assert db.session.query(TypedForm).count() == 1


def test_no_code_stays_of_a_form_that_was_saved_as_its_pile_was_done(typist, survey, monkeypatch):
    pile = begin(typist, survey)

    def judged_as_it_is_done(theirs, *args, **more):
        judged = judge_sheet(theirs, *args, **more)
        theirs.done()
        db.session.commit()
        return judged

    monkeypatch.setattr("coprod.questionnaires.paper.sheet_views.judge_sheet", judged_as_it_is_done)
    type_in(typist, pile, {"a-change": "The bells", "wants_code": "1"})
    form = db.session.query(TypedForm).one()
    assert form.code
    finish_old_piles()
    db.session.refresh(form)
    assert not form.code


def test_a_pile_stands_in_no_list_of_whoever_may_type_it_in_no_longer(typist, survey):
    begin(typist, survey)
    assert "Elmsey club" in typist.get("/staff/paper").text
    elsewhere = an_engagement("elsewhere")
    user = a_user("event_team")
    user.give_roles([(Role.EVENT_TEAM, elsewhere.id)])
    db.session.commit()
    with typist.session_transaction() as session:
        session.update(staff_session(user))
    page = typist.get("/staff/paper")
    assert page.status_code == 200 and "Elmsey club" not in page.text


def test_what_was_typed_when_its_pile_was_done_elsewhere_is_shown_again(typist, survey):
    pile = begin(typist, survey)
    page = typist.get(pile).text
    typist.post(f"{pile}/done")
    answer = typist.post(pile, data={**ALL, "token": token_on(page), "do": "save"})
    assert answer.status_code == 422 and "This pile is done" in answer.text and "The bells" in answer.text
    assert not db.session.query(Contribution).count()


def test_a_pile_that_is_done_leads_to_a_page_that_says_so(typist, survey):
    pile = begin(typist, survey)
    assert type_in(typist, pile, ALL).status_code == 303
    form = str(db.session.query(TypedForm).one().id)
    for _ in range(2):  # pressed twice: the second time it is gone
        assert typist.post(f"{pile}/take-back", data={"form": form}).location == f"{pile}?back=1"
    assert type_in(typist, pile, {"a-word": "loud"}).location == f"{pile}?saved=1"
    page = typist.get(typist.post(f"{pile}/done").location)
    assert page.status_code == 200 and "The pile is done." in page.text
    pressed = [typist.post(f"{pile}/{verb}", data={"form": form}) for verb in ("done", "take-back", "change")]
    for answer in (*pressed, typist.get(f"{pile}?saved=1"), typist.get(f"{pile}/change")):
        assert answer.status_code == 303
        page = typist.get(answer.location)
        assert page.status_code == 200 and "This pile is done already." in page.text


def test_a_pile_that_is_begun_twice_by_two_presses_is_one(typist, survey):
    pile = begin(typist, survey)
    assert begin(typist, survey) == pile  # the button was pressed twice
    others = [begin(typist, survey, label="Another club"), begin(typist, survey, written_on=day(-1))]
    typist.post(f"{pile}/done")
    others.append(begin(typist, survey))
    assert len({pile, *others}) == 4 == db.session.query(Pile).count()
