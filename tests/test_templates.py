"""Every template compiles, and somebody uses it: those of pages, and those of letters."""

import re

import pytest
from flask import Flask

from coprod.config import ROOT

FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
PARTS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("_*.txt"))
LETTERS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("[!_]*.txt"))


@pytest.mark.parametrize("name", TEMPLATES + LETTERS + PARTS)
def test_compiles(app: Flask, name: str):
    app.jinja_env.get_template(name)


def test_every_template_belongs_to_a_view_or_to_another_template():
    sources = [path.read_text() for path in (ROOT / "coprod").rglob("*.py")]
    sources += [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    named = set(re.findall(r"""["']([\w/.-]+\.html)["']""", "\n".join(sources)))
    # The lines on an activity's card: components/activity_card.html includes those of its kind.
    # And what else staff can do next with a kind of activity: engagements/_life.html.
    named.update(name for name in TEMPLATES if name.endswith(("/_facts.html", "/_onwards.html")))
    assert [name for name in TEMPLATES if name not in named] == []
    missing = [name for name in named if name not in TEMPLATES and not name.startswith(("govuk_frontend_jinja", "/"))]
    assert missing == []


def test_every_letter_is_sent_by_the_package_whose_folder_it_is_in():
    packages = ROOT / "coprod"
    sources = {path.relative_to(packages): path.read_text() for path in packages.rglob("*/*.py")}
    sent = set()
    for path, source in sources.items():
        names = {name for name in re.findall(r'"(\w+/\w+)"', source) if f"letters/{name}.txt" in LETTERS}
        assert {name.partition("/")[0] for name in names} <= {path.parts[0]}, path
        sent |= names
    assert {f"letters/{name}.txt" for name in sent} == set(LETTERS)


@pytest.mark.parametrize("name", LETTERS)
def test_a_subject_is_the_first_line_and_the_same_for_everybody(name: str):
    """It is read on locked screens: what cannot change cannot be personal."""
    subject, *rest = (FOLDER / name).read_text().splitlines()
    assert re.fullmatch(r"Subject: [A-Z][A-Za-z' ]+", subject)
    assert "" in rest[:2], "an empty line between the subject and the body"


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_plain_text(app: Flask, name: str):
    """Nothing is escaped in it: an event called "Tea & talk" is not called "Tea &amp; talk"."""
    assert app.jinja_env.autoescape(name) is False
