"""Sets of pictures, as set-up makes them out of what npm brings; and what of a drawing is let through."""

import gzip
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from coprod import frontend
from coprod.config import ROOT
from picture_packages import a_package, a_shape


def rows(file: Path, query: str) -> list[tuple]:
    database = sqlite3.connect(file)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def test_a_set_is_made_of_its_package(tmp_path):
    icons = {"school-bus": a_shape(), "bus": a_shape(), "boy-dark-skin-tone": a_shape(), "bus-24px": a_shape()}
    icons |= {"old": a_shape() | {"hidden": True}, "wide": a_shape() | {"width": 60, "left": -2}}
    aliases = {"coach": {"parent": "bus"}, "lost": {"parent": "nothing"}}
    a_package(tmp_path, "openmoji", icons, aliases)
    frontend.publish_pictures(tmp_path, tmp_path / "pictures.db")
    made = rows(tmp_path / "pictures.db", "SELECT name, svg FROM picture ORDER BY place")
    assert [name for name, _ in made] == ["bus", "wide", "school-bus", "boy-dark-skin-tone"]
    svg = gzip.decompress(made[1][1]).decode()
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 0 60 72" width="60" height="72"><path ')
    assert rows(tmp_path / "pictures.db", "SELECT word FROM word WHERE place = 1") == [
        ("bus",),
        ("coach",),
        ("travel",),
    ]
    assert rows(tmp_path / "pictures.db", "SELECT * FROM picture_set") == [
        ("openmoji", "OpenMoji", "OpenMoji", "https://openmoji.example/", "CC BY-SA 4.0", "https://licence.example/",
         "1.2.3", 4)
    ]  # fmt: skip


def test_without_packages_there_is_no_file(tmp_path):
    frontend.publish_pictures(tmp_path, tmp_path / "pictures.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<path d="M0 0" onload="alert(1)"/>',
        '<path d="M0 0" style="fill:red"/>',
        '<image href="https://elsewhere.example/"/>',
        '<use href="https://elsewhere.example/a.svg#a"/>',
        '<use href="data:image/svg+xml,x"/>',
        '<path fill="url(https://elsewhere.example/#a)" d="M0 0"/>',
        '<path fill="url(#a) url(https://elsewhere.example/)" d="M0 0"/>',
        "<text>words</text>",
        '<path d="M0 0"/>words',
        '<path d="&#60;script&#62;"/>',
        "<foreignObject/>",
        '<a href="#a"/>',
        "<!-- a --><g/>",
        "",
    ],
)
def test_what_does_more_than_draw_is_left_out(body):
    assert not frontend.only_draws(body)


def test_what_draws_is_let_through():
    body = '<defs><clipPath id="a1"><path fill="#fff" d="M0 0h48v48"/></clipPath></defs>'
    assert frontend.only_draws(body + '<g clip-path="url(#a1)"><use href="#a1"/><circle cx="1" cy="2" r="3"/></g>')


def test_the_packages_are_pinned_without_an_address():
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name in frontend.PICTURE_SETS:
        assert locked[f"node_modules/@iconify-json/{name}"]["version"] == wanted[f"@iconify-json/{name}"]
    there = [each for name, each in locked.items() if name]
    assert all("integrity" in each and "resolved" not in each for each in there)


def test_every_word_of_ours_leads_to_a_picture_that_there_is():
    packages = [ROOT / "node_modules" / "@iconify-json" / name / "icons.json" for name in frontend.PICTURE_SETS]
    drawn = [each for file in packages for each in frontend.pictures_in(json.loads(file.read_text("utf-8")))]
    assert len(drawn) > 6000
    named = {word for _, words, _ in drawn for word in words}
    other = [line.split(" = ") for line in frontend.OTHER_WORDS.read_text("utf-8").splitlines() if " = " in line]
    assert [word for word, means in other if not set(means.strip('"').split()) <= named] == []
    assert [word for word, _ in other] == sorted({word for word, _ in other})


def test_no_process_holds_the_pictures_in_memory():
    program = """
import sys, tracemalloc
tracemalloc.start()
from coprod.questionnaires.own_pictures import picture_sets
before = tracemalloc.get_traced_memory()[0]
assert picture_sets.sets() and picture_sets.look_for("bus").pictures and picture_sets.drawing("openmoji", "bus")
after = tracemalloc.get_traced_memory()[0]
print(after - before)
"""
    grew = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert int(grew) < 500_000  # `sqlite3` itself, where the site's own database has not loaded it; the file has 6 MB
