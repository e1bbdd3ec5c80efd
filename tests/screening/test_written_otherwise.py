"""However its letters and lines are put on the page, a detail is the same detail. All made up."""

import pytest

from coprod.screening.finding import WORRIES, FindingKind
from coprod.screening.screen import screen

DETAILS = [
    ("phone", "ring 07700 900 123 please"),
    ("phone", "ring oh seven seven double oh nine double oh one two three please"),
    ("nhs_number", "it is 943 476 5919 please"),
    ("email", "write to jo.marrow@example.org please"),
    ("postcode", "we live at ST16 2LH now"),
    ("date_of_birth", "he was born on 12 March 2011 at home"),
    ("date_of_birth", "dob 12/03/2011 please"),
    ("address", "We live at 14 Mill Lane now"),
    ("handle", "my insta is wheels.and.wonder ok"),
    ("handle", "my xbox is purple walrus ok"),
    ("person_name", "and then Mr Patel rang us"),
    ("person_name", "and then Xolani Mbatha rang us"),
    ("school", "I go to Larkmoor Primary now"),
    ("school", "He was at St Oswin's Catholic High School then"),
]
UNSEEN_MARKS = ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u200d", "\ufe0f", "\U000e0041"]


def found(text: str) -> list[tuple[str, str]]:
    """The details that are found: not the worries, which have tests of their own."""
    others = {*WORRIES, FindingKind.ABUSE}
    return [(each.kind.value, text[each.start : each.end]) for each in screen(text) if each.kind not in others]


def wide(text: str) -> str:
    """In the full-width letters of East Asian keyboards; their space is one of its own."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else "\u3000" for letter in text)


@pytest.mark.parametrize("mark", UNSEEN_MARKS, ids=ascii)
@pytest.mark.parametrize(("kind", "text"), DETAILS)
def test_marks_that_nobody_sees_change_nothing(kind: str, text: str, mark: str) -> None:
    plain = found(text)
    assert [each for each, _ in plain] == [kind]
    marked = found(mark.join(text))
    assert [(each, words.replace(mark, "")) for each, words in marked] == plain


@pytest.mark.parametrize(("kind", "text"), DETAILS)
def test_wide_letters_and_figures_change_nothing(kind: str, text: str) -> None:
    assert found(wide(text)) == [(kind, wide(found(text)[0][1]))]


@pytest.mark.parametrize(("kind", "text"), DETAILS)
def test_a_letter_that_is_two_when_it_is_small_changes_nothing(kind: str, text: str) -> None:
    assert found(f"İ. {text.upper()}")[-1:] == [(each, words.upper()) for each, words in found(text.upper())][-1:]
    assert found(f"İ. {text}") == found(text)


@pytest.mark.parametrize("figures", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"], ids=["Arabic", "Devanagari", "bold"])
@pytest.mark.parametrize(("kind", "text"), [detail for detail in DETAILS if any(map(str.isdigit, detail[1]))])
def test_figures_of_other_scripts_change_nothing(kind: str, text: str, figures: str) -> None:
    other = text.translate(str.maketrans("0123456789", figures))
    assert [each for each, _ in found(other)] == [kind]


@pytest.mark.parametrize("line_end", ["\n", " \n", "\n "], ids=ascii)
@pytest.mark.parametrize(("kind", "text"), DETAILS)
def test_a_new_line_in_place_of_a_space_hides_nothing(kind: str, text: str, line_end: str) -> None:
    for at, letter in enumerate(text):
        if letter == " ":
            assert kind in [each for each, _ in found(f"{text[:at]}{line_end}{text[at + 1 :]}")], text[:at]
    assert kind in [each for each, _ in found(text.replace(" ", line_end))]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "ring 07700\n900123 please"),
        ("phone", "ring 077\n00900123 please"),
        ("nhs_number", "it is 943476\n5919 please"),
        ("email", "write to jo.marrow@\nexample.org please"),
        ("email", "write to jo.marrow@exam\nple.org please"),
        ("postcode", "we live at ST1\n62LH now"),
        ("date_of_birth", "dob 12/03/\n2011 please"),
        ("date_of_birth", "dob 12/03/20\n11 please"),
        ("handle", "my insta is wheels.\nand.wonder ok"),
    ],
)
def test_a_new_line_inside_hides_nothing(kind: str, text: str) -> None:
    assert kind in [each for each, _ in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "we met in room 12\n30 of us came\n900 leaflets",
        "first we sang\nMany came",
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n10",
        "Monday 0900\nTuesday 1030\nFriday 1145",
        "we live in the middle\nof nowhere",
        "ｔｈｅ　ｂｕｓ　ｉｓ　ｌａｔｅ",
        "H\u200be\u200bl\u200bl\u200bo",
        "①②③ go",
        "it took 20 years\n11 forms",
    ],
)
def test_lines_and_letters_alone_make_no_detail(text: str) -> None:
    assert found(text) == []
