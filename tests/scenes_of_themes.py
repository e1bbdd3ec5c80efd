"""Two who reach for the same theme: one puts a text into it, the other merges it. See scenes.py."""

from stage import Scene, Stage, Work

from answering_replies import some_answers
from builders import a_board, a_theme, a_user, closed, heard
from coprod.accounts.models import User
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.code_text import Said, code_text
from coprod.themes.merge_and_split import merge
from coprod.themes.models import Theme
from coprod.themes.second_coder.models import SecondReading
from coprod.themes.signing_off.lone_voices import keep_theme
from coprod.themes.signing_off.models import SignOff
from coprod.you_said_we_did.got_it_right.models import GotItRight
from coprod.you_said_we_did.got_it_right.releases import GotItRightRelease
from coprod.you_said_we_did.heard.models import Heard
from meeting import writing
from replying import a_decided_theme, a_published_reply, a_reply


def merge_what_is_coded(stage: Stage) -> tuple[str, Work, Work]:
    board, by = a_board(), a_user("analyst").id
    words, ids = heard(), [a_theme(title, board.engagement).id for title in ("Waits", "Late")]
    id, seen = words.id, words.moves_made
    into = a_theme("Both", board.engagement).id

    def merges() -> int:
        return merge([db.session.get_one(Theme, theme) for theme in ids], db.session.get_one(Theme, into), by=by)

    return "theme", writing(lambda: code_text(id, Said({ids[0]: None}), by=by, seen=seen)), writing(merges)


def coded() -> tuple[Submission, Theme, int]:
    """An engagement of which all is read, in one theme, kept although it is alone: it can be signed off."""
    theme, by = a_theme(engagement=a_board().engagement), a_user("analyst").id
    theme.meaning = "What it means."
    words = heard()
    code_text(words.id, Said({theme.id: None}), by=by, seen=words.moves_made)
    keep_theme(theme, by=by)
    db.session.commit()
    return words, theme, by


def draw_a_sample_twice(stage: Stage) -> tuple[str, Work, Work]:
    _, theme, by = coded()
    engagement, reader = theme.engagement_id, a_user("engagement_lead").id

    def draws() -> int:
        person = db.session.get_one(User, reader)
        return SecondReading.draw(db.session.get_one(Engagement, engagement), person, 9, by=by).id

    return "engagement", writing(draws), writing(draws)


def a_sample() -> tuple[int, Submission, Theme]:
    """One text, read by both, who see it differently."""
    words, theme, by = coded()
    reader = a_user("engagement_lead")
    sample = SecondReading.draw(theme.engagement, reader, 9, by=by)
    sample.read(words.id, Said(), by=reader.id, seen=words.moves_made)
    db.session.commit()
    return sample.id, words, theme


def compare_a_sample_twice(stage: Stage) -> tuple[str, Work, Work]:
    sample, _, _ = a_sample()
    compares = writing(lambda: db.session.get_one(SecondReading, sample).compare())
    return "second_reading", compares, compares


def settle_a_text_twice(stage: Stage) -> tuple[str, Work, Work]:
    sample, words, theme = a_sample()
    db.session.get_one(SecondReading, sample).compare()
    db.session.commit()
    id, seen, said, by = words.id, words.moves_made, Said({theme.id: None}), a_user("analyst").id
    settles = writing(lambda: db.session.get_one(SecondReading, sample).settle(id, said, by=by, seen=seen))
    return "second_reading_text", settles, settles


def sign_off_twice(stage: Stage) -> tuple[str, Work, Work]:
    _, theme, by = coded()
    engagement = theme.engagement_id
    signs = writing(lambda: SignOff.sign(db.session.get_one(Engagement, engagement), by=by).number)
    return "engagement", signs, signs


def publish_what_was_heard_twice(stage: Stage) -> tuple[str, Work, Work]:
    _, theme, by = coded()
    engagement, other = theme.engagement_id, a_user("engagement_lead").id
    SignOff.sign(theme.engagement, by=by)
    db.session.commit()
    publishes = writing(lambda: Heard.publish(db.session.get_one(Engagement, engagement), {}, by=other).number)
    return "engagement", publishes, publishes


def two_say_that_a_reply_is_ready(stage: Stage) -> tuple[str, Work, Work]:
    a_board(**closed())
    ready = f"/staff/replies/{a_reply(a_decided_theme()).public_id}/ready"
    return "reply", stage.posts("engagement_lead", ready, seen=2), stage.posts("engagement_lead", ready, seen=2)


def show_how_people_answer_twice(stage: Stage) -> tuple[str, Work, Work]:
    a_board(**closed())
    reply = a_published_reply(a_decided_theme())
    some_answers(reply, yes=60)
    seen = GotItRightRelease.as_it_would_be(GotItRight.of(reply.id), by=a_user("engagement_lead").id).looks
    shows = stage.posts("engagement_lead", f"/staff/replies/{reply.public_id}/right", seen=seen)
    return "got_it_right", shows, shows


OF_THEMES: dict[tuple[str, str], Scene] = {
    ("themes/code_text.py", "must_be_open"): merge_what_is_coded,
    ("themes/merge_and_split.py", "_held"): merge_what_is_coded,
    ("themes/second_coder/models.py", "draw"): draw_a_sample_twice,
    ("themes/second_coder/models.py", "compare"): compare_a_sample_twice,
    ("themes/second_coder/models.py", "settle"): settle_a_text_twice,
    ("themes/signing_off/models.py", "sign"): sign_off_twice,
    ("you_said_we_did/got_it_right/releases.py", "make"): show_how_people_answer_twice,
    ("you_said_we_did/heard/models.py", "publish"): publish_what_was_heard_twice,
    ("you_said_we_did/replies/models.py", "_held"): two_say_that_a_reply_is_ready,
}
