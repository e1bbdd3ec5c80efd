"""Numbers that are said aloud, split or mistyped, and numbers that say nothing of anybody. Those kept for stories."""

import pytest

from coprod.screening.finding import WORRIES, FindingKind
from coprod.screening.screen import screen


def found(text: str) -> list[tuple[str, str]]:
    """The details that are found: not the worries, which have tests of their own."""
    others = {*WORRIES, FindingKind.ABUSE}
    return [(each.kind.value, text[each.start : each.end]) for each in screen(text) if each.kind not in others]


@pytest.mark.parametrize(
    "number",
    [
        "oh seven seven double oh nine double oh one two three",
        "oh seven seven hundred nine hundred one two three",
        "zero double seven double zero, nine double zero, one double two",
        "ohsevenseven double oh nine hundred 1 2 3",
        "07700 nine double oh one two three",
        "0 double 7 double 0 9 double 0 1 2 3",
        "07seven00 900 654",
        "07 700 900 treble one",
        "07700 900 one hundred and twenty three",
        "0770O 9OO l23",
        "07700 then 900 then 333",
        "07700 and ends 900418",
        "07700 (thats the first part) 900418",
        "07700*900*123",
        "07700, 900, 123",
        "447700900123",
    ],
)
def test_a_phone_number_is_found_however_it_is_said(number: str) -> None:
    assert found(f"my number is {number} ok") == [("phone", number)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("mob07700900123", "07700900123"),
        ("07700900123xx", "07700900123"),
        ("07700900123please", "07700900123"),
        ("x 0️⃣7700900123", "0️⃣7700900123"),
    ],
)
def test_a_phone_number_is_found_though_letters_or_signs_touch_it(text: str, number: str) -> None:
    assert ("phone", number) in found(text)


@pytest.mark.parametrize(
    "number",
    ["nine four three four seven six five nine one nine", "943, 476, 5919", "943 then 476 then 5919", "943 476 59l9"],
)
def test_an_nhs_number_is_found_however_it_is_said(number: str) -> None:
    assert found(f"nhs number {number}") == [("nhs_number", number)]


@pytest.mark.parametrize(
    "postcode",
    [
        "ST16-2-LH", "ST162 LH", "ST1 62LH", "ST16 then 2LH", "ST16 and ends 2LH", "ST16 (2LH",
        "w s 13 8 x y", "B77:1AA", "WV6~7QQ",
        "st sixteen two l h", "S T sixteen, two L H", "s t one six two l h", "TF9 one XY", "5T16 2LH",
        "L10 1OL", "OL10 1LL",
    ],
)  # fmt: skip
def test_a_messy_postcode_is_found(postcode: str) -> None:
    assert found(f"our postcode is {postcode}") == [("postcode", postcode)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("dob is one two oh three twenty eleven", "one two oh three twenty eleven"),
        ("her dob: twelve three eleven", "twelve three eleven"),
        ("Born 12*03*2011", "12*03*2011"),
        ("birthday four slash five slash twelve", "four slash five slash twelve"),
        ("dob oh four oh five two thousand and twelve", "oh four oh five two thousand and twelve"),
        ("Born: 12·03·2011", "12·03·2011"),
    ],
)
def test_a_date_of_birth_is_found_however_it_is_said(text: str, date: str) -> None:
    assert found(text) == [("date_of_birth", date)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mail jo.marrow @ example . org ok", "jo.marrow @ example . org"),
        ("mail jo.marrow@example,org", "jo.marrow@example,org"),
        ("mail jo underscore marrow at gmail dot com", "jo underscore marrow at gmail dot com"),
    ],
)
def test_an_email_address_is_found_however_it_is_spaced(text: str, address: str) -> None:
    assert found(text) == [("email", address)]


@pytest.mark.parametrize(
    "text",
    [
        "oh seven of us came and nine wanted more, oh well",
        "we count one two three four five six seven eight nine ten to be calm",
        "zero one two three four five six seven eight nine is how we count",
        "nine hundred and twelve pounds, double maths and two english",
        "starts at 0900 and ends at 1500",
        "12,000 pupils, 900 plans, 123 days",
        "case reference 01/2024/00456",
        "code AB0770090012345X",
        "part B3 1st paragraph, bus S12 3rd stop, in B2 2nd floor",
        "he is at stage ten and two of us are so one two",
        "born three weeks early, two of five",
        "dob twelve thirty eleven is no day",
        "tea @ home . Community day next",
    ],
)
def test_numbers_of_other_things_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "the youth forum was born on 12 March 2019",
        "the centre's tenth birthday is 4 July",
        "the new law was born on 3 May",
        "birth certificate was posted on 3 June",
        "he turned up on 3 June and nobody was there",
        "The charity's birthday lunch is on 12/03/2026",
    ],
)
def test_what_is_no_person_has_no_date_of_birth(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "he was 5 when we applied on 8 September 2021",
        "prom 3 July, she is 16 and has a dress",
        "leavers assembly 18 July, he is 11 and scared",
        "The baby and toddler group is back on 4 May",
    ],
)
def test_the_day_of_something_else_beside_an_age_is_no_date_of_birth(text: str) -> None:
    assert found(text) == []


def test_the_day_of_something_else_hides_no_date_of_birth() -> None:
    assert found("the review is 4 May and he was born 18 July 2014") == [("date_of_birth", "18 July 2014")]
    assert found("our girl is six on 9 July, her operation is soon") == [("date_of_birth", "9 July")]


@pytest.mark.parametrize(
    "text",
    [
        "he was born on 12 March 2019",
        "he turned ten on 3 June",
        "her tenth birthday is 4 July",
        "her forum name is Ann, dob 12/03/2009",
    ],
)
def test_a_person_has_one(text: str) -> None:
    assert "date_of_birth" in [kind for kind, _ in found(text)]
