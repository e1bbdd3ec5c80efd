"""An email address however it is typed, pasted or dictated: it is read, or a sentence says what is wrong with it."""

from collections.abc import Iterator

import pytest
from wtforms.fields.core import UnboundField

from builders import a_partnership, an_event, saved
from coprod.accounts.models import User
from coprod.database import db
from coprod.email_addresses import LIKE, NotAnAddress, email_address, tidied
from coprod.events.models import SignUp
from coprod.forms import Form, deliverable

PLAIN, IRISH = "sam@example.org", "sam.o'neill@example.org"
READ = [
    (" sam@example.org ", PLAIN),
    ("sam@example.org,", PLAIN),
    ("sam@example.org;", PLAIN),
    ("sam@example.org.", PLAIN),
    ("<sam@example.org>", PLAIN),
    ("“sam@example.org”", PLAIN),
    ("'sam@example.org'", PLAIN),
    ("(sam@example.org)", PLAIN),
    ("mailto:sam@example.org", PLAIN),
    ("MAILTO: sam@example.org?subject=Hello%20you", PLAIN),
    ("Email: sam@example.org", PLAIN),
    ("Sam Neill <sam@example.org>", PLAIN),
    ('"Neill, Sam" <sam@example.org>;', PLAIN),
    ("Sam\u202f<mailto:sam@example.org>", PLAIN),
    ("sam\u200b@example.org\ufeff", PLAIN),
    ("sam＠example.org", PLAIN),
    ("sam.o’neill@example.org", IRISH),
    ("sam.o‘neill@example.org", IRISH),
    ("sam.oʼneill@example.org", IRISH),
    ("Sam O’Neill <sam.o’neill@example.org>,", IRISH),
    ("mailto:sam.o%E2%80%99neill@example.org", IRISH),
    ("sam@BÜCHER.example", "sam@xn--bcher-kva.example"),
    ("sam+school@mail.example.co.uk", "sam+school@mail.example.co.uk"),
]
WRONG = [
    ("sam", "no @"),
    ("sam at example.org", "no @"),
    ("sam @ example.org", "space"),
    ("sam@example.org, jo@example.org", "one address only"),
    ("Sam <sam@example.org>, Jo <jo@example.org>", "one address only"),
    ("sam@@example.org", "more than one @"),
    ("@example.org", "nothing before the @"),
    ("sam@", "nothing after the @"),
    ("sam@example,org", "a comma in it"),
    ("sam@example..org", "a dot too many"),
    ("sam.@example.org", "a dot too many"),
    ("sam@example", "not complete"),
    ("zoë@example.org", "“ë”"),
    ("sam(home)@example.org", "“(”"),
    ("s" * 250 + "@example.org", "254 characters or fewer"),
]


@pytest.mark.parametrize(("typed", "read"), READ)
def test_what_is_plainly_meant_is_read(typed, read):
    assert email_address(typed) == read == email_address(tidied(typed))


@pytest.mark.parametrize(("typed", "why"), WRONG)
def test_anything_else_is_met_with_what_is_wrong_with_it(typed, why):
    with pytest.raises(NotAnAddress, match="^" + LIKE) as refused:
        email_address(typed)
    assert why in str(refused.value)


def test_every_field_for_an_address_reads_it_so(app):
    """A form of any feature, also of one that is still to come."""
    fields = {(form.__name__, name): field for form in every_form() for name, field in address_fields(form)}
    assert {name for name, _ in fields} >= {"SignUpForm", "PledgeForm", "LinkForm", "LetterForm", "HelpForm"}
    others = {key for key, field in fields.items() if deliverable not in validators(field)}
    # Accounts have a rule of their own, made of the same; whoever signs in is told nothing about an address.
    assert others == {("SignIn", "email"), ("WhoFields", "email")}


@pytest.mark.parametrize(("typed", "read"), READ[-12:-1])
def test_on_the_forms_for_everyone_it_is_kept_as_it_was_read(client, typed, read):
    a_partnership()
    an_event()
    who = {"audience": "parent_carer", "sharing": "show", "name": "Sam", "email": typed}
    assert client.post("/events/tamworth/sign-up", data=who).status_code == 303
    assert db.session.query(SignUp).one().email == read


def test_staff_sign_in_however_their_address_is_typed(app):
    user = saved(
        User(email="Sam <Sam.O’Neill@example.org>", name="Sam", roles=["moderator"], password="a long enough password")
    )
    assert user.email == IRISH
    for typed in ("sam.o’neill@example.org", "mailto:Sam.O'Neill@example.org", " sam.o'neill@example.org,"):
        assert User.known_as(typed) is user


def every_form(form: type = Form) -> Iterator[type]:
    yield form
    for more in form.__subclasses__():
        yield from every_form(more)


def address_fields(form: type) -> Iterator[tuple[str, UnboundField]]:
    for name, field in vars(form).items():
        if isinstance(field, UnboundField) and "email" in name:
            yield name, field


def validators(field: UnboundField) -> list[object]:
    given = field.kwargs.get("validators", ())
    return [*given, *(each for many in field.args if isinstance(many, list) for each in many)]
