"""Documents of an engagement: staff give them in several formats and see what is missing; people see their size."""

import re

import pytest

from builders import a_partnership, a_user, an_engagement, staff_session
from coprod.activities import checks
from coprod.activities.documents import missing
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.changes import Change
from coprod.database import db
from coprod.files import on_disk, uses
from coprod.files.models import StoredFile
from coprod.permissions import Permission, Role, may
from uploads import a_docx, a_pdf, a_picture, an_mp3, sent

EDIT = "/staff/engagements/refresh/edit/documents"
PUBLIC = "/engagements/refresh"


@pytest.fixture
def lead(client, sign_in):
    a_partnership()
    an_engagement()
    return sign_in("engagement_lead")


def kept() -> Engagement:
    db.session.rollback()
    return db.session.query(Engagement).filter_by(slug="refresh").one()


def typed() -> dict[str, list[str]]:
    """The documents as the form would send them."""
    rows = kept().documents
    formats = [" ".join(f"{each['version']}:{each['file']}" for each in row["formats"]) for row in rows]
    titles, about = [row["title"] for row in rows], [row["about"] for row in rows]
    return {"documents-title": titles, "documents-about": about, "documents-formats": formats}


@pytest.fixture
def save(client):
    """`save(file=..., new_title=...)`: the form as it stands, with this."""

    def send(**more):
        data = typed() | {"edited": str(kept().edited), "to": "new", "version": "full"} | more
        return client.post(EDIT, data=data, content_type="multipart/form-data")

    return send


def test_people_see_what_it_is_its_format_and_its_size(client, lead, save):
    assert client.get(EDIT).status_code == 200 and "Read more about it" not in client.get(PUBLIC).text
    before = client.get(PUBLIC).headers["ETag"]
    answer = save(file=sent(a_pdf("x" * 200_000), "Plan 7.pdf"), new_title="The  plan", new_about="All of it")
    assert answer.location == "/staff/engagements/refresh?saved=documents"
    page = client.get(PUBLIC)
    [address] = re.findall(r'href="(/files/[0-9a-f]{64}\.pdf)"', page.text)
    assert "The plan" in page.text and "All of it" in page.text and "PDF, 195\u00a0KB" in page.text
    assert page.headers["ETag"] != before
    with client.application.test_client().get(address) as answer:
        assert answer.status_code == 200 and "Plan%207.pdf" in answer.headers["Content-Disposition"] or "Plan 7.pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert [change.field for change in db.session.query(Change)] == ["documents"]


def test_more_formats_stand_beside_it_and_what_is_missing_is_told(client, lead, save):
    save(file=sent(a_pdf(), "plan.pdf"), new_title="The plan")
    page = client.get(EDIT).text
    for gap in ("the Easy Read", "a Word version", "something to listen to"):
        assert f"Missing: {gap}" in page
    save(file=sent(a_docx(), "easy.docx"), version="easy_read", to="0")
    save(file=sent(an_mp3(), "plan.mp3"), version="spoken", to="0")
    [document] = kept().documents
    assert [each["version"] for each in document["formats"]] == ["full", "easy_read", "spoken"]
    assert missing(document) == [] and "Missing" not in client.get(EDIT).text
    assert "Easy Read, Word, 1\u00a0KB" in client.get(PUBLIC).text
    assert "Missing" not in client.get(PUBLIC).text


def test_what_is_missing_is_on_the_page_of_the_engagement_with_the_way_to_it(client, lead, save):
    hub = "/staff/engagements/refresh"
    assert "Formats of" not in client.get(hub).text
    save(file=sent(a_docx(), "plan.docx"), new_title="The plan")
    save(file=sent(a_docx(), "draft.docx"), version="easy_read", new_title="Draft strategy")
    page = client.get(hub).text
    assert f'<a href="{EDIT}#title-0">Formats of “The plan”</a>' in page and 'id="title-0"' in client.get(EDIT).text
    assert "The Easy Read is missing. Something to listen to is missing." in page
    assert f'<a href="{EDIT}#title-1">Formats of “Draft strategy”</a>' in page
    assert not [check for check in checks.missing(kept().checks()) if "Formats" in check.name]  # it only warns
    save(file=sent(an_mp3(), "draft.mp3"), version="spoken", to="1")
    page = client.get(hub).text
    assert "<strong>Formats of “Draft strategy”</strong>" in page and "The Easy Read is missing." in page


