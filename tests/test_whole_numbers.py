"""Whole numbers as people write them, in every box of the product: one reader, which never guesses."""

import pkgutil
from importlib import import_module

import pytest
from wtforms import DecimalField, FloatField, IntegerField
from wtforms.fields.core import UnboundField
from wtforms.widgets import HiddenInput

import coprod
from coprod.forms import AnyWholeNumber, Form, WholeNumber
from coprod.whole_numbers import NoWholeNumber, read_whole_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1,000", 1000), ("1000", 1000), ("12", 12), ("12,345,678", 12345678), ("１，０００", 1000), ("１２", 12),
     (" 7 ", 7), ("-5", -5), ("\u22125", -5), ("+3", 3), ("007", 7), ("1\u200b2", 12), ("9" * 20, int("9" * 20))],
)  # fmt: skip
def test_whole_numbers_as_people_write_them(typed, meant):
    assert read_whole_number(typed) == meant


@pytest.mark.parametrize(
    "typed", ["1 000", "1.000", "1\u00a0000", "1'000", "10 000", "1,00", "12 3", "1,0000", "1_000"]
)
def test_what_can_be_read_in_two_ways_is_asked_about(typed):
    with pytest.raises(NoWholeNumber) as no:
        read_whole_number(typed)
    assert typed in str(no.value) and "rite" in str(no.value)


@pytest.mark.parametrize("typed", ["", "many", "1e3", "0x10", "1,", ",1", "1-2", "--1", "1" * 5000, "1,000.5 or so"])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(NoWholeNumber):
        read_whole_number(typed)


def test_a_field_says_what_it_wants_and_why_it_does_not_take_what_was_typed(app):
    class Sample(Form):
        places = WholeNumber("Places", 1, 5000, "Enter a number of places, from 1 to 5,000")

    said = {"1,000": 1000, "1 000": "write 1000 or 1,000", "9,000": "from 1 to 5,000", "many": "from 1 to 5,000"}
    for typed, expected in said.items():
        with app.test_request_context(method="POST", data={"places": typed}):
            form = Sample()
            form.validate()
            found = form.places.data if isinstance(expected, int) else str(form.places.errors)
            assert found == expected if isinstance(expected, int) else expected in found
            assert form.places._value() == (typed if form.places.errors or form.places.raw_data else "")


def test_every_box_for_a_number_in_the_product_is_of_the_one_kind():
    """Else "1,000" would be refused in one place, or read as something else."""
    others = []
    for module in pkgutil.walk_packages(coprod.__path__, "coprod."):
        for name, thing in vars(import_module(module.name)).items():
            if not (isinstance(thing, type) and issubclass(thing, Form) and thing.__module__ == module.name):
                continue
            for field, made in vars(thing).items():
                if not isinstance(made, UnboundField) or isinstance(made.kwargs.get("widget"), HiddenInput):
                    continue
                numbers = issubclass(made.field_class, IntegerField | DecimalField | FloatField)
                if numbers and not issubclass(made.field_class, AnyWholeNumber):
                    others.append(f"{name}.{field}")
    assert others == []
