"""Small builders for test data: each makes one valid thing, saved, and takes what a test cares about."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

import time_machine
from flask import current_app

from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep, new_key
from coprod.accounts.sessions import COOKIE_KEY, LIFE, StaffSession
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.boards.models import Board, Note
from coprod.concerns.concern import Concern
from coprod.concerns.letters import write_what_waits
from coprod.counting import counting
from coprod.database import UK, db, now, uk_today
from coprod.events.models import Event, SignUp
from coprod.intake.door import file, judge
from coprod.mail import Message
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.partnership.models import Partnership
from coprod.partnership.reason import Reason
from coprod.partnership.sectors import Sector
from coprod.permissions import Role
from coprod.promise.commitment import Commitment
from coprod.promise.models import Promise
from coprod.promise.pledge import Pledge
from coprod.questionnaires.models import Questionnaire
from coprod.screening.screen import screen
from coprod.sealing import ring
from coprod.themes.models import Theme

PASSWORD = "a long enough password"


def saved(*things: Any) -> Any:
    """Add and commit; hand back the first."""
    db.session.add_all(things)
    db.session.commit()
    return things[0]


def a_partnership(**more: Any) -> Partnership:
    """It is kept as after the first page of a process: what a test counts is what every later page costs."""
    details = {"name": "Testshire SEND Partnership", "contact": {"email": "send@example.org"}} | more
    made = saved(
        Partnership(**details),
        *missing_sectors(),
        District("north", "North Test"),
        District("south", "South Test"),
        Reason("names", "Names someone", "It had somebody's name in it."),
        Reason("off-topic", "Not about this", "It was about something else.", 2),
    )
    with current_app.app_context():
        District.choices(), Sector.choices()
    return made


def missing_sectors() -> list[Sector]:
    """Those that an installation begins with, where the migrations have not brought them."""
    return [] if Sector.listed() else Sector.usual()


def an_engagement(slug: str = "refresh", **more: Any) -> Engagement:
    """One that anyone may see."""
    return saved(Engagement(slug=slug, **({"title": "The refresh", "life": Life.OPEN} | more)))


def open_now() -> dict[str, Any]:
    """The opening times of something that is open."""
    return {"opens_at": now() - timedelta(days=7), "closes_at": now() + timedelta(days=7)}


def closed() -> dict[str, Any]:
    """The opening times of something that has closed."""
    return {"opens_at": now() - timedelta(days=9), "closes_at": now() - timedelta(days=2)}


def a_board(slug: str = "better", engagement: Engagement | None = None, **more: Any) -> Board:
    asked = [more.pop("question", "What would make school better?")]
    details = {"title": "Make it better", "questions": asked, **open_now()} | more
    return saved(Board(engagement=engagement or an_engagement(f"for-{slug}"), slug=slug, **details))


def a_submission(
    words: str = "More clubs", activity: Activity | None = None, prompt: str = "What?", **more: Any
) -> Submission:
    """Words from one contribution, waiting; `more` goes to the contribution."""
    contribution = Contribution(activity=activity or a_board("a-board"), **more)
    return saved(Submission(contribution=contribution, prompt=prompt, words=words, findings=screen(words)))


def a_note(words: str = "More clubs", board: Board | None = None, **more: Any) -> Note:
    """A note, waiting to be read; it answers the first question of its board when nothing else is said."""
    board = board or a_board()
    question = board.named(more.pop("part", None)) or board.asked[0]
    submission = a_submission(words, board, question.text, **more)
    submission.wording_id = question.wording_id
    note = Note(contribution=submission.contribution, question=question, colour=1)
    board.notes.add(note)
    return saved(note)


def an_approved_note(words: str = "More clubs", board: Board | None = None, **more: Any) -> Note:
    note = a_note(words, board, **more)
    note.submission.approve(by=a_user("moderator").id)
    return saved(note)


def at_midnight() -> None:
    """The day is over, as far as it is known who took part: the public see it."""
    counting.count_what_was_there_before()
    db.session.commit()


def people_by_activity() -> dict[int, int]:
    """How many took part in each activity, as staff see it now."""
    return {id: counted.people for id, counted in counting.so_far_by_activity().items()}


def a_user(role: Role | str = Role.MODERATOR, email: str = "", roles: Iterable[Any] = ()) -> User:
    """A member of staff, the same one each time a role is asked for. `roles` are held instead of `role`."""
    email = email or f"{Role(role).value.replace('_', '-')}@example.org"
    found = db.session.query(User).filter_by(email=email).one_or_none()
    return found or saved(
        User(email=email, name=Role(role).value.capitalize(), roles=roles or [Role(role)], password=PASSWORD)
    )


def staff_session(user: User, *, code_at: datetime | None = None) -> dict[str, Any]:
    """Somebody signed in, both steps done: what the session in their browser's cookie holds.

    They are not asked for another code, however the clock is moved, unless the last was given at `code_at`.
    """
    token = StaffSession.begin(user, "Firefox on Linux")
    [one] = [each for each in db.session.new if isinstance(each, StaffSession)]
    one.second_step_at = code_at or now() + LIFE
    db.session.commit()
    return {COOKIE_KEY: token}


def an_app(user: User) -> str:
    """Somebody's authenticator app, set up; gives its key."""
    key = new_key()
    saved(SecondStep(user=user, key=key))
    return key


