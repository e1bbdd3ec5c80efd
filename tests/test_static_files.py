"""Static files: a name that changes with the content, kept for a year, compressed for whoever can read that."""

import gzip
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from builders import a_partnership
from coprod import create_app, jobs
from coprod.config import Config
from coprod.database import db
from coprod.former_files import FormerFiles
from coprod.static_files import StaticFiles


@pytest.fixture(autouse=True)
def jobs_of_the_tests(the_app: Flask) -> Iterator[None]:
    """Jobs run in the application that was made last, which here is spoiled or gone."""
    yield
    jobs.init_app(the_app)


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


def test_files_of_the_build_before_are_served_for_a_week_and_exported(client, config: Config, folder: Path, tmp_path):
    def started() -> Flask:
        site = create_app(replace(config, instance=instance, database_url="", testing=False))
        with site.app_context():
            db.engine.dispose()
        return site

    instance, before = tmp_path / "instance", StaticFiles(folder)
    (folder / "page.css").write_text("body { color: red }")
    old = before.url("page.css")
    FormerFiles(instance / "static").keep({name: file.content for name, file in before.files.items()})
    for _ in range(2):
        answer = started().test_client().get(old, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200 and b"font-face" in gzip.decompress(answer.data)
        assert answer.mimetype == "text/css" and "immutable" in answer.headers["Cache-Control"]
    site = started()
    with site.app_context():
        told = site.test_cli_runner().invoke(args=["export-static", str(tmp_path / "web")])
    assert told.exit_code == 0, told.output
    exported = (tmp_path / "web" / old[1:]).read_bytes()
    assert (tmp_path / "web" / old[1:]).stat().st_mode & 0o044 == 0o044  # the web server has another account
    assert exported == gzip.decompress((tmp_path / "web" / f"{old[1:]}.gz").read_bytes())
    for address in linked(client):
        assert (tmp_path / "web" / address[1:]).exists(), address
    for path in (instance / "static" / "before").rglob("*.*"):
        os.utime(path, (0, 0))
    assert started().test_client().get(old).status_code == 404


@pytest.mark.parametrize("name", ["../keys", "page.000000000000.css", "%2e%2e/keys", "..%2fkeys.000000000000.css"])
def test_nothing_else_in_the_folder_of_the_installation_is_served(config: Config, tmp_path: Path, name: str):
    app = create_app(replace(config, instance=tmp_path))
    for place in ("now", "before"):
        (tmp_path / "static" / place).mkdir(parents=True)
        (tmp_path / "static" / place / "page.000000000000.css").write_text("written by somebody else")
    assert app.test_client().get(f"/static/{name}").status_code == 404


def test_a_site_whose_folder_is_full_starts_all_the_same(tmp_path: Path, monkeypatch, caplog):
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coprod.former_files.tempfile.NamedTemporaryFile", full)
    former = FormerFiles(tmp_path)
    former.keep({"page.000000000000.css": b""})
    assert "No space left" in caplog.text and former.all() == {}
