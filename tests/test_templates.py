"""Every template compiles, and somebody uses it."""

import re

import pytest
from flask import Flask

from coprod.config import ROOT

TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_compiles(app: Flask, name: str):
    app.jinja_env.get_template(name)


def test_every_template_belongs_to_a_view_or_to_another_template():
    sources = [path.read_text() for path in (ROOT / "coprod").rglob("*.py")]
    sources += [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    named = set(re.findall(r"""["']([\w/.-]+\.html)["']""", "\n".join(sources)))
    # The lines on an activity's card: components/activity_card.html includes those of its kind.
    named.update(name for name in TEMPLATES if name.endswith("/_facts.html"))
    assert [name for name in TEMPLATES if name not in named] == []
    missing = [name for name in named if name not in TEMPLATES and not name.startswith(("govuk_frontend_jinja", "/"))]
    assert missing == []
