"""A reply is written by one person and published by another; its words stay, and its quotes only while they may."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from builders import a_theme, a_user, saved
from coprod.activities.audience import Audience
from coprod.activities.life import Archived, Life
from coprod.changes import Clash
from coprod.database import db, uk_today
from coprod.partnership.models import Partnership
from coprod.permissions import Role
from coprod.themes.merge_and_split import merge_into
from coprod.you_said_we_did.decisions.models import NotYours
from coprod.you_said_we_did.heard.models import Heard
from coprod.you_said_we_did.replies.models import DecidedAgain, NeverEdited, NotReady, Reply
from coprod.you_said_we_did.replies.published_replies import (
    ReplyFilters,
    are_there,
    find_published,
    latest,
    page_of,
)
from coprod.you_said_we_did.replies.quotes import candidates
from coprod.you_said_we_did.replies.says import ReplyState, Says
from deciding_on import NOT_OURS, NOW, decide, not_now
from heard_people import signed_off as heard_signed_off, spoke_of
from replying import EASY, a_decided_theme, a_published_reply, a_reply, colleague, decided, lead, said_in


@pytest.fixture
def waits(app):
    return a_decided_theme()


def quoted(reply: Reply) -> list[str]:
    db.session.flush()
    found = find_published(reply.public_id)
    return [each.words for each in found.quotes] if found else []


# --- two people ------------------------------------------------------------------------------------------------------


def test_whoever_wrote_it_last_does_not_publish_it(waits):
    reply = a_reply(waits)
    with pytest.raises(NotYours):
        reply.publish(by=lead(), seen=2)
    reply.publish(by=colleague(), seen=2)
    db.session.commit()
    assert find_published(reply.public_id) and are_there() and are_there(waits.engagement_id)


def test_the_database_too_wants_two_people(waits):
    reply = a_reply(waits)
    reply.newest.published_by_id, reply.newest.published_on = lead(), uk_today()
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_nothing_is_published_that_was_not_seen_and_said_to_be_ready(waits):
    reply = Reply.begin(waits.engagement, "Two teams", decided(waits), by=lead())
    db.session.commit()
    with pytest.raises(NotReady):
        reply.publish(by=colleague(), seen=1)
    with pytest.raises(NotReady, match="Easy Read"):
        reply.make_ready(by=lead(), seen=1)
    reply.write(Says("Two teams", "We have two.", EASY), decided(waits), by=lead(), seen=1)
    with pytest.raises(Clash):
        reply.make_ready(by=lead(), seen=1)
    assert not are_there()


def test_what_is_written_after_publishing_needs_a_second_person_again(waits):
    reply = a_published_reply(waits)
    reply.write(Says("Three new teams", "Better.", EASY), decided(waits), by=lead(), seen=2)
    db.session.commit()
    assert find_published(reply.public_id).version.title == "Two new teams"
    reply.make_ready(by=lead(), seen=3)
    reply.publish(by=colleague(), seen=3)
    db.session.commit()
    assert find_published(reply.public_id).version.title == "Three new teams"
    assert [(each.number, each.stands, each.ended_on) for each in reply.versions] == [
        (1, False, None),
        (2, False, uk_today()),
        (3, True, None),
    ]


def test_a_colleague_who_was_faster_is_not_written_over(waits):
    reply = a_reply(waits)
    with pytest.raises(Clash):
        reply.write(Says("Mine"), decided(waits), by=colleague(), seen=1)


def test_words_are_never_edited(waits):
    reply = a_published_reply(waits)
    reply.newest.title = "Other words"
    with pytest.raises(NeverEdited):
        db.session.flush()
    db.session.rollback()
    db.session.delete(reply.newest)
    with pytest.raises(NeverEdited):
        db.session.flush()


def test_it_is_taken_down_at_once_and_kept_pages_go_stale(waits):
    version = db.session.query(Partnership.version)
    before = version.scalar()
    reply = a_published_reply(waits)
    published = version.scalar()
    reply.take_down(by=lead())
    db.session.commit()
    assert find_published(reply.public_id) is None and not are_there()
    assert before < published < version.scalar()


def test_nothing_is_written_in_what_is_archived(waits):
    reply = a_published_reply(waits)
    waits.engagement.life = Life.ARCHIVED
    saved(waits.engagement)
    for verb in (
        lambda: Reply.begin(waits.engagement, "More", decided(waits), by=lead()),
        lambda: reply.write(Says("More"), decided(waits), by=lead(), seen=2),
        lambda: reply.take_down(by=lead()),
    ):
        with pytest.raises(Archived):
            verb()
    assert find_published(reply.public_id) is None


# --- how far it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ({"done_on": uk_today()}, ReplyState.DONE),
        ({"late_why": "Nobody applied."}, ReplyState.LATE),
        ({}, ReplyState.DOING),
    ],
)
def test_how_far_it_is_follows_from_what_was_done(waits, says, state):
    assert find_published(a_published_reply(waits, **says).public_id).state is state


def test_not_now_and_not_ours_follow_from_the_decision(waits):
    later, buses = a_decided_theme("Later", not_now(lead())), a_decided_theme("Buses", NOT_OURS)
    found = find_published(a_published_reply(later, done_on=uk_today(), look_again_on=uk_today()).public_id)
    assert (found.state, found.version.done_on) == (ReplyState.NOT_NOW, None)
    assert found.look_again_on == uk_today() + timedelta(days=60)  # as the register says
    assert find_published(a_published_reply(buses).public_id).state is ReplyState.NOT_OURS


def test_what_was_decided_again_is_said_and_is_not_published(waits):
    published = a_published_reply(waits)
    waiting = a_reply(waits, title="Another")
    again = decide(waits, not_now(lead()), by=lead())
    db.session.commit()
    assert find_published(published.public_id).again == again
    with pytest.raises(DecidedAgain):
        waiting.publish(by=colleague(), seen=2)


def test_decided_again_to_the_same_effect_changes_nothing(waits):
    published = a_published_reply(waits)
    decide(waits, NOW, by=lead())
    db.session.commit()
    assert find_published(published.public_id).again is None


def test_themes_that_were_decided_differently_have_a_reply_each(waits):
    buses = a_decided_theme("Buses", NOT_OURS)
    with pytest.raises(ValueError, match="unpack"):
        Reply.begin(waits.engagement, "Both", decided(waits, buses), by=lead())


# --- quotes ----------------------------------------------------------------------------------------------------------


def test_only_what_may_be_shown_can_be_chosen_good_ones_first(waits):
    plain, good = said_in(waits, "plain", good=False), said_in(waits, "good")
    said_in(waits, "team", sharing="team"), said_in(waits, "idea", sharing="idea")
    said_in(a_theme("Other"), "elsewhere")
    gone = said_in(waits, "gone")
    gone.contribution.withdraw()
    db.session.flush()
    offered = candidates(waits.engagement_id, [waits.id])
    assert [(each.submission, each.is_good) for each in offered] == [(good, True), (plain, False)]


@pytest.mark.parametrize(
    "happens",
    [
        lambda said: said.contribution.withdraw(),
        lambda said: said.return_to_queue(by=a_user("moderator").id),
        lambda said: said.reject(by=a_user("moderator").id, reason="names"),
        lambda said: said.escalate(by=a_user("moderator").id, note="Please look"),
    ],
    ids=["taken back", "returned", "turned down", "escalated"],
)
def test_a_quote_goes_by_itself(waits, happens):
    said = said_in(waits)
    reply = a_published_reply(waits, said)
    assert quoted(reply) == ["I waited two years"]
    happens(said)
    assert quoted(reply) == []


def test_words_that_were_approved_anew_are_chosen_anew(waits):
    said = said_in(waits)
    reply = a_published_reply(waits, said)
    moderator = a_user("moderator").id
    said.return_to_queue(by=moderator)
    said.approve(by=moderator)
    assert quoted(reply) == []


def test_a_quote_goes_with_its_theme_and_follows_it_into_another(waits):
    said, other = said_in(waits), said_in(waits, "The letter never came")
    reply = a_published_reply(waits, said, other)
    waits.remove([other.id], by=lead())
    assert quoted(reply) == ["I waited two years"]
    merge_into(waits, a_theme("Timely support"), by=lead())
    assert quoted(reply) == ["I waited two years"]


def test_who_wrote_it_stands_there_only_where_twenty_share_it(waits):
    said = said_in(waits, district="north")
    reply = a_published_reply(waits, said)

    def who() -> str:
        db.session.commit()
        [quote] = find_published(reply.public_id).quotes
        return quote.who

    assert who() == ""
    for number in range(19):
        said_in(waits, f"text {number}", district="south")
    assert who() == "A young person"
    for number in range(19):
        said_in(waits, f"more {number}", district="north")
    assert who() == "A young person, North Test"


# --- the list --------------------------------------------------------------------------------------------------------


def test_choosing_by_state_and_engagement(waits):
    buses = a_decided_theme("Buses", NOT_OURS)
    a_published_reply(waits, title="Late", late_why="Nobody applied."), a_published_reply(buses, title="Theirs")
    page = page_of(ReplyFilters())
    assert page.in_all == 2 and {state: number for state, _, number in page.states} == {
        "done": 0,
        "doing": 1,
        "not_now": 0,
        "not_ours": 1,
    }
    titles = lambda **wanted: [each.version.title for each in page_of(ReplyFilters(**wanted)).replies]  # noqa: E731
    assert titles(state="doing") == ["Late"] and titles(state="not_ours") == ["Theirs"] and titles(state="done") == []
    assert len(titles(engagement=waits.engagement.slug)) == 2 and titles(engagement="elsewhere") == []


def test_pages_and_statements_do_not_grow(waits, statements):
    counts = []
    for number in (2, 20):
        for each in range(number):
            a_published_reply(waits, said_in(waits, f"{number} {each}"))
        page_of(ReplyFilters())
        db.session.expire_all()
        statements.clear()
        page = page_of(ReplyFilters())
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 9, statements
    assert len(page.replies) == 20 and page.older
    rest = page_of(ReplyFilters(before=page.older))
    assert len(rest.replies) == 2 and rest.older is None
    assert len({each.public_id for each in [*page.replies, *rest.replies]}) == 22


def test_no_number_without_what_was_heard(waits):
    [found] = latest(1) if a_published_reply(waits) else []
    assert found.said_alike == ""


def test_a_reply_for_one_audience(waits):
    decide(waits, not_now(lead()), Audience.YOUNG_PERSON, by=lead())
    db.session.commit()
    reply = a_published_reply(waits, audience=Audience.YOUNG_PERSON)
    assert find_published(reply.public_id).state is ReplyState.NOT_NOW
    assert a_user(Role.ENGAGEMENT_LEAD).id == lead()


def test_the_number_is_the_one_that_was_published(waits):
    waits.meaning = "What waiting does."
    spoke_of([waits], 64)
    heard_signed_off(waits.engagement)
    Heard.publish(waits.engagement, {}, by=colleague())
    db.session.commit()
    reply = a_published_reply(waits)
    assert find_published(reply.public_id).said_alike == "About 60 people said something like"
    spoke_of([waits], 40)  # nobody has published that yet
    db.session.commit()
    assert find_published(reply.public_id).said_alike == "About 60 people said something like"


def test_a_reply_tells_of_the_decision_that_counts_by_now(waits):
    buses = a_decided_theme("Buses", not_now(lead(), 30))
    reply = a_published_reply(buses)
    decide(buses, not_now(lead(), 90, reason="There is less money now."), by=lead())
    db.session.commit()
    found = find_published(reply.public_id)
    assert found.again is None and found.look_again_on == uk_today() + timedelta(days=90)
    assert [each.reason for each in found.decisions] == ["There is less money now."]


def test_only_whoever_wrote_it_says_that_it_is_ready(waits):
    reply = Reply.begin(waits.engagement, "Two teams", decided(waits), by=lead())
    db.session.flush()
    reply.write(Says("Two teams", "We have two.", EASY), decided(waits), by=lead(), seen=1)
    with pytest.raises(NotReady, match="Whoever wrote it"):
        reply.make_ready(by=colleague(), seen=2)


def test_beside_a_reply_to_one_audience_only_its_own_words_are_offered(client, sign_in):
    theme = a_decided_theme()
    said_in(theme, "We wait"), said_in(theme, "Our children wait", audience="parent_carer")
    offered = {
        audience: {each.submission.words for each in candidates(theme.engagement_id, [theme.id], audience=audience)}
        for audience in (None, Audience.YOUNG_PERSON, Audience.PROFESSIONAL)
    }
    everybody = {"We wait", "Our children wait"}
    assert offered == {None: everybody, Audience.YOUNG_PERSON: {"We wait"}, Audience.PROFESSIONAL: set()}
    reply = Reply.begin(theme.engagement, "To you", decided(theme), Audience.PARENT_CARER, by=lead())
    db.session.commit()
    sign_in("engagement_lead")
    page = client.get(f"/staff/replies/{reply.public_id}").text
    assert "Our children wait" in page and "We wait" not in page
