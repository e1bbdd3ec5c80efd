"""Personal details beyond numbers: names, schools, birthdays, addresses and user names. All made up."""

import pytest

from coprod.screening.screen import screen


def found(text: str, kind: str) -> list[str]:
    return [text[finding.start : finding.end] for finding in screen(text) if finding.kind.value == kind]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I like Mr Patel best", "Mr Patel"),
        ("mr fizzlepop is funny", "mr fizzlepop"),
        ("my friend aisha helps me", "aisha"),
        ("a boy called Zebedee Custard", "Zebedee Custard"),
        ("Then Xolani Mbatha rang us", "Xolani Mbatha"),
        ("me and Wilfred sat down", "Wilfred"),
        ("Auntie Jo drives me", "Auntie Jo"),
        ("Freyas chair is broken", "Freyas"),
        ("Faith cries at the gate", "Faith"),
        ("I asked Grace to come", "Grace"),
        ("Tobiah's chair is too small", "Tobiah"),
        ("my daughter Elsa is seven", "Elsa"),
        ("From Kezia, age 9", "Kezia"),
        ("Harry next door has one too", "Harry"),
        ("my friend Harry Kane sits by me", "Harry Kane"),  # said to be a friend
        ("ask Mr\nPatel", "Mr\nPatel"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    assert found(text, "person_name") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "I miss my mum and Sir is nice",
        "Will it open in May or June?",
        "I have hope, and grace",
        "We live in Stafford, near Tesco, and play Minecraft",
        "The Council and Barnardo's said no",
        "MORE CLUBS AND A BIGGER LIBRARY PLEASE",
        "The Dandelion Trust runs it",
        "Barnardo's shop is kind",
        "From Rugeley, by bus",
        "He'd watch Harry Kane all day",
        "Taylor Swift, Mr Bean and Peppa Pig on a loop",
        "Dr Who scarf and a Gruffalo",
        "C.S. Lewis and J.K. Rowling at bedtime",
        "Percy Jackson has ADHD like me",
        "We used Marks and Spencer, then Ben & Jerry's",
        "#BeMoreZebedee and #FundOurSchools",
        "Arbor, ParentPay and Tapestry: three apps",
    ],
)
def test_words_that_are_no_names_are_left_alone(text: str) -> None:
    assert found(text, "person_name") == []


@pytest.mark.parametrize(
    ("text", "school"),
    [
        ("I go to Larkmoor Primary and like it", "Larkmoor Primary"),
        ("my school is larkmoor primary", "larkmoor primary"),
        ("He was at St Oswin's Catholic High School", "St Oswin's Catholic High School"),
        ("I go to Larkmoor", "Larkmoor"),
        ("They said yes at Ysgol Bryn Coch", "Ysgol Bryn Coch"),
        ("Ask anyone at Gingerbread Comet Nursery", "Gingerbread Comet Nursery"),
        ("He goes to Kettlebrook PRU", "Kettlebrook PRU"),
        ("Thornbridge C of E are kind", "Thornbridge C of E"),
        ("St Oswin's C of E Primary has no ramp", "St Oswin's C of E Primary"),
        ("St Oswin's CofE has no ramp", "St Oswin's CofE"),
        ("Holy Rood C.E. has no ramp", "Holy Rood C.E"),
        ("King Osric VI High School has no lift", "King Osric VI High School"),
        ("my son is at st marys now", "st marys"),
        ("St Oswin's have a base", "St Oswin"),
        ("I go to Larches and do bricks", "Larches"),
        ("my school is called Marl Hill", "Marl Hill"),
        ("he is happy at Little Acorns", "Little Acorns"),
        ("kettlebrook have been kind", "kettlebrook"),
    ],
)
def test_a_school_is_found(text: str, school: str) -> None:
    assert found(text, "school") == [school]
    assert found(text, "person_name") == []


@pytest.mark.parametrize(
    "text",
    [
        "my special school",
        "a secondary school near us",
        "Year 7 at high school",
        "primary first",
        "he is in a PRU, the PRU was full",
        "a C of E school near us, the C of E one",
        "We are C of E at home",
        "St Johns Ambulance taught us",
        "we married at St Marys church",
        "go and see, I've been",
        "we go to Asda and to Malaga",
        "the footbridge is shut",
        "Mr Pemberton said so to Zebedee Kersley",
        "English Grammar and an Open University course",
        "school dog called Gravy",
        "in his sh1t school",
    ],
)
def test_a_school_without_a_name_is_left_alone(text: str) -> None:
    assert found(text, "school") == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("dob 12/03/2011", "12/03/2011"),
        ("born on the 3rd of May 2012", "the 3rd of May 2012"),
        ("my birthday is 4 june", "4 june"),
        ("On June 30th she turns sixteen", "June 30th"),
        ("DOB 240608 and waiting", "240608"),
        ("He was 10 on May 3", "May 3"),
        ("Noor, 12/03/11, and her chair", "12/03/11"),
        ("our lad is a Gemini, 2 june, always talking", "2 june"),
        ("date of berth 12/2/14", "12/2/14"),
        ("DOB: 13/O6/2012, my keyboard sticks", "13/O6/2012"),
        ("born on the third of the fifth two thousand and nine", "the third of the fifth two thousand and nine"),
        ("dob 4\\6\\13 if you need it", "4\\6\\13"),
        ("bday 8 ogust", "8 ogust"),
        ("He came early, on Boxing Day 2014, and small", "Boxing Day 2014"),
    ],
)
def test_a_date_of_birth_is_found(text: str, date: str) -> None:
    assert found(text, "date_of_birth") == [date]


@pytest.mark.parametrize(
    "text",
    [
        "The meeting is on 12/06/2025",
        "since 4 March 2015",
        "by the 14th of May",
        "born 3 months early",
        "24/7",
        "We moved here on 4 March 2015",
        "The letter is dated 03/09/2016 and nobody answered it",
        "the age 13 group on a Tuesday",
        "Bring the form on 8 May, it is the panel",
    ],
)
def test_other_dates_are_left_alone(text: str) -> None:
    assert found(text, "date_of_birth") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("We live at 14 Mill Lane now", "14 Mill Lane"),
        ("send it to 17 glebe st pls", "17 glebe st"),
        ("Flat 3, 88 Cobden Street", "Flat 3, 88 Cobden Street"),
    ],
)
def test_an_address_is_found(text: str, address: str) -> None:
    assert found(text, "address") == [address]
    assert found(text, "school") == found(text, "person_name") == []


def test_minutes_and_ages_are_no_address() -> None:
    assert found("10 minutes walk, 3 children in a close family, year 7 way", "address") == []


def test_what_stands_in_an_email_address_is_not_said_twice() -> None:
    text = "grace.hill@example.org"
    assert [finding.kind.value for finding in screen(text)] == ["email"]


@pytest.mark.parametrize(
    "number", ["o7700 900 321", "07700.900.155", "oh seven seven double oh nine double oh one two three"]
)
def test_a_phone_number_is_found_as_children_write_it(number: str) -> None:
    assert found(f"ring {number} ok", "phone") == [number]
