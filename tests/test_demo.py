"""The demonstration: what it holds obeys the same rules as what people and staff do on the pages."""

import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from builders import contribution_of, people_by_activity
from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.life import State
from coprod.concerns import level
from coprod.concerns.concern import Concern, Origin, Outcome
from coprod.concerns.duty_letter import DutyLetter
from coprod.concerns.level import Level
from coprod.concerns.step import StepKind
from coprod.counting import counting, counting_check
from coprod.counting.unusual_ticks import by_day
from coprod.database import db, now, uk_today
from coprod.demo import content, not_certain
from coprod.events.models import Event
from coprod.events.sign_up import PlaceState, SignUp
from coprod.mail import Message
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.counted import Ticks
from coprod.participation.move import ALLOWED_MOVES, Status
from coprod.participation.submission import Submission
from coprod.permissions import Permission
from coprod.promise.models import Promise
from coprod.promise.pledge import Pledge
from coprod.promise.register.public_pledges import public_pledges
from coprod.questionnaires.answering.way_forms import the_way
from coprod.questionnaires.models import Questionnaire, Response
from coprod.reading.found_words import NOT_PERSONAL
from coprod.reading.waiting import summary
from coprod.results.declaration import By
from coprod.results.published import Declared, Published
from coprod.results.release_pages.release_page import sections
from coprod.screening.screen import screen
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme


def everything(model: type, *options: ORMOption) -> list:
    return list(db.session.scalars(select(model).options(*options).order_by(model.id)))


def everyone() -> list[Contribution]:
    """Who took part: not those who only say whether a reply is right, nor who was heard elsewhere."""
    every = everything(Contribution, joinedload(Contribution.activity), selectinload(Contribution.submissions))
    return [each for each in every if each.activity.listed]


def all_words() -> list[Submission]:
    whose = joinedload(Submission.contribution).joinedload(Contribution.activity)
    return everything(Submission, whose, selectinload(Submission.moves))


def test_968_people_took_part_in_the_refresh_and_668_of_them_checked_it_back(shown):
    refresh = Engagement.find("strategy-refresh")
    figures = counting.of_engagement(refresh.id)
    assert figures.people == 968 and figures.as_of == uk_today() and counting_check.what_is_wrong() == []
    people = people_by_activity()
    [check_back] = [each for each in everything(Questionnaire) if each.slug == "check-back"]
    assert people[check_back.id] == 668
    other = [each for each in everything(Activity) if each.engagement_id == refresh.id and each is not check_back]
    other = [each for each in other if each.listed]
    assert all(people[each.id] for each in other)
    assert 0 <= 968 - sum(people[each.id] for each in other) < 30  # who came back though their first words were refused


def test_every_status_channel_audience_district_and_choice_is_there(shown):
    submissions = all_words()
    statuses = Counter((s.contribution.activity.kind, s.status) for s in submissions)
    assert all(statuses[kind, Status.PENDING] for kind in Activity.channels())
    assert all(statuses["boards", status] for status in Status)
    people = everyone()
    assert {person.audience for person in people} == set(Audience)
    assert {person.sharing for person in people} == set(Sharing)
    districts = Counter(person.district_slug for person in people)
    assert len(districts) == 9 and districts[None] and max(districts.values()) > 2 * min(districts.values())
    young = sum(person.audience is Audience.YOUNG_PERSON for person in people)
    assert 0.4 < young / len(people) < 0.6


def test_every_status_is_what_the_moves_say(shown):
    staff = {user.id for user in everything(User)}
    for submission in all_words():
        moves = submission.moves
        assert submission.moves_made == len(moves)
        assert submission.status is (moves[-1].to_status if moves else Status.PENDING)
        assert [Status.PENDING, *(m.to_status for m in moves[:-1])][: len(moves)] == [m.from_status for m in moves]
        assert all(move.to_status in ALLOWED_MOVES[move.from_status] for move in moves)
        assert all(bool(move.reason_slug) is (move.to_status is Status.REJECTED) for move in moves)
        assert all(move.at <= now() for move in moves)
        assert all(move.by_id in staff or move.to_status is Status.ESCALATED for move in moves)
        assert all(earlier.at <= later.at for earlier, later in pairwise(moves))
        approved = submission.status is Status.APPROVED and bool(submission.words)
        assert (submission.published_words is not None) is approved