def an_event(slug: str = "tamworth", engagement: Engagement | None = None, **more: Any) -> Event:
    """An event in ten days, at six in the evening UK time, with sign-up open."""
    starts_at = uk_evening(days=10)
    details = {
        "title": "Talk in Tamworth",
        "summary": "Soup and straight talk.",
        "venue": "Marigold Hall",
        "address": "Marigold Hall, Imaginary Row",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "doors_at": starts_at - timedelta(minutes=30),
        "places": 40,
        **open_now(),
    } | more
    return saved(Event(engagement=engagement or an_engagement(f"for-{slug}"), slug=slug, **details))


def uk_evening(days: int) -> datetime:
    """Six o'clock in the evening, so many days from today."""
    return datetime.combine(uk_today() + timedelta(days=days), time(18), UK)


def a_concern(
    words: str = "he hits me when mum is out", activity: Activity | None = None, hours: float = 1, **more: Any
) -> Concern:
    """A concern that a moderator opened so many hours ago; `more` goes to the contribution."""
    with time_machine.travel(now() - timedelta(hours=hours), tick=False):
        submission = a_submission(words, activity, **more)
        return saved(submission.escalate(by=a_user("moderator").id, note="Please look"))


def letters_about_concerns() -> list[Message]:
    """The letters that the worker wrote to people, oldest first, once it has come round."""
    write_what_waits()
    db.session.rollback()
    return db.session.query(Message).filter_by(urgent=True).order_by(Message.id).all()


def submission_of(concern: Concern) -> Submission:
    """The words that a concern is about."""
    return db.session.get_one(Submission, concern.submission_id)


def contribution_of(concern: Concern) -> Contribution:
    """What a concern came with."""
    return db.session.get_one(Contribution, concern.contribution_id)


class Received(NamedTuple):
    """What became of a form, and what was filed of it."""

    contribution: Contribution
    code: str
    new: bool


def receive(activity: Activity, *, token: str, **sent: Any) -> Received:
    """What every channel does with a form that has only words: judge it, file it."""
    db.session.commit()
    judged = judge(activity.id, token=token, **sent)
    received = file(judged)
    db.session.rollback()
    return Received(Contribution.find(token_digests(token)), received.code, received.new)


def token_digests(token: str) -> list[str]:
    """By what a contribution is found from its form's token."""
    return receipt.digests(ring(), token)


def a_sign_up(event: Event | None = None, name: str = "Sam", access_needs: str = "", **more: Any) -> SignUp:
    """Someone's place at an event; `more` goes to the contribution."""
    event = event or an_event()
    contribution = Contribution(activity=event, context={"Event": event.title}, **more)
    return saved(event.sign_up(contribution, name=name, email=f"{len(name)}@example.org", access_needs=access_needs))


def some_pages() -> list[dict[str, Any]]:
    """Questions of six kinds on three pages, as plain facts; only the first needs an answer."""
    return [
        {
            "title": "Your school",
            "questions": [
                {"key": "place", "kind": "one_choice", "prompt": "Where?", "required": True, "options": SPOTS},
                {"key": "who", "kind": "several_choices", "prompt": "With whom?", "options": SPOTS},
            ],
        },
        {
            "title": "Your day",
            "questions": [
                {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 20},
                {"key": "change", "kind": "long_text", "prompt": "What would you change?", "longest": 500},
                {"key": "true", "kind": "agree", "prompt": "Is it true?", "options": SPOTS},
            ],
        },
        {
            "title": "What comes first?",
            "questions": [
                {"key": "first", "kind": "ranking", "prompt": "What comes first?", "most": 2, "options": SPOTS},
            ],
        },
    ]


