"""Two who reach for the same row, for each place in the code that locks one: what each does, and to which table."""

import re
from datetime import date, timedelta
from functools import partial

import time_machine
from flask.testing import FlaskClient
from scenes_of_batches import OF_BATCHES
from scenes_of_groups import OF_GROUPS
from scenes_of_themes import OF_THEMES
from stage import Scene, Stage, Work, post

from answering import EVERYTHING, HERE, answer, token_on
from builders import (
    LUNDY,
    PASSWORD,
    a_board,
    a_concern,
    a_note,
    a_pledge,
    a_promise,
    a_questionnaire,
    a_sign_up,
    a_submission,
    a_theme,
    a_user,
    a_whole_draft,
    an_app,
    an_event,
    heard,
    ready,
    receive,
    saved,
    staff_session,
)  # fmt: skip
from coprod.accounts.models import User
from coprod.accounts.second_step import RecoveryCode, code_now
from coprod.boards.models import Board
from coprod.concerns.letters import tell, tell_of_what_was_quiet, tell_the_next, write_what_waits
from coprod.concerns.put_back import put_back_what_nobody_can_open
from coprod.database import db, now
from coprod.engagements import opening
from coprod.events.models import Event
from coprod.events.sign_up import NEEDS
from coprod.intake.door import Said, file, judge
from coprod.intake.timed_screening import screen_what_was_not
from coprod.participation import retention, safe_adult
from coprod.participation.contribution import Contribution
from coprod.participation.private_field import PrivateField
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.partnership.models import Partnership
from coprod.people import looking_after
from coprod.people.invitation import Invitation
from coprod.promise.pledge_letters import LinkRequest, send_links
from coprod.questionnaires.counted import folding
from coprod.questionnaires.kinds import chose
from coprod.questionnaires.response import Response
from coprod.receipts.what_happened import to_take_back
from coprod.results.gate import gate
from coprod.results.published import ReleaseRequest, looks
from coprod.screening.finding import Finding, FindingKind
from meeting import writing
from published import answered, asked_of_people


def change_an_activity(stage: Stage) -> tuple[str, Work, Work]:
    close = f"/staff/activities/{a_board().id}/close"
    return "activity", stage.posts("engagement_lead", close), stage.posts("engagement_lead", close)


def open_in_what_is_closed(stage: Stage) -> tuple[str, Work, Work]:
    board = ready(a_whole_draft()).activities[0]
    board.engagement.open(by=a_user("admin").id)
    second = a_board("second", board.engagement, opens_at=None, closes_at=now() + timedelta(days=30), **LUNDY)
    second.make_ready(by=a_user("admin").id)
    edited = {"edited": str(saved(second).edited)}
    open = stage.posts("engagement_lead", f"/staff/activities/{second.id}/open", when="now", **edited)
    close = {"reason": "We stop", "edited": str(board.engagement.edited)}
    return "engagement", stage.posts("engagement_lead", "/staff/engagements/refresh/close", **close), open


def step_an_engagement(stage: Stage) -> tuple[str, Work, Work]:
    step = f"/staff/engagements/{ready(a_whole_draft()).slug}/back_to_draft"
    return "engagement", stage.posts("engagement_lead", step), stage.posts("engagement_lead", step)


def agree_to_a_release(stage: Stage) -> tuple[str, Work, Work]:
    questionnaire = asked_of_people()
    answered(questionnaire, {"hall": 60})
    ReleaseRequest.ask(questionnaire, gate(questionnaire).release, by=a_user("admin").id)
    db.session.commit()
    fields = {"seen": looks(gate(questionnaire).release)}
    agree = partial(stage.posts, "engagement_lead", f"/staff/results/{questionnaire.id}/release/agree", **fields)
    return "activity", agree(), agree()


def open_by_itself(stage: Stage) -> tuple[str, Work, Work]:
    engagement = ready(a_whole_draft())
    engagement.opening_at, engagement.opening_by_id = now() - timedelta(minutes=1), a_user("engagement_lead").id
    saved(engagement)
    return "engagement", opening.open_what_is_due, opening.open_what_is_due


def approve_many(stage: Stage) -> tuple[str, Work, Work]:
    submission = a_submission()
    ticked = {"ticked": [f"{submission.public_id}.{submission.moves_made}"]}
    tick = stage.posts("moderator", "/staff/moderation/approve-ticked", **ticked)
    return "submission", tick, stage.posts("engagement_lead", "/staff/moderation/approve-ticked", **ticked)


def give_back_a_private_field(stage: Stage) -> tuple[str, Work, Work]:
    place = a_sign_up(access_needs="I am not safe", receipt=saved(Receipt("digest")))
    concern = saved(place.contribution.escalate("Access needs", "I am not safe", by=a_user("event_team").id))
    release = stage.posts("safeguarding_lead", f"/staff/safeguarding/{concern.id}/release", outcome="no_concern")
    return "contribution", release, writing(lambda: to_take_back("digest", 1).withdraw())


