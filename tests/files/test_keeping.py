"""A file is kept once, is sent to those who may have it, and is removed when nobody uses it any more."""

import io
import os
import time

import pytest
import time_machine

from builders import a_partnership, a_user
from coprod.changes import Change
from coprod.database import db, now
from coprod.files import on_disk, take_in, uses
from coprod.files.models import StoredFile
from coprod.files.take_in import OnDisk
from coprod.partnership.models import Partnership
from uploads import a_docx, a_pdf


def given(content: bytes = b"", name: str = "Plan.pdf") -> StoredFile:
    """A document that somebody gave."""
    made = take_in.keep(take_in.whole_document(io.BytesIO(content or a_pdf()), name), by=a_user("admin").id)
    db.session.commit()
    return made


@pytest.fixture(autouse=True)
def nothing_on_disk(app):
    for path in on_disk.folder().iterdir():
        path.unlink()


@pytest.fixture
def public(monkeypatch):
    """Every file is one that something public uses."""
    monkeypatch.setattr("coprod.files.uses.is_public", lambda hash: True)


def test_the_same_is_kept_once(app):
    first, second = given(name="One.pdf"), given(name="Two.pdf")
    assert first.hash == second.hash and db.session.query(StoredFile).count() == 1
    assert [path.name for path in on_disk.folder().iterdir()] == [first.hash]
    assert on_disk.path_of(first.hash).read_bytes() == a_pdf()


def test_what_fails_half_way_leaves_nothing(app):
    class Fails(io.BytesIO):
        def read(self, *args):
            raise OSError("the line broke")

    with pytest.raises(OSError, match="broke"):
        on_disk.write(Fails(b"x"))
    assert list(on_disk.folder().iterdir()) == []


@pytest.mark.parametrize("name", ["../../secret_key", "..\\keys", "a/b/Plan.pdf", "P\u202efdp.exe", "x" * 500 + ".pdf"])
def test_a_name_is_only_a_name(app, name):
    kept = given(name=name)
    assert "/" not in kept.name and "\\" not in kept.name and len(kept.name) <= 120 and kept.name.isprintable()
    assert on_disk.path_of(kept.hash).parent == on_disk.folder()


@pytest.mark.parametrize("hash", ["", "../keys", "x" * 64, "A" * 64])
def test_what_is_no_hash_has_no_place(app, hash):
    with pytest.raises(ValueError, match="not a hash"):
        on_disk.path_of(hash)


def test_a_document_is_sent_to_be_saved_and_can_do_nothing(client, public):
    a_partnership()
    kept = given(name="Our <plan>.html")
    answer = fetched(client, f"/files/{kept.address}")
    assert answer.data == a_pdf() and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert ".pdf" in answer.headers["Content-Disposition"] and ".html" not in answer.headers["Content-Disposition"]
    assert answer.headers.getlist("Content-Security-Policy")[0] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"] and "Set-Cookie" not in answer.headers


def test_a_browser_that_has_it_is_not_sent_it_again_and_may_ask_for_a_part(client, public):
    a_partnership()
    address = f"/files/{given().address}"
    etag = fetched(client, address).headers["ETag"]
    assert fetched(client, address, **{"If-None-Match": etag}).status_code == 304
    part = fetched(client, address, Range="bytes=0-3")
    assert (part.status_code, part.data) == (206, b"%PDF")


def test_what_nothing_public_uses_is_not_there_for_strangers(client, sign_in):
    a_partnership()
    address = f"/files/{given().address}"
    assert client.get(address).status_code == 404
    sign_in("moderator")
    assert client.get(address).status_code == 404
    sign_in("admin")
    answer = fetched(client, address)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["{}.exe", "{}.html", "{}", "{}.pdf.html", "x{}.pdf", ".pdf", "%00.pdf", "..%2fkeys"])
def test_other_addresses_lead_nowhere(client, public, name):
    a_partnership()
    assert client.get("/files/" + name.format(given().hash)).status_code == 404


def test_bytes_that_are_gone_are_no_page(client, public):
    a_partnership()
    kept = given()
    on_disk.path_of(kept.hash).unlink()
    assert client.get(f"/files/{kept.address}").status_code == 404
    assert not take_in.again(kept.hash)


def fetched(client, address, **headers):
    """What is sent, read to its end."""
    with client.get(address, headers=headers) as answer:
        assert answer.data is not None
        return answer


def in_two_days():
    return time_machine.travel(now() + uses.STAYS * 2, tick=False)


def test_what_nothing_uses_stays_a_day_and_goes(app):
    a_partnership()
    kept = given().hash
    uses.remove_unused()
    assert db.session.get(StoredFile, kept) and on_disk.path_of(kept).exists()
    with in_two_days():
        uses.remove_unused()
    assert db.session.get(StoredFile, kept) is None and not on_disk.path_of(kept).exists()


def test_what_was_chosen_again_today_stays(app):
    a_partnership()
    kept = given().hash
    with in_two_days():
        assert take_in.again(kept)
        db.session.commit()
        uses.remove_unused()
        assert db.session.get(StoredFile, kept)


def test_what_is_used_or_can_be_put_back_stays(app):
    a_partnership()
    used, before, other = given().hash, given(a_docx()).hash, given(a_pdf("other")).hash
    db.session.get_one(Partnership, 1).logos = [{"file": used}]
    admin = a_user("admin").id
    db.session.add(Change(subject="partnership 1", edit=2, field="logos", was=[{"file": before}], became=[], by=admin))
    db.session.commit()
    with in_two_days():
        uses.remove_unused()
    assert set(db.session.scalars(db.select(StoredFile.hash))) == {used, before} and other not in uses.in_use()


def test_bytes_without_a_row_go_when_they_are_old(app):
    a_partnership()
    never_finished, new = on_disk.folder() / "coming-x", on_disk.folder() / "coming-y"
    for path in (never_finished, new):
        path.write_bytes(b"x")
    os.utime(never_finished, (time.time() - 2 * on_disk.A_DAY,) * 2)
    uses.remove_unused()
    assert [path.name for path in on_disk.folder().iterdir()] == ["coming-y"]


def test_two_who_give_the_same_at_once_have_one(app):
    a_partnership()
    there = take_in.whole_document(io.BytesIO(a_pdf()), "Plan.pdf")
    assert isinstance(there, OnDisk)
    take_in.keep(there, by=None)
    assert take_in.keep(there, by=None).name == "Plan.pdf"
    db.session.commit()
    assert db.session.query(StoredFile).count() == 1
