"""What people said in an archived engagement stays sorted as it is: whatever is sent is refused in plain words."""

import pytest

from builders import a_board, a_partnership, a_theme, a_user, heard, saved
from coprod.activities.life import Archived, Life
from coprod.changes import Change
from coprod.database import db
from coprod.themes.code_text import Said, code_text, unread
from coprod.themes.coding import Coding, Reading
from coprod.themes.merge_and_split import decide_again, merge, split
from coprod.themes.models import Theme
from coprod.themes.second_coder.models import SecondReading
from coprod.themes.signing_off import lone_voices
from coprod.you_said_we_did.decisions.models import Decision
from deciding_on import decide, not_now, signed_off

STAYS = "archived, and stays as it is. An administrator can bring it back."
TICKS_ONLY = {"themes.choose"}  # nothing is saved there


@pytest.fixture
def theme(app) -> Theme:
    """In an archived engagement, with a text in it, one that waits, a sample that is being read, and a decision."""
    a_partnership()
    a_board()
    theme, coder, lead = a_theme("Waits"), a_user("analyst").id, a_user("engagement_lead").id
    said = heard("We waited")
    code_text(said.id, Said({theme.id: None}), by=coder, seen=said.moves_made)
    heard("Not read yet")
    SecondReading.draw(theme.engagement, a_user("engagement_lead"), 5, by=lead)
    signed_off(theme.engagement, by=lead)
    theme.engagement.two_to_decide = False
    says = not_now(lead)
    says = says.__class__(**{**says.__dict__, "early_why": "It cannot wait"})
    decide(theme, says, by=lead)
    a_theme("Teeth").engagement.life = Life.ARCHIVED
    return saved(theme)


def rows() -> list[int]:
    return [db.session.query(table).count() for table in (Theme, Coding, Reading, Change, SecondReading, Decision)]


def test_every_address_refuses(client, app, sign_in, theme):
    sign_in("engagement_lead")
    text = db.session.query(Coding).first().submission.public_id
    numbers = {"themes": db.session.query(SecondReading).one().id, "you_said_we_did": theme.id}
    named = {"slug": theme.engagement.slug, "theme": theme.slug, "id": text}
    before, asked = rows(), set()
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.partition(".")[0]
        if blueprint not in numbers or "POST" not in rule.methods or "reply" in rule.arguments:
            continue
        values = {name: {**named, "number": numbers[blueprint]}[name] for name in rule.arguments}
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **values)
        answer = client.post(address, data={"title": "Another", "parts": "Part", "text": text, "typed": "New one"})
        if rule.endpoint not in TICKS_ONLY:
            assert answer.status_code == 409 and STAYS in answer.text, rule.endpoint
            asked.add(rule.endpoint)
    db.session.rollback()
    assert rows() == before and len(asked) > 15


def test_its_pages_have_no_button_that_is_refused(client, sign_in, theme):
    sign_in("engagement_lead")
    page = f"/staff/themes/{theme.engagement.slug}"
    text = db.session.query(Coding).first().submission.public_id
    for address in (f"{page}/themes", f"{page}/theme/waits", f"{page}/sign-off"):
        html = client.get(address).text.partition('<main id="main"')[2]
        assert "It is archived" in html and 'method="post"' not in html.partition("</main>")[0], address
    html = client.get(f"{page}/{text}").text
    assert "It is archived" in html and 'form="code"' not in html


def test_the_rule_is_one_of_the_models(theme):
    lead, other = a_user("engagement_lead"), db.session.query(Theme).filter_by(title="Teeth").one()
    said = db.session.query(Coding).first().submission
    verbs = (
        lambda: Theme.make(theme.engagement, "Another", by=lead.id),
        lambda: theme.change({"title": "Another"}, by=lead.id),
        lambda: theme.reword({}, {"young_person": "Ours"}, by=lead.id, seen=1),
        lambda: theme.add([said.id], by=lead.id),
        lambda: theme.end(by=lead.id),
        lambda: code_text(said.id, Said(), by=lead.id, seen=said.moves_made),
        lambda: unread(said.id, by=lead.id),
        lambda: merge([theme, other], theme, by=lead.id),
        lambda: split(theme, [], by=lead.id),
        lambda: decide_again(theme, {}, [], by=lead.id),
        lambda: lone_voices.keep_theme(theme, by=lead.id),
        lambda: lone_voices.keep_text(said, by=lead.id),
        lambda: SecondReading.draw(theme.engagement, lead, 5, by=lead.id),
        lambda: db.session.query(SecondReading).one().compare(),
    )
    for verb in verbs:
        with db.session.no_autoflush, pytest.raises(Archived):
            verb()
        db.session.rollback()
