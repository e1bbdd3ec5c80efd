"""Every list that staff type as rows: too many are refused in plain words, and every one of them still stands there."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from html import escape, unescape
from types import ModuleType

import pytest
from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField

import coprod
from builders import a_partnership
from coprod.forms import Form
from coprod.row_fields import Rows as BoxRows
from coprod.settings.section_forms import Rows as FormRows

FILES = {"formats": "full:" + "0" * 64}


def forms() -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(coprod.__path__, "coprod."):
        if each.name.rpartition("_")[2].rpartition(".")[2] == "forms":
            yield importlib.import_module(each.name)


def fields_of(kind: type) -> dict[str, UnboundField]:
    """Every field of that kind in any form of ours, by where it stands."""
    return {
        f"{form.__name__}.{name}": field
        for module in forms()
        for form in vars(module).values()
        if isinstance(form, type) and issubclass(form, Form)
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, kind)
    }


BOXES, ROWS = fields_of(BoxRows), fields_of(FormRows)


def test_the_lists_are_found():
    assert {"GlossaryForm.glossary", "DocumentsForm.documents", "EventForm.plan"} <= set(BOXES), set(BOXES)
    assert len(ROWS) == 6, set(ROWS)


@pytest.mark.parametrize("where", BOXES)
def test_boxes_that_are_too_many_are_refused_and_stand_there(app, where):
    """With empty rows among them, which count for nothing."""
    name = where.rpartition(".")[2]
    kind = type("OneList", (Form,), {name: BOXES[where]})
    with app.test_request_context():
        boxes, most = kind()[name].boxes, kind()[name].most
        typed: MultiDict[str, str] = MultiDict()
        for number in range(2 * (most + 60)):
            for box in boxes:
                said = next(iter(box.choices)) if box.choices else FILES.get(box.name, f"https://x.example/{number}")
                typed.add(f"{name}-{box.name}", said if number % 2 else "")
        form = kind(typed)
        assert not form.validate() and f"use {most} rows or fewer" in form[name].errors[0]
        assert "Only the first" not in form[name].errors[0]
        first = next(box.name for box in boxes if box.choices is None and not box.hidden)
        assert len({row[first] for row in form[name].shown} - {""}) == most + 60


LISTS = ["help", "districts", "reasons", "sectors", "holidays", "logos"]


@pytest.mark.parametrize("page", LISTS)
def test_rows_that_are_too_many_are_refused_and_stand_there(client, sign_in, page):
    """On each page of settings that has a list; with empty rows among them."""
    a_partnership()
    sign_in("admin")
    address = f"/staff/settings/{page}"
    name = {"help": "help_numbers"}.get(page, page)
    most = next(field.args[2] for where, field in ROWS.items() if where.endswith(f".{name}"))
    sent = {"edited": "1"}
    for number in range(2 * (most + 60)):
        what = f"Row number {number}" if number % 2 else ""
        sent |= {f"{name}-{number}-{field}": what for field in ("name", "label", "who", "words", "said")}
        sent[f"{name}-{number}-number"] = "999" if what else ""
        sent[f"{name}-{number}-slug"] = f"slug-{number}"
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert f"There can be {most} at most, and here are more" in page and "Only the first" not in page
    assert re.search(f'<a href="#{name}">There can be', page) and f'id="{name}"' in page
    assert [text for text in set(sent.values()) if text.startswith("Row") and escape(text) not in page] == []


def test_thousands_of_rows_are_a_page_that_can_be_read(client, sign_in):
    a_partnership()
    sign_in("admin")
    sent = {f"districts-{number}-name": f"District {number}" for number in range(3000)} | {"edited": "1"}
    answer = client.post("/staff/settings/districts", data=sent).text
    assert "Only the first 140 stand here" in answer and 'value="District 139"' in answer
    assert 'value="District 140"' not in answer