def the_last_place(stage: Stage) -> tuple[str, Work, Work]:
    an_event(places=1)
    person = {"name": "Sam", "email": "sam@example.org", "audience": "not_said", "sharing": "show"}
    sign_up = partial(stage.posts, "", "/events/tamworth/sign-up", **person)
    return "event", sign_up(), sign_up()


def change_the_places(stage: Stage) -> tuple[str, Work, Work]:
    number = an_event().id

    def edit() -> None:
        db.session.get_one(Event, number).edit({"places": 30}, by=a_user("engagement_lead").id)

    return "event", writing(edit), writing(edit)


def escalate_access_needs(stage: Stage) -> tuple[str, Work, Work]:
    escalate = f"/staff/events/tamworth/attendees/{a_sign_up(access_needs='I am not safe').public_id}/escalate"
    return "contribution", stage.posts("event_team", escalate), stage.posts("event_team", escalate)


def take_back(stage: Stage) -> tuple[str, Work, Work]:
    a_note(receipt=saved(Receipt("digest")))
    withdraw = writing(lambda: to_take_back("digest", 1).withdraw())
    return "contribution", withdraw, withdraw


def take_back_what_is_counted(stage: Stage) -> tuple[str, Work, Work]:
    survey, receipt = a_questionnaire(), saved(Receipt("digest"))
    asked = survey.asks.questions[0]
    contribution = Contribution(activity=survey, receipt=receipt)
    survey.responses.add(Response.of(contribution, {asked: chose("hall")}))
    db.session.commit()
    return "counted_up_to", folding.count_ahead, writing(lambda: to_take_back("digest", 1).withdraw())


def count_what_was_answered(stage: Stage) -> tuple[str, Work, Work]:
    at, count, take_back = take_back_what_is_counted(stage)
    return at, take_back, count


def add_to_a_theme(stage: Stage) -> tuple[str, Work, Work]:
    a_board()
    fields = {"ids": [heard().public_id], "theme": a_theme().id}
    add = partial(stage.posts, "engagement_lead", "/staff/feedback-log/add-to-theme", **fields)
    return "theme", add(), add()


def sign_in_with_a_code(stage: Stage) -> tuple[str, Work, Work]:
    code = code_now(an_app(a_user()))

    def came_to_the_second_step() -> FlaskClient:
        browser = stage.browser()
        browser.post("/staff/sign-in", data={"email": a_user().email, "password": PASSWORD})
        return browser

    first, second = (post(came_to_the_second_step(), "/staff/sign-in/code", one_time_code=code) for _ in range(2))
    return "second_step", first, second


def sign_in_with_both(stage: Stage) -> tuple[str, Work, Work]:
    both = {"email": a_user().email, "password": PASSWORD, "one_time_code": code_now(an_app(a_user()))}
    first, second = (post(stage.browser(), "/staff/sign-in", **both) for _ in range(2))
    return "second_step", first, second


def show_a_code(stage: Stage) -> tuple[str, Work, Work]:
    code = code_now(an_app(a_user()))
    show = partial(stage.posts, "moderator", "/staff/your-sign-in/recovery-codes/new", one_time_code=code)
    return "second_step", show(), show()


def replace_an_app(stage: Stage) -> tuple[str, Work, Work]:
    an_app(a_user())

    def with_another_app() -> Work:
        browser = stage.browser("moderator")
        page = browser.get("/staff/your-sign-in/app").text
        db.session.rollback()  # a look reads in a transaction that cannot write
        code = code_now("".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page)))
        return post(browser, "/staff/your-sign-in/app", password=PASSWORD, one_time_code=code)

    return "second_step", with_another_app(), with_another_app()


def use_a_recovery_code(stage: Stage) -> tuple[str, Work, Work]:
    user = a_user()
    [code, *_] = RecoveryCode.new_set(user)
    db.session.commit()
    number = user.id
    use = writing(lambda: RecoveryCode.use(db.session.get_one(User, number), code))
    return "recovery_code", use, use


def withdraw_an_invitation(stage: Stage) -> tuple[str, Work, Work]:
    invitation = Invitation(name="Nia", email="nia@example.org", roles=["moderator"], by=a_user("admin"))
    withdraw = f"/staff/people/invitations/{saved(invitation).id}/withdraw"
    return "invitation", stage.posts("admin", withdraw), stage.posts("admin", withdraw)


