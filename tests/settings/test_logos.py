"""Logos of the owners: put there, said aloud, moved, replaced, taken away and put back; on every page at once."""

import re

import pytest

from builders import a_partnership
from coprod.changes import Change
from coprod.database import db
from coprod.files import on_disk
from coprod.files.models import StoredFile
from coprod.files.uploads import LARGEST
from coprod.permissions import Permission, Role, may
from uploads import a_pdf, a_picture, sent, svg

ADDRESS = "/staff/settings/logos"


@pytest.fixture
def save(client, typed):
    """`save(new=...)`: sends the form as it stands, with this changed."""

    def send(**changed):
        return client.post(ADDRESS, data=typed(ADDRESS) | changed, content_type="multipart/form-data")

    return send


def test_a_logo_is_on_every_page_at_once_and_leaves_a_change(client, admin, save, kept, changed):
    before = client.get("/").headers["ETag"]
    assert "foot__logos" not in client.get("/").text
    answer = save(new=sent(svg(), "council.svg"), new_said="  Testshire   Council ")
    assert answer.status_code == 303 and "Saved. It is seen at once" in client.get(ADDRESS).text
    [logo] = kept().logos
    assert (logo["said"], logo["name"], logo["kind"], logo["width"]) == ("Testshire Council", "council.svg", "png", 720)
    for address in ("/", "/help", "/cookies"):
        page = client.get(address).text
        assert f'<img src="/files/{logo["file"]}.png" alt="Testshire Council" width="720" height="240"' in page, address
    assert client.get("/").headers["ETag"] != before
    assert [field for field, *_ in changed()] == ["logos"]
    with client.application.test_client().get(f"/files/{logo['file']}.png") as shown:  # a stranger's browser
        assert shown.mimetype == "image/png" and shown.data.startswith(b"\x89PNG")
        assert shown.headers["Cache-Control"].startswith("public") and shown.headers["Content-Disposition"].startswith(
            "inline"
        )


def test_what_was_changed_is_told_in_words_and_can_be_put_back(client, admin, save, typed, kept):
    save(new=sent(svg(), "council.svg"), new_said="The council")
    before = kept().logos
    save(do="")
    assert kept().logos == before
    client.post(ADDRESS, data=typed(ADDRESS) | {"logos-0-replacement": sent(a_picture(), "new.png")})
    assert kept().logos[0]["name"] == "new.png" and kept().logos[0]["said"] == "The council"
    told = client.get("/staff/settings/changes?of=logos").text
    assert "council.svg" in told and "new.png" in told and before[0]["file"] not in told
    number = db.session.query(Change.id).order_by(Change.id.desc()).first()[0]
    filled = client.get(f"{ADDRESS}?put_back={number}").text
    assert before[0]["file"] in filled and "Nothing is changed until you press Save" in filled
    assert client.post(ADDRESS, data=typed(f"{ADDRESS}?put_back={number}")).status_code == 303
    assert kept().logos == before


def test_it_is_taken_away_and_moved_by_buttons(client, admin, save, typed, kept):
    save(new=sent(svg(), "one.svg"), new_said="One")
    save(new=sent(a_picture("JPEG"), "two.jpg"), new_said="Two")
    assert [logo["said"] for logo in kept().logos] == ["One", "Two"]
    looked = client.post(ADDRESS, data=typed(ADDRESS) | {"do": "down logos 0"})
    assert looked.status_code == 200 and looked.text.index('value="Two"') < looked.text.index('value="One"')
    assert [logo["said"] for logo in kept().logos] == ["One", "Two"]
    sent_on = {name: value for name, value in typed(ADDRESS).items() if not name.startswith("logos-0")}
    assert client.post(ADDRESS, data=sent_on).status_code == 303
    assert [logo["said"] for logo in kept().logos] == ["Two"]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (svg('<image href="http://elsewhere.example/x.png"/>'), "loads something from elsewhere"),
        (a_pdf(), "Choose a PNG, JPEG or SVG"),
        (b"", "The file is empty"),
    ],
    ids=range(3),
)
def test_a_picture_that_cannot_be_is_refused_and_what_was_typed_stays(client, admin, save, changed, file, why):
    answer = save(new=sent(file, "logo.svg"), new_said="The council")
    assert answer.status_code == 422 and why in answer.text and 'href="#new"' in answer.text
    assert 'value="The council"' in answer.text and changed() == []
    assert db.session.query(StoredFile).count() == 0