def test_a_format_and_a_document_are_taken_out_and_put_back(client, lead, save):
    save(file=sent(a_pdf(), "plan.pdf"), new_title="The plan")
    save(file=sent(a_docx(), "plan.docx"), to="0")
    pdf = kept().documents[0]["formats"][0]["file"]
    assert save(**{"out-0": pdf}).status_code == 303
    assert [each["kind"] for each in kept().documents[0]["formats"]] == ["docx"]
    assert save(**{"documents-title": "", "documents-about": ""}).status_code == 303 and kept().documents == []
    number = db.session.query(Change.id).order_by(Change.id.desc()).first()[0]
    filled = client.get(f"{EDIT}?put_back={number}").text
    assert "The plan" in filled and "plan.docx" in filled and kept().documents == []
    assert f"put_back={number}" in client.get("/staff/engagements/refresh/changes").text
    assert "The plan" in client.get("/staff/engagements/refresh/changes").text


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"file": (b"hello", "Plan.pdf"), "new_title": "The plan"}, "not a file that we can give"),
        ({"file": (a_picture(), "Plan.pdf"), "new_title": "The plan"}, "not a file that we can give"),
        ({"file": (b"", "Plan.pdf"), "new_title": "The plan"}, "The file is empty"),
        ({"new_title": "The plan"}, "Choose the file that is called so"),
        ({"file": (a_pdf(), "Plan.pdf")}, "Documents, row 1: title is missing"),
        ({"file": (a_pdf(), "Plan.pdf"), "new_title": "x" * 121}, "120 letters or fewer"),
        ({"documents-title": "The plan", "documents-formats": "full:" + "0" * 64}, "is not here any more"),
        ({"documents-title": "The plan", "documents-formats": "../../keys"}, "has no file"),
        ({"documents-title": "The plan", "documents-formats": ""}, "has no file"),
        ({"documents-title": ["x"] * 21, "documents-formats": ["full:" + "0" * 64] * 21}, "20 rows or fewer"),
        ({"version": "secret"}, "Not a valid choice"),
    ],
    ids=range(11),
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(client, lead, save, more, why):
    if "file" in more:
        more = more | {"file": sent(*more["file"])}
    answer = save(**more)
    assert answer.status_code == 422 and why in answer.text, re.findall(r"Error:</span>([^<]*)", answer.text)
    assert kept().documents == [] and db.session.query(Change).count() == 0
    if title := more.get("new_title"):
        assert f'value="{title}"' in answer.text


def test_a_file_need_not_be_chosen_again_when_something_else_was_wrong(client, lead, save):
    refused = save(file=sent(a_pdf(), "Plan.pdf"), new_title="")
    [formats] = re.findall(r'name="documents-formats" value="([^"]+)"', refused.text)
    assert save(**{"documents-title": "The plan", "documents-formats": formats}).status_code == 303
    assert kept().documents[0]["formats"][0]["name"] == "Plan.pdf"


def test_a_draft_shows_its_documents_to_those_who_look_after_it(client, lead, save):
    save(file=sent(a_pdf(), "Plan.pdf"), new_title="The plan")
    address = f"/files/{kept().documents[0]['formats'][0]['file']}.pdf"
    kept().life = Life.DRAFT
    db.session.commit()
    assert client.application.test_client().get(address).status_code == 404
    with client.get(address) as answer:
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    other = a_user("moderator")
    with client.session_transaction() as session:
        session.update(staff_session(other))
    assert client.get(address).status_code == 404


def test_only_those_who_edit_may_and_only_what_is_theirs(client, sign_in):
    a_partnership()
    an_engagement()
    for role in Role:
        sign_in(role)
        before = len(list(on_disk.folder().iterdir()))
        answer = client.post(EDIT, data={"file": sent(a_pdf(str(role)), "a.pdf"), "rows": "look"})
        allowed = may(role, Permission.EDIT_ACTIVITIES)
        assert (answer.status_code == 200) is allowed, role
        assert (len(list(on_disk.folder().iterdir())) > before) is allowed


def test_without_its_token_nothing_is_taken(client, lead):
    client.application.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(EDIT, data={"file": sent(a_pdf("no token"), "a.pdf"), "new_title": "x"})
    assert answer.status_code == 400 and db.session.query(StoredFile).count() == 0


def test_a_clash_shows_both(client, lead, save):
    opened = typed() | {"edited": str(kept().edited), "to": "new", "version": "full"}
    save(file=sent(a_pdf(), "Plan.pdf"), new_title="Theirs")
    answer = client.post(EDIT, data=opened | {"file": sent(a_docx(), "a.docx"), "new_title": "Mine"})
    assert answer.status_code == 409 and "Theirs" in answer.text and "Mine" in answer.text
    assert [document["title"] for document in kept().documents] == ["Theirs"]


def test_files_of_documents_are_in_use_and_told_where(client, lead, save):
    save(file=sent(a_pdf(), "Plan.pdf"), new_title="The plan")
    file = kept().documents[0]["formats"][0]["file"]
    assert file in uses.in_use()
    kept()
    assert client.get(EDIT).status_code == 200


@pytest.mark.parametrize("how_many", [1, 15])
def test_a_page_costs_the_same_for_one_and_for_many(client, lead, save, statements, how_many):
    save(file=sent(a_pdf(), "Plan.pdf"), new_title="The plan")
    row = kept().documents[0]
    kept().documents = [row] * how_many
    db.session.commit()
    client.get(EDIT)
    statements.clear()
    client.get(EDIT)
    assert len(statements) <= 6