def end_each_other(stage: Stage) -> tuple[str, Work, Work]:
    """Two administrators, the only ones, on the page of the other."""
    first, second = a_user("admin"), a_user("admin", "second@example.org")
    [one, other] = [stage.browser("admin"), stage.browser()]
    with other.session_transaction() as session:
        session.update(staff_session(second))
    return "user_account", *(
        post(browser, f"/staff/people/{user.id}/end") for browser, user in ((one, second), (other, first))
    )


def end_the_last_two(stage: Stage) -> tuple[str, Work, Work]:
    """The same from two terminals."""
    numbers = [a_user("admin", email).id for email in ("", "second@example.org")]

    def ends(number: int) -> Work:
        return writing(lambda: looking_after.deactivate(db.session.get_one(User, number)))

    return "staff_role", ends(numbers[0]), ends(numbers[1])


def change_the_partnership(stage: Stage) -> tuple[str, Work, Work]:
    look = writing(Partnership.locked)
    return "partnership", look, look


def open_a_concern(stage: Stage) -> tuple[str, Work, Work]:
    acknowledge = f"/staff/safeguarding/{a_concern().id}/acknowledge"
    lead = stage.posts("safeguarding_lead", acknowledge)
    return "concern", lead, stage.posts("safeguarding_deputy", acknowledge)


def put_a_concern_back(stage: Stage) -> tuple[str, Work, Work]:
    lead = a_user("safeguarding_lead")
    a_concern().acknowledge(by=lead.id)
    lead.deactivate()
    db.session.commit()
    put_back = writing(put_back_what_nobody_can_open)
    return "concern", put_back, put_back


def tell_a_deputy(stage: Stage) -> tuple[str, Work, Work]:
    saved(a_user("safeguarding_lead"), a_user("safeguarding_deputy"))
    a_concern(hours=1.5)
    return "concern", tell_the_next, tell_the_next


def tell_the_lead(stage: Stage) -> tuple[str, Work, Work]:
    contribution = a_sign_up().contribution
    with time_machine.travel(now() - timedelta(days=1)):
        contribution.hold({NEEDS: "It"}, {NEEDS: [Finding(FindingKind.READ_FIRST, 0, 2, "Said so")]})
        db.session.commit()
    return "concern", tell_of_what_was_quiet, tell_of_what_was_quiet


def send_links_to_change(stage: Stage) -> tuple[str, Work, Work]:
    saved(LinkRequest("nobody@example.org"))
    return "pledge_link_request", send_links, send_links


def decide(stage: Stage) -> tuple[str, Work, Work]:
    number, by = a_submission().id, a_user().id
    approve = writing(lambda: Submission.locked(number).approve(by=by))
    return "submission", approve, approve


def screen_again(stage: Stage) -> tuple[str, Work, Work]:
    place = a_sign_up(access_needs="A ramp")
    place.contribution.private_fields.append(PrivateField(label=NEEDS))
    db.session.commit()
    return "contribution", screen_what_was_not, screen_what_was_not


def write_to_duties(stage: Stage) -> tuple[str, Work, Work]:
    a_concern()
    tell()
    db.session.commit()
    return "duty_letter", write_what_waits, write_what_waits


def ask_for_a_safe_adult(stage: Stage) -> tuple[str, Work, Work]:
    number = a_concern(receipt=saved(Receipt("digest"))).contribution_id
    ask = writing(lambda: safe_adult.ask(db.session.get_one(Contribution, number), "Ring the school") and None)
    return "concern", ask, ask


def decide_on_two_of_one_person(stage: Stage) -> tuple[str, Work, Work]:
    receipt, by = saved(Receipt("digest")), a_user().id
    one, other = (a_submission(activity=a_board(slug), receipt=receipt).id for slug in ("one", "other"))

    def approve(number: int) -> Work:
        return writing(lambda: Submission.locked(number).approve(by=by))

    return "receipt", approve(one), approve(other)


def join_a_code(stage: Stage) -> tuple[str, Work, Work]:
    return "contribution", *two_under_one_code()


def two_under_one_code() -> tuple[Work, Work]:
    """Somebody has written a note, and now ticks in two windows at once, under the same code."""
    board = a_board()
    receive(board, token="one", said=[Said("What?", "More clubs")])
    one, other = (judge(board.id, token=token, same_code_as="one", ticked=True) for token in ("two", "three"))
    return partial(file, one), partial(file, other)


def forget_a_receipt(stage: Stage) -> tuple[str, Work, Work]:
    """Two activities end on one day, and somebody used one receipt in both."""
    receipt = saved(Receipt("digest"))
    first, second = (forgets(slug, receipt) for slug in ("one", "two"))
    return "receipt", first, second