def test_without_words_it_is_refused_and_need_not_be_chosen_again(client, admin, save, kept):
    answer = save(new=sent(svg(), "council.svg"), new_said="")
    assert answer.status_code == 422 and "Enter the name of whose logo it is" in answer.text
    [file] = re.findall(r'name="logos-0-file" value="([0-9a-f]{64})"', answer.text)
    assert save(**{"logos-0-file": file, "logos-0-said": "The council"}).status_code == 303
    assert kept().logos[0]["file"] == file


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"new_said": "x" * 121}, "Use 120 letters or fewer"),
        ({"new_said": "The council"}, "Choose the picture that is said so"),
        ({"logos-0-file": "0" * 64, "logos-0-said": "x"}, "This picture is not here any more"),
        ({"logos-0-file": "../../keys", "logos-0-said": "x"}, "This picture is not here any more"),
        ({"logos-0-file": "", "logos-0-said": "x"}, "This picture is not here any more"),
        ({f"logos-{n}-{part}": "0" * 64 for n in range(7) for part in ("file", "said")}, "There can be 6 at most"),
    ],
    ids=range(6),
)
def test_what_cannot_be_is_refused(client, admin, save, changed, wrong, words):
    answer = save(**wrong)
    assert answer.status_code == 422 and words in answer.text and changed() == []


def test_a_document_is_no_logo(client, admin, save, changed):
    kept = StoredFile("a" * 64, "pdf", 5, "Plan.pdf")
    db.session.add(kept)
    db.session.commit()
    answer = save(**{"logos-0-file": "a" * 64, "logos-0-said": "x"})
    assert answer.status_code == 422 and "not here any more" in answer.text and changed() == []


def test_what_is_too_large_is_refused_unread(client, admin, changed):
    answer = client.post(ADDRESS, data=b"x" * (LARGEST + 1), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413 and "A file can have 52 MB at most" in answer.text and changed() == []
    public = client.post("/receipt", data=b"x" * (1024 * 1024 + 1), content_type="multipart/form-data; boundary=x")
    assert public.status_code == 413 and "52 MB" not in public.text


def test_only_those_who_manage_settings_may(client, sign_in):
    a_partnership()
    for role in Role:
        before = len(list(on_disk.folder().iterdir()))
        sign_in(role)
        allowed = may(role, Permission.MANAGE_SETTINGS)
        answer = client.post(ADDRESS, data={"new": sent(a_picture(colour="#123"), "a.png"), "do": "look"})
        assert (answer.status_code == 403) is not allowed
        assert allowed or len(list(on_disk.folder().iterdir())) == before


def test_a_large_file_of_somebody_signed_out_leads_to_the_sign_in_page(client):
    a_partnership()
    answer = client.post(ADDRESS, data=b"x" * 2 * 1024 * 1024, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 303 and "/staff/sign-in" in answer.location


def test_without_its_token_nothing_is_taken(client, admin):
    client.application.config["WTF_CSRF_ENABLED"] = True
    before = len(list(on_disk.folder().iterdir()))
    answer = client.post(ADDRESS, data={"new": sent(a_picture(colour="#456"), "a.png"), "new_said": "x"})
    assert answer.status_code == 400 and "A file that you chose is not kept" in answer.text
    assert len(list(on_disk.folder().iterdir())) == before and db.session.query(StoredFile).count() == 0


def test_a_clash_shows_both(client, admin, save, typed, kept):
    opened = typed(ADDRESS)
    save(new=sent(svg(), "one.svg"), new_said="Theirs")
    answer = client.post(ADDRESS, data=opened | {"new": sent(a_picture(), "two.png"), "new_said": "Mine"})
    assert answer.status_code == 409 and "Theirs" in answer.text and "Mine" in answer.text
    assert [logo["said"] for logo in kept().logos] == ["Theirs"]
