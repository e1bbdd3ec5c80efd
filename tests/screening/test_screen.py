"""What screening points out, and what it leaves alone. Numbers are those kept for stories and examples."""

import pytest
from hypothesis import given, strategies as st

from coprod.screening.finding import Finding, FindingKind
from coprod.screening.screen import screen


def found(text: str) -> list[tuple[str, str]]:
    """Everything but what a person reads first to be sure: `test_worries.py` has that."""
    sure = [finding for finding in screen(text) if finding.kind is not FindingKind.READ_FIRST]
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in sure]


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "07700900123",
        "0 7 7 0 0 9 0 0 1 2 3",
        "07700-900-123",
        "(01632) 960 123",
        "01632 960-111",
        "020 7946 0123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "+447700900123",
        "0044 7700 900 123",
        "7700 900123",
        "+48 22 123 45 67",
    ],
)
def test_a_phone_number_is_found(number: str) -> None:
    assert found(f"please ring {number}, or not") == [("phone", number)]


@pytest.mark.parametrize(
    "address",
    [
        "jo.bloggs+send@example.org",
        "JO@EXAMPLE.CO.UK",
        "jo@example dot org",
        "jo at example dot org",
        "jo at example dot co dot uk",
        "jo (at) example.org",
        "jo[at]example[dot]org",
        "zoë@exämple.org",
    ],
)
def test_an_email_address_is_found(address: str) -> None:
    assert found(f"write to: {address}. Thanks") == [("email", address)]


@pytest.mark.parametrize(
    "postcode",
    [
        "ST16 2LH", "st162lh", "SW1A 1AA", "m1 1ae", "EC1A 1BB", "W1A\u00a00AX", "B33 8TH", "ST16\n2LH", "ws.10 8ub",
        "S.T.1.5 0.X.Z", "STI6 2LH", "st16-2lh", "b 3 3 8 t h",
    ],
)  # fmt: skip
def test_a_postcode_is_found(postcode: str) -> None:
    assert found(f"we live at {postcode}.") == [("postcode", postcode)]


@pytest.mark.parametrize(
    ("text", "half"),
    [("my post code is ST16", "ST16"), ("WS11, that's our postcode", "WS11"), ("we live in DE6", "DE6")],
)
def test_half_a_postcode_is_found_where_it_is_said_to_be_one(text: str, half: str) -> None:
    assert found(text) == [("postcode", half)]


@pytest.mark.parametrize("number", ["943 476 5919", "943-476-5919", "9434765919", "94 34 76 59 19"])
def test_an_nhs_number_is_found(number: str) -> None:
    assert found(f"it is {number}.") == [("nhs_number", number)]


def test_a_valid_nhs_number_wins_over_a_phone_number() -> None:
    assert found("0123456789") == [("nhs_number", "0123456789")]
    assert found("0123456788") == [("phone", "0123456788")]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I like it when my TA tells me what is going to happen before it happens.",
        "943 476 5918 is one digit wrong",
        "1111111111",
        "we waited 31 weeks, from 01/02/2023 10:30 to 05.06.2024 12.15",
        "in 2019, 2020 and 2021 000000000000000",
        "card 4929 1234 5678 9012",
        "I was at school.Then we had chips",
        "we met at the dot on the map",
        "see you @ the park",
        "CO2 is in class 4b at 3am or 4pm, after the M6",
        "Room S12, 4th floor, by the DE6 bus",
        "in 4 2nd at1 1st on11 2nd",
        "call 999",
    ],
)
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert found(words) == []


def test_findings_come_in_the_order_of_the_words() -> None:
    text = "ST16 2LH, jo@example.org, 07700 900123 07700 900124 and 943 476 5919 😀 B33 8TH"
    assert [kind for kind, _ in found(text)] == ["postcode", "email", "phone", "phone", "nhs_number", "postcode"]
    assert found(text)[-1] == ("postcode", "B33 8TH")


def test_a_short_number_before_a_phone_number_hides_nothing() -> None:
    assert found("room 12 07700 900 123") == [("phone", "07700 900 123")]


def test_why_is_in_plain_words() -> None:
    assert {finding.why for finding in screen("ST16 2LH jo@example.org 07700 900123 943 476 5919")} == {
        "Looks like a postcode",
        "Looks like an email address",
        "Looks like a phone number",
        "Looks like an NHS number",
    }


def test_a_finding_is_stored_and_read_back() -> None:
    finding = Finding(FindingKind.PHONE, 3, 15, "Looks like a phone number")
    stored = finding.to_dict()
    assert stored == {"kind": "phone", "start": 3, "end": 15, "why": "Looks like a phone number"}
    assert type(stored["kind"]) is str
    assert Finding.from_dict(stored) == finding


@given(st.text(st.sampled_from("0123456789 +-().@aAtTdo[]ST16LH\n"), max_size=80))
def test_findings_of_one_kind_never_overlap(text: str) -> None:
    ends: dict[FindingKind, int] = {}
    findings = screen(text)
    assert findings == sorted(findings, key=lambda finding: finding.start)
    for finding in findings:
        assert ends.get(finding.kind, 0) <= finding.start < finding.end <= len(text)
        ends[finding.kind] = finding.end


UNSEEN = [
    "\u200b",
    "\u200d",
    "\u00ad",
    "\u2060",
    "\ufeff",
    "\ufe0f",
    "\u034f",
    "\u180e",
    "\u2063",
    "\U000e0041",
    "\U000e0100",
]


@pytest.mark.parametrize("mark", UNSEEN, ids=ascii)
def test_marks_that_nobody_sees_hide_nothing(mark: str) -> None:
    number = f"0{mark}77{mark}{mark}00 900123"
    assert found(f"so{mark} ring {number} n{mark}ow") == [("phone", number)]
    assert found(f"jo{mark}@exam{mark}ple.org!") == [("email", f"jo{mark}@exam{mark}ple.org")]
    assert found(f"i want to k{mark}ill my{mark}self")[0][0] == "concern"


def test_letters_that_look_like_spaces_are_spaces() -> None:
    assert found("ring 07700\u2800900123 now") == [("phone", "07700\u2800900123")]


def test_what_stands_around_an_emoji_stays_where_it_is() -> None:
    text = "👨\u200d👩\u200d👧 ❤\ufe0f 07700 900123\ufe0f 👍🏽 ST16 2LH 🏴\U000e0067\U000e0062\U000e007f"
    assert found(text) == [("phone", "07700 900123\ufe0f"), ("postcode", "ST16 2LH")]


@given(st.text(st.sampled_from([*"07 9@.aé👨🏽", *UNSEEN])), st.sampled_from(["07700 900123", "jo@example.org"]))
def test_wherever_such_marks_stand_the_same_is_found(around: str, detail: str) -> None:
    text = f"{around} \n{detail}\n {around}"
    bare = "".join(letter for letter in text if letter not in UNSEEN)
    with_marks = [(kind, "".join(letter for letter in words if letter not in UNSEEN)) for kind, words in found(text)]
    assert with_marks == found(bare)