SPOTS = [
    {"key": "hall", "label": "The hall"},
    {"key": "field", "label": "The field"},
    {"key": "gate", "label": "By the gate"},
]


def one_page(*questions: dict[str, Any]) -> list[dict[str, Any]]:
    """A page with these questions."""
    return [{"key": "only", "title": "Only page", "questions": [*questions]}]


def a_questionnaire(slug: str = "survey", engagement: Engagement | None = None, **more: Any) -> Questionnaire:
    details = {"title": "How is school?", "intro": "Tell us.\n\nAll of it.", **open_now()} | more
    details.setdefault("pages", some_pages())
    return saved(Questionnaire(engagement=engagement or an_engagement(f"for-{slug}"), slug=slug, **details))


def a_promise(slug: str = "promise", engagement: Engagement | None = None, **more: Any) -> Promise:
    """A Promise with three commitments, open for pledges."""
    details = {"title": "Our Promise", "version_year": 2022, "definition": "Side by side.", **open_now()} | more
    promise = Promise(engagement=engagement or an_engagement(f"for-{slug}"), slug=slug, **details)
    for position, title in enumerate(("We ask first", "We speak plainly", "We come back"), 1):
        slug = title.lower().replace(" ", "-")
        Commitment(promise=promise, slug=slug, title=title, meaning=f"{title}, always.", position=position)
    return saved(promise, *missing_sectors())


def a_pledge(
    words: str = "Pupils plan move-up week", promise: Promise | None = None, name: str = "Hill School", **more: Any
) -> Pledge:
    """A pledge to the first commitment; words not read, email not confirmed. `more` may say when, and the sector."""
    promise = promise or a_promise()
    sent = {"audience": "organisation", "context": {"Organisation": name}, "submitted_on": more.get("submitted_on")}
    submission = a_submission(words, promise, promise.question, **sent)
    pledge = Pledge(
        contribution=submission.contribution,
        organisation=name,
        sector=more.get("sector", "education"),
        contact_name="Ottilie Chalk",
        contact_email="ottilie@hill.example",
        commitments=promise.commitments[:1],
        by_when=more.get("by_when", uk_today() + timedelta(days=30)),
        email_confirmed_at=more.get("email_confirmed_at"),
    )
    promise.pledges.add(pledge)
    return saved(pledge)


def a_shown_pledge(
    words: str = "Pupils plan move-up week", promise: Promise | None = None, name: str = "Hill School", **more: Any
) -> Pledge:
    """A pledge on the public register."""
    pledge = a_pledge(words, promise, name, email_confirmed_at=now(), **more)
    pledge.submission.approve(by=a_user("moderator").id)
    return saved(pledge)


def heard(
    words: str = "More clubs", activity: Activity | None = None, prompt: str = "What?", **more: Any
) -> Submission:
    """Words that were approved; `more` goes to the contribution."""
    activity = activity or db.session.query(Activity).filter(Activity.is_listed).first()
    submission = a_submission(words, activity, prompt, **more)
    submission.approve(by=a_user("moderator").id)
    return saved(submission)


def a_theme(title: str = "Long waits", engagement: Engagement | None = None) -> Theme:
    engagement = engagement or db.session.query(Engagement).first() or an_engagement()
    return saved(Theme(engagement=engagement, slug=title.lower().replace(" ", "-"), title=title))


# What an activity says when nothing on its checklist is missing.
LUNDY = {
    "summary": "Tell us.",
    "made_safe": "No name is asked for.",
    "ways_to_say": "Write it, or ring us.",
    "can_change": "What comes first.",
    "audiences": ["young_person"],
}


def a_whole_draft(slug: str = "refresh", **more: Any) -> Engagement:
    """An engagement with one board, both drafts with nothing missing."""
    said = {
        "title": "The refresh",
        "life": Life.DRAFT,
        "summary": "What comes first?",
        "background": "There is one plan.",
        "decided": "There is one plan",
        "can_change": "What comes first",
        "next_steps": [{"when": "8 January", "words": "We write back."}],
        "purpose": "To choose",
        "lawful_basis": "public_task",
    } | more
    engagement = an_engagement(slug, **said)
    a_board(f"in-{slug}", engagement, opens_at=None, closes_at=now() + timedelta(days=40), **LUNDY)
    return engagement


def ready(engagement: Engagement) -> Engagement:
    """The same, said to be ready by a colleague."""
    engagement.make_ready(by=a_user(Role.ENGAGEMENT_LEAD, "colleague@example.org").id)
    return saved(engagement)