def test_nobody_decided_before_it_was_sent(shown):
    for submission in all_words():
        assert all(move.at.date() >= submission.contribution.submitted_on for move in submission.moves)


def test_every_contribution_is_settled_and_its_hour_forgotten(shown):
    for contribution in everyone():
        before = contribution.counts, contribution.received_at
        waits = any(s.status is Status.PENDING and s.words for s in contribution.submissions)
        assert (contribution.received_at is not None) is waits
        contribution.settle()
        assert (contribution.counts, contribution.received_at) == before


def test_the_newest_have_the_highest_numbers_and_none_comes_from_the_future(shown):
    people = everyone()
    usual = [each for each in people if each.ticks is Ticks.USUAL]  # the others are written last
    for wrote in (True, False):  # those who only tick are written all at once, questionnaire by questionnaire
        theirs = [each for each in usual if bool(each.submissions) is wrote]
        for slug in [""] if wrote else {each.activity.slug for each in theirs}:
            days = [each.submitted_on for each in theirs if slug in ("", each.activity.slug)]
            assert days == sorted(days) and days[-1] <= uk_today()
    assert all(person.received_at <= now() for person in people if person.received_at)
    for person in people:
        opens, closes = person.activity.opens_at.date(), person.activity.closes_at.date()
        assert opens <= person.submitted_on <= closes


def test_what_was_taken_back_is_erased(shown):
    withdrawn = [person for person in everyone() if person.is_withdrawn]
    assert len(withdrawn) == 10
    for person in withdrawn:
        assert person.submitted_on <= person.withdrawn_on <= uk_today()
        assert person.context == {} and not person.counts
        assert all(not s.words and s.published_words is None and s.findings == [] for s in person.submissions)
        assert SignUp.of(person.id) is None


def test_every_escalation_keeps_its_words_sealed_also_when_they_were_taken_back(shown):
    concerns = [concern for concern in everything(Concern) if concern.submission_id]
    escalated = {s.id: s for s in all_words() if s.status is Status.ESCALATED}
    assert {concern.submission_id for concern in concerns} == set(escalated)
    assert all(concern.words and concern.words.encode() not in concern.sealed_words for concern in concerns)
    assert {concern.is_open for concern in concerns} == {True, False}
    assert sum(submission.words == "" for submission in escalated.values()) == 1
    assert {submission.words for submission in escalated.values()} == {"", None}


def test_concerns_stand_at_every_point_of_their_way(shown):
    concerns = everything(Concern)
    [nobody_has] = [concern for concern in concerns if concern.acknowledged_at is None and not concern.is_quiet]
    minutes = (now() - nobody_has.opened_at).total_seconds() / 60
    assert nobody_has.origin is Origin.SCREENING and 20 < minutes < 60
    assert {concern.origin for concern in concerns} == set(Origin)
    assert len({concern.outcome for concern in concerns if concern.closed_at}) == len(Outcome)
    done = Counter(step.what for concern in concerns for step in concern.steps)
    assert done[StepKind.NOTE] and done[StepKind.REFERRAL] and done[StepKind.ASKED] == done[StepKind.MESSAGE] == 1
    [private] = [concern for concern in concerns if contribution_of(concern).is_held_by(concern)]
    assert private.is_open and contribution_of(private).is_held("Access needs")
    [message] = [person.lead_message.words for person in everyone() if person.lead_message]
    assert "concern" not in message
    for concern in concerns:
        assert concern.is_open is (concern.outcome is None)
        times = [concern.opened_at, *(step.at for step in concern.steps), now()]
        assert times == sorted(times)
    for letters in (Message, DutyLetter):
        assert db.session.scalar(select(func.count()).select_from(letters)) == 0


def test_minutes_ago_somebody_wrote_what_is_to_be_read_first(shown):
    first = [submission for submission in all_words() if submission.read_first_until]
    assert {each.words for each in first} == {each["words"] for each in content.toml("not_certain")["notes"]}
    assert all(each.read_first_until > now() - timedelta(minutes=30) and each.findings for each in first)
    assert {each.worry.level for each in all_words() if each.status is Status.PENDING and each.worry} == {
        Level.READ_FIRST
    }
    [quiet] = [concern for concern in everything(Concern) if concern.is_quiet]
    needs = content.toml("not_certain")["need"]["words"]
    assert quiet.words == needs in {place.access_needs for place in everything(SignUp)}


