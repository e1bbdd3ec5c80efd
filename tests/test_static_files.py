"""Static files: a name that changes with the content, kept for a year, compressed for whoever can read that."""

import gzip
import re
from pathlib import Path

import pytest

from builders import a_partnership
from coprod.static_files import StaticFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.css").write_text('@font-face { src: url("fonts/round.woff2") }')
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "round.woff2").write_bytes(b"letters")
    return tmp_path


def linked(client) -> list[str]:
    """The static files that the first page names."""
    a_partnership()
    return re.findall(r'"(/static/[^"#]+)', client.get("/").text)


def test_every_file_of_a_page_has_a_hashed_name_and_is_kept_for_a_year(client):
    addresses = linked(client)
    assert {address.rpartition(".")[2] for address in addresses} >= {"css", "svg"}
    for address in addresses:
        answer = client.get(address)
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address) and answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers


def test_a_file_is_compressed_for_a_browser_that_asks(client):
    for address in linked(client):
        plain, zipped = client.get(address), client.get(address, headers={"Accept-Encoding": "br, gzip"})
        assert "Content-Encoding" not in plain.headers and zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.data) == plain.data and len(zipped.data) < len(plain.data)
        assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"


def test_a_name_changes_with_what_is_in_the_file_and_in_what_it_names(folder: Path):
    before = StaticFiles(folder)
    assert StaticFiles(folder).names == before.names
    (folder / "fonts" / "round.woff2").write_bytes(b"other letters")
    after = StaticFiles(folder)
    assert before.url("fonts/round.woff2") != after.url("fonts/round.woff2")
    assert before.url("page.css") != after.url("page.css")


def test_a_style_sheet_names_its_typeface_as_it_is_served(folder: Path):
    files = StaticFiles(folder)
    sheet = files.files[files.names["page.css"]].content.decode()
    assert f'url("{files.url("fonts/round.woff2")}")' in sheet


def test_a_name_without_its_hash_is_no_page(client):
    a_partnership()
    for name in ("vendor/coprod.css", "../config.py", "vendor/coprod.000000000000.css"):
        assert client.get(f"/static/{name}").status_code == 404
