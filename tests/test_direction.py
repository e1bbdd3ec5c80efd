"""Words find their own direction, wherever anybody's words stand and wherever somebody types them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from conftest import Client
from flask import Flask
from sqlalchemy import String, func, literal, select, update

from addresses import every_address
from answering import proof
from builders import a_board, a_partnership, staff_session
from coprod import create_app, rate_limits, sealing
from coprod.accounts.models import User
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.permissions import PUBLIC, Permission, Role, access_of, may
from databases import Prepared

# Where people's words are kept: what somebody from the public wrote, and what staff wrote about it.
COLUMNS = {
    "submission": ["words", "published_words"],
    "organisation": ["name"],
}
# The same, where it is kept sealed.
SEALED = (
    "concern.sealed_words",
    "concern_step",
    "sign_up.sealed_name",
    "sign_up.sealed_access_needs",
    "pledge.sealed_contact_name",
    "submission",
)
SEALED += ("move", "first_approval", "lead_message")
MARK = "שלום"
TYPED = {"text", "search", "email", "tel", "url", None}


class Page(HTMLParser):
    """What of a page does not find its direction: people's words, and the fields that people type words in."""

    ALONE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    NOT_SHOWN = {"title", "option", "script"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.lost: list[str] = []
        self.found = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        finds = known.get("dir") == "auto"
        if (
            not finds
            and known.get("inputmode") != "numeric"
            and (tag == "textarea" or (tag == "input" and known.get("type") in TYPED))
        ):
            self.lost.append(f"<{tag} name={known.get('name')}>")
        if tag not in self.ALONE:
            self.open.append((tag, finds))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if MARK in text and not self.NOT_SHOWN & {tag for tag, _ in self.open}:
            self.found += 1
            if not any(finds for _, finds in self.open):
                self.lost.append(text.strip()[:60])


def sees(role: Role) -> int:
    return sum(may(role, permission) for permission in Permission)


@pytest.fixture(scope="module")
def hebrew(config: Config, loaded: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demonstration, in which everybody's words begin with one that is read from the right."""
    folder = tmp_path_factory.mktemp("hebrew")
    app = create_app(replace(config, instance=folder, database_url=loaded.copied(folder, "hebrew")))
    app.test_client_class = Client
    with app.app_context():
        for column in (db.metadata.tables[table].c[name] for table, names in COLUMNS.items() for name in names):
            changed = update(column.table).values({column: literal(f"{MARK} ", String).concat(column)})
            with db.engine.begin() as connection:  # below the models, which would refuse: a move is never edited
                connection.execute(changed.where(func.length(column) > 0))
        for contribution in db.session.scalars(select(Contribution)):
            contribution.context = {label: f"{MARK} {value}" for label, value in contribution.context.items()}
        db.session.commit()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_every_word_and_every_field_on_every_page(hebrew: Flask, monkeypatch: pytest.MonkeyPatch):
    unseal = sealing.unseal

    def marked(sealed: bytes, column: str, place: int) -> str:
        words = unseal(sealed, column, place)
        return f"{MARK} {words}" if words and column.startswith(SEALED) else words

    monkeypatch.setattr(sealing, "unseal", marked)
    rate_limits.init_app(hebrew)
    lost, found = [], {}
    with hebrew.app_context():
        # Which decisions of a day are on the first page of the log is drawn by chance; this one has a note.
        noted = ("moderation_log.show", "/staff/moderation/log?decision=first_approval")
        for endpoint, address in [*every_address(hebrew), noted]:
            client = hebrew.test_client()
            access = access_of(endpoint)
            if access != PUBLIC:
                role = max((role for role in Role if may(role, Permission(str(access)))), key=sees)
                user = db.session.scalars(select(User).where(User.holds(role), User.active).order_by(User.id)).first()
                with client.session_transaction() as session:
                    session.update(staff_session(user))
            answer = client.get(address)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                page = Page(answer.text)
                found[endpoint] = found.get(endpoint, 0) + page.found
                lost += [f"{address}: {what}" for what in page.lost]
    assert lost == []
    shown = {endpoint for endpoint, number in found.items() if number}
    assert shown >= {
        "boards.show", "pages.home", "promise.pledges", "events.attendees", "promise.staff_list", "feedback_log.show",
        "moderation.queue", "moderation.show", "safeguarding.show", "moderation_log.show", "staff_home.show",
    }  # fmt: skip


def test_what_somebody_wrote_comes_back_to_them_in_its_direction(client):
    a_partnership()
    a_board()
    form = {"words": f"{MARK} 07700 900123", "audience": "young_person", "sharing": "show"}
    form |= proof(client, "/boards/better/add")
    asked = client.post("/boards/better/add", data=form)
    assert "07700 900123" in asked.text
    client.post("/boards/better/add", data=form | {"told": "yes"})
    thanks = client.get("/boards/better/thanks")
    code = "-".join(re.findall(r"<span>(\w+)</span>", thanks.text.split("slip__code")[1])[:4])
    client.post("/receipt", data={"code": code})
    receipt, confirm = client.get("/receipt/what-happened"), client.get("/receipt/take-back/1")
    for answer in (asked, thanks, receipt, confirm):
        page = Page(answer.text)
        assert page.lost == [] and (page.found or answer is asked)


PEOPLE = re.compile(
    r"\.(?:words|published_words|shown_name|shown_contact|shown_organisation|access_needs|note|message|organisation)\b"
)
SHOWN = re.compile(r"as_written|paragraphs|govuk_text|url_for")
# Words of staff about the site, or no words at all.
NOT_PEOPLE = {
    "help.words", "point.words", "why.words", "check.words", "stage.words", "pair.words", "step.words", "offer.words",
    "piece.words", "- by.words -", "each.words.plain or each.words.label",
    "each.words.label", "says(each.words)", "govukSelect(form.words | govuk_select(label='s'))",
    "stands.why.words", "one.why.words",
}  # fmt: skip


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_shows_words_in_another_way(path):
    source = path.read_text("utf-8")
    assert 'dir="auto"' not in re.sub(r"<(?:input|textarea)[^>]*>", "", source), "as_written or paragraphs shows words"
    for each in re.finditer(r"\{\{(.*?)\}\}", source, re.DOTALL):
        said = re.sub(r"(?:==|!=) *[\w.]+", "", each[1]).strip()
        inside_a_tag = source.rfind("<", 0, each.start()) > source.rfind(">", 0, each.start())
        chosen_by = re.search(r"\bif [\w.]+ else\b|_for_you\(|\bif submission\b", said)
        if PEOPLE.search(said) and not SHOWN.search(said) and not inside_a_tag and not chosen_by:
            assert said in NOT_PEOPLE, said