def test_where_nobody_is_at_work_they_are_with_the_lead(shown, monkeypatch):
    monkeypatch.setattr(level, "end_of_work", lambda moment: None)
    facts = content.toml("not_certain")
    submission = not_certain.latest_of("professional")
    not_certain.write(submission, facts["notes"][0])
    not_certain.be_quiet(facts["need"])
    db.session.flush()
    assert submission.status is Status.ESCALATED and submission.words is None
    assert [concern.quiet_until for concern in everything(Concern)][-2:] == [None, None]


def test_the_queue_has_something_of_everything(shown):
    with shown.app_context():
        queue = summary()
    assert 50 < queue.number < 80 and 0 < queue.over < queue.number
    waiting = db.session.scalars(select(Submission).where(Submission.waiting())).all()
    assert any(s.findings for s in waiting) and any(s.contribution.unusual for s in waiting)


def test_words_are_screened_and_no_personal_detail_that_was_found_is_shown(shown):
    by_hand = {each["words"] for each in content.toml("not_certain")["notes"]}  # whatever screening makes of these
    for submission in [each for each in all_words() if each.as_written not in by_hand]:
        found = screen(submission.as_written)
        of = submission if submission.words is not None else submission.newest_concern
        assert of.findings == [finding.to_dict() for finding in found]
        details = [submission.as_written[each.start : each.end] for each in found if each.kind not in NOT_PERSONAL]
        assert not any(detail in (submission.published_words or "") for detail in details)


def test_nobody_says_the_same_words_as_somebody_else(shown):
    said = Counter(submission.words for submission in all_words() if submission.words)
    assert [words for words, times in said.items() if times > 1] == []


def test_every_event_has_the_places_it_has(shown):
    taken = {event.slug: (event.taken, event.places) for event in everything(Event)}
    assert taken["conversation-in-stafford"] == (22, 22)
    assert all(0 < some <= places for some, places in taken.values())
    off = [event for event in everything(Event) if event.is_called_off]
    assert [(event.slug, event.state) for event in off] == [("conversation-in-staffordshire-moorlands", State.CLOSED)]
    assert all(event.starts_at > now() and (event.state is State.OPEN or event in off) for event in everything(Event))
    assert [event.slug for event in everything(Event) if event.moved_words] == ["conversation-in-newcastle-under-lyme"]
    assert {place.state for place in everything(SignUp)} == set(PlaceState) - {PlaceState.LAPSED}
    assert all(place.told_edit >= place.event.news_edit for place in everything(SignUp))
    assert {place.access_met for place in everything(SignUp) if place.access_needs} == {True, False, None}


def test_the_register_holds_approved_pledges_with_a_confirmed_address(shown):
    pledges = public_pledges(everything(Promise)[0], limit=100)
    assert len(pledges) == 18 and all(pledge.commitments for pledge in pledges)
    unconfirmed = [pledge for pledge in everything(Pledge) if pledge.email_confirmed_at is None]
    assert len(unconfirmed) == 2 and all(pledge.link_digest for pledge in unconfirmed)


def test_some_only_tick(shown):
    silent = [response for response in everything(Response) if not response.contribution.submissions]
    assert len(silent) > 10 and all(response.picks for response in silent)
    assert all(each.contribution.counts is (each.contribution.ticks is Ticks.USUAL) for each in silent)


def test_ticks_that_came_in_unusual_numbers_wait_or_were_left_out(shown):
    assert [(line.waiting, line.counted, line.left_out) for line in by_day()] == [(14, 0, 0), (0, 0, 66)]


def test_the_ten_challenges_stand_one_a_screen_in_plain_words(shown):
    [check_back] = [each for each in everything(Questionnaire) if each.slug == "check-back"]
    items = [screen.item for screen in the_way(check_back, {}).screens if screen.item]
    assert len(items) == 10 and all(item.plain and item.picture and item.wording for item in items)


