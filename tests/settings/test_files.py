"""The list of files: each with where it is used, found by its name, in a fixed number of statements."""

import pytest

from builders import an_engagement
from coprod.changes import Change
from coprod.database import db
from coprod.files.models import StoredFile
from coprod.partnership.models import Partnership

ADDRESS = "/staff/settings/files"


def some(how_many: int, name: str = "Plan {}.pdf") -> list[StoredFile]:
    """Documents that were given."""
    files = [StoredFile(f"{at:064x}", "pdf", 2048, name.format(at)) for at in range(how_many)]
    db.session.add_all(files)
    db.session.commit()
    return files


def test_an_empty_list_says_what_to_do(client, admin):
    page = client.get(ADDRESS).text
    assert "There are no files yet" in page and 'href="/staff/settings/logos"' in page


def test_each_stands_with_where_it_is_used(client, admin):
    logo, document, before, unused = some(4)
    db.session.get_one(Partnership, 1).logos = [
        {"file": logo.hash, "kind": "png", "name": "x", "width": 3, "height": 1, "said": "The council"}
    ]
    an_engagement().documents = [{"title": "T", "about": "", "formats": [{"file": document.hash}]}]
    was = [{"file": before.hash}]
    db.session.add(Change(subject="engagement 1", edit=2, field="documents", was=was, became=[], by=admin.id))
    db.session.commit()
    page = client.get(ADDRESS).text
    rows = {
        name: page.partition(f">{name}</a>")[2].partition("</li>")[0] for name in (f"Plan {n}.pdf" for n in range(4))
    }
    for name, words in zip(
        rows, ("At the foot of every page", "The refresh", "can be put back", "Nowhere"), strict=True
    ):
        assert words in rows[name], name
    assert "2\u00a0KB" in rows["Plan 0.pdf"] and unused.hash in page


def test_a_file_is_found_by_its_name(client, admin):
    some(3)
    assert "Plan 1.pdf" in client.get(f"{ADDRESS}?q=plan%201").text
    assert "Plan 2.pdf" not in client.get(f"{ADDRESS}?q=plan%201").text
    nothing = client.get(f"{ADDRESS}?q=%25<b>").text
    assert "No file has" in nothing and "<b>" not in nothing


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "10000"])
def test_a_page_that_there_is_not_is_empty_or_the_first(client, admin, page):
    some(1)
    assert client.get(f"{ADDRESS}?page={page}").status_code == 200


def test_it_has_pages(client, admin):
    some(60)
    first, second = client.get(ADDRESS).text, client.get(f"{ADDRESS}?page=2").text
    assert first.count("/files/0") == 50 and second.count("/files/0") == 10
    assert "Older files" in first and "Newer files" in second


@pytest.mark.parametrize("how_many", [2, 200])
def test_a_page_costs_the_same_for_few_and_for_many(client, admin, statements, how_many):
    some(how_many)
    client.get(ADDRESS)
    statements.clear()
    assert client.get(ADDRESS).status_code == 200
    assert len(statements) <= 6