def forgets(slug: str, receipt: Receipt) -> Work:
    """The night on which the time of a board with one note on it is over."""
    years_ago = {"opens_at": now() - timedelta(days=3000), "closes_at": now() - timedelta(days=2900)}
    note = a_note(board=a_board(slug, **years_ago), receipt=receipt, submitted_on=date(2020, 1, 6))
    note.submission.approve(by=a_user().id)
    db.session.commit()
    board, contribution = note.submission.contribution.activity_id, note.contribution_id
    return lambda: retention._forget(db.session.get_one(Board, board), [contribution])


def send_a_draft(stage: Stage) -> tuple[str, Work, Work]:
    one, other = two_windows(stage)
    token = token_on(answer(one).text)
    return "receipt", post(one, f"{HERE}/check", token=token), post(other, f"{HERE}/check", token=token)


def merge_with_each_other(stage: Stage) -> tuple[str, Work, Work]:
    promise = a_promise()
    hill, mill = (a_pledge(promise=promise, name=name).public_id for name in ("Hill School", "Mill School"))
    merge = partial(stage.posts, "engagement_lead", edited="1")
    pages = (f"/staff/pledges/{id}/organisation/merge" for id in (hill, mill))
    return "organisation", merge(next(pages), other="Mill School"), merge(next(pages), other="Hill School")


def keep_a_page(stage: Stage) -> tuple[str, Work, Work]:
    one, other = two_windows(stage)
    return "draft", post(one, f"{HERE}/2", **EVERYTHING[2]), post(other, f"{HERE}/3", **EVERYTHING[3])


def two_windows(stage: Stage) -> tuple[FlaskClient, FlaskClient]:
    """One browser in which a questionnaire was begun, twice."""
    a_questionnaire()
    one, other = stage.browser(), stage.browser()
    one.post(f"{HERE}/1", data=EVERYTHING[1])
    with one.session_transaction() as begun, other.session_transaction() as same:
        same.update(begun)
    other.set_cookie("coprod_own", one.get_cookie("coprod_own").value)
    return one, other


# The file, and the function in it, or the statement that stands there, that asks for the lock.
SCENES: dict[tuple[str, str], Scene] = {
    ("accounts/second_step.py", "of"): sign_in_with_a_code,
    ("accounts/second_step.py", "use"): use_a_recovery_code,
    ("accounts/views.py", "code"): sign_in_with_a_code,
    ("accounts/views.py", "_with_code"): sign_in_with_both,
    ("accounts/once_more.py", "proves"): show_a_code,
    ("accounts/your_sign_in_views.py", "_with_new_app"): replace_an_app,
    ("concerns/letters.py", "tell_the_next"): tell_a_deputy,
    ("concerns/letters.py", "tell_of_what_was_quiet"): tell_the_lead,
    ("concerns/letters.py", "write_what_waits"): write_to_duties,
    ("promise/organisation.py", "_hold_with"): merge_with_each_other,
    ("promise/pledge_letters.py", "send_links"): send_links_to_change,
    ("concerns/put_back.py", "put_back_what_nobody_can_open"): put_a_concern_back,
    ("activities/engagement.py", "hold_with"): open_in_what_is_closed,
    ("activities/for_staff.py", "activity"): change_an_activity,
    ("activities/for_staff.py", "engagement"): step_an_engagement,
    ("engagements/opening.py", "open_what_is_due"): open_by_itself,
    ("events/models.py", "edit"): change_the_places,
    ("events/attendee_views.py", "escalate"): escalate_access_needs,
    ("feedback_log/views.py", "sorted_into"): add_to_a_theme,
    ("moderation/bulk.py", "_locked"): approve_many,
    ("intake/judged.py", "_RECEIPT"): join_a_code,
    ("participation/receipt.py", "lock"): decide_on_two_of_one_person,
    ("participation/safe_adult.py", "ask"): ask_for_a_safe_adult,
    ("participation/submission.py", "locked"): decide,
    ("intake/timed_screening.py", "screen_what_was_not"): screen_again,
    ("partnership/models.py", "locked"): change_the_partnership,
    ("people/invitation.py", "locked"): withdraw_an_invitation,
    ("people/looking_after.py", "locked_with_keepers"): end_each_other,
    ("people/looking_after.py", "must_not_be_last"): end_the_last_two,
    ("questionnaires/counted/answer_count.py", "move"): take_back_what_is_counted,
    ("questionnaires/counted/folding.py", "fold"): count_what_was_answered,
    ("receipts/what_happened.py", "to_take_back"): take_back,
    ("safeguarding/same_words.py", "locked_together"): open_a_concern,
    ("safeguarding/release_views.py", "with_what_was_sent"): give_back_a_private_field,
    **OF_BATCHES,
    **OF_GROUPS,
    **OF_THEMES,
}  # fmt: skip
# Two workers do not wait here: each takes what the other has not.
STEPS_OVER = {("mail.py", "_delete_some"), ("key_rotation.py", "_some"), ("participation/retention.py", "_forget")}