def test_themes_hold_approved_words(shown):
    rows = db.session.execute(select(in_themes.c.theme_id, Submission.status).join(Submission)).all()
    assert {row.status for row in rows} == {Status.APPROVED}
    assert set(Counter(row.theme_id for row in rows)) == {theme.id for theme in everything(Theme)}


def test_activities_stand_in_the_order_of_the_files(shown):
    slugs = [activity.slug for activity in everything(Activity)]
    order = ["better-for-you", "help-in-time", "young-peoples-survey", "check-back", "conversation-in-tamworth"]
    assert [slug for slug in slugs if slug in order] == order


def test_one_engagement_is_open_and_one_is_over(shown):
    states = {activity.engagement.slug: activity.state for activity in everything(Activity) if activity.listed}
    assert states == {"strategy-refresh": State.OPEN, "learning-away-from-school": State.CLOSED}


def test_no_address_leads_to_anybody(shown):
    found = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            found.update(re.findall(r"@([\w.-]*\w)", str([value for value in row if not isinstance(value, bytes)])))
    addresses = [place.email for place in everything(SignUp)] + [pledge.contact_email for pledge in everything(Pledge)]
    found.update(address.rpartition("@")[2] for address in addresses if address)
    assert found == {"example.org", "example.com"}


def test_two_people_made_each_release_and_what_is_over_has_its_own(shown):
    out = everything(Published)
    by = {user.id: user for user in everything(User)}
    assert all(by[id].may(Permission.RELEASE) for one in out for id in (one.made_by_id, one.agreed_by_id))
    of = Counter(one.activity.slug for one in out)
    assert of["check-back"] and of["away-from-school"] and of["away-survey"] == 2
    for one in out:
        assert Declared.of(one.activity_id).at and one.shown_people >= 50
    [last] = [one for one in out if one.activity.slug == "check-back"]
    assert any(not row.too_small for table in last.as_shown.tables if table.by is By.AUDIENCE for row in table.rows)


def test_results_look_like_something(shown):
    """Audiences put different things first, and the page says so in words."""
    [check_back] = [one for one in everything(Published) if one.activity.slug == "check-back"]
    found = sections(check_back.as_shown)
    assert all(section.findings for section in found)
    [named] = [section for section in found if section.counts == "Named at all"]
    first = {group for line in named.items[0].everyone.lines for group, _, is_first in line.places if is_first}
    firsts = [line.label for line in named.items[0].everyone.lines for _, _, is_first in line.places if is_first]
    assert len(first) >= 3 and len(set(firsts)) >= 2


def test_staff_say_what_figures_mean_and_have_a_picture_of_their_own(demo_client):
    for slug, means in (("check-back", "where you put it better"), ("away-survey", "decide with them")):
        page = demo_client.get(f"/questionnaires/{slug}/results").text
        assert means in page and page.count("The team says this.") == 2
        tables = {section.name for section in sections(Published.last_of(found(slug).id).as_shown)}
        assert set(Published.last_of(found(slug).id).meanings) <= tables
    [own] = found("young-peoples-survey").own_pictures
    assert "made up" in own.licence and own.licence in demo_client.get("/credits").text
    assert demo_client.get("/questionnaires/young-peoples-survey/3").text.count(f'src="/files/{own.file}"') == 1
    with demo_client.get(f"/files/{own.file}") as picture:
        assert picture.status_code == 200 and picture.mimetype == "image/png"


def found(slug: str) -> Questionnaire:
    return db.session.query(Questionnaire).filter_by(slug=slug).one()


def test_what_came_of_the_finished_engagement_is_there_for_all_to_read(demo_client):
    page = demo_client.get("/engagements/learning-away-from-school").text
    for words in ("What we heard", "What goes well", "What we decided", "Not now", "Not ours", "Help after 25"):
        assert words in page, words
    assert page.index("What goes well") < page.index("What is hard") < page.index("What people want")
    assert "Fewer than 10 people" in page and "without seeing how the first had sorted them" in page


def test_what_was_done_is_told_beside_the_words_that_it_answers(demo_client):
    page = demo_client.get("/you-said-we-did").text
    for words in (
        "All 6",
        "Done 2",
        "running late",
        "Not now 1",
        "Not ours to change 1",
        "About 10 people said something like",
    ):
        assert words in page, words
    assert page.count('class="note note--') >= 5
